"""Examples: those that still fit stay; what is missing or wrong in one is made up."""

from __future__ import annotations

import json
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from ..lint.examples import NAMING, UUID
from ..lint.walk import media_types, parameters, problems_of, resolve
from .components import name_behind

_NO_ERROR = "ErrorType"
_BLUEPRINT = '<?xml version="1.0" encoding="UTF-8"?>\n<IntegrationBlueprint Name="{name}"/>\n'


class Examples:
    """The examples of one document.

    Args:
        document: ours, changed in place.
    """

    def __init__(self, document: CommentedMap) -> None:
        self._document = document
        self._salt = ""

    def mend(self) -> None:
        """Bring every example in line with its schema, in place."""
        seen: dict[str, str] = {}
        owners: dict[str, str] = {}
        for where, owner, status, media in media_types(self._document):
            schema, request = media.get("schema", {}), status is None
            for attempt in range(50):
                self._salt = f"{where}{attempt or ''}"
                value = self._fit(schema, media.get("example"), self._salt, request)
                value = _with_status(value, status, owner)
                text = json.dumps(value, sort_keys=True, default=str)
                taken = {mark for mark in _marks(value) if owners.get(mark, owner) != owner}
                if seen.get(text, where) == where and not taken:
                    break
                media["example"] = _without(value, taken) if taken else None
            seen[text] = where
            owners.update(dict.fromkeys(_marks(value), owner))
            _put(media, "example", value)
        for where, parameter in parameters(self._document):
            self._salt = where
            name = str(parameter.get("name"))
            value = self._fit(parameter["schema"], parameter.get("example"), name, False)
            _put(parameter, "example", value)

    def _fit(self, schema: Any, value: Any, name: str, request: bool) -> Any:
        """The value as the schema has it; what it lacks is made up."""
        schema = resolve(self._document, schema)
        options = [each for each in schema.get("oneOf", []) if each != {"type": "null"}]
        if options:
            fitting = [each for each in options if not self._wrong(each, value)]
            return self._fit((fitting or options)[0], value, name, request)
        kind = _kind(schema)
        if kind == "object":
            return self._object(schema, value, name, request)
        if kind == "array":
            given = value if isinstance(value, list) and value else [None]
            inner = schema.get("items", {})
            return [
                self._fit(inner, each, f"{name}{at or ''}", request)
                for at, each in enumerate(given)
            ]
        if value in (None, "") or self._wrong(schema, value):
            return self._made_up(schema, kind, name)
        return value

    def _object(self, schema: Any, value: Any, name: str, request: bool) -> dict[str, Any]:
        given = value if isinstance(value, dict) else {}
        properties = schema.get("properties", {})
        if not properties:
            return given or {"note": self._text(name)}
        found: dict[str, Any] = {}
        # The order of the example, then that of the schema.
        for key in [*(key for key in given if key in properties), *properties]:
            child = resolve(self._document, properties[key])
            left_out = request and child.get("readOnly") is True
            is_error = name_behind(properties[key]) == _NO_ERROR and "data" in properties
            if key not in found and not left_out and not is_error:
                found[key] = self._fit(properties[key], given.get(key), key, request)
        return found

    def _wrong(self, schema: Any, value: Any) -> bool:
        return value is None or bool(problems_of(self._document, schema, value))

    def _made_up(self, schema: Any, kind: str, name: str) -> Any:
        if "enum" in schema:
            return str(schema["enum"][0])
        number = int(uuid5(NAMESPACE_URL, f"{self._salt}/{name}"))
        if kind == "boolean":
            return number % 2 == 0
        if kind in ("integer", "number"):
            least = schema.get("minimum", 1)
            most = max(schema.get("maximum", least + 9_000), least)
            return int(least) + number % (int(most) - int(least) + 1)
        day = f"2026-{number % 12 + 1:02}-{number // 12 % 28 + 1:02}"
        made_up = {
            "uuid": str(uuid5(NAMESPACE_URL, f"{self._salt}/{name}")),
            "date": day,
            "date-time": f"{day}T{number % 24:02}:{number // 24 % 60:02}:00Z",
        }
        return made_up.get(schema.get("format", ""), self._text(name))

    def _text(self, name: str) -> str:
        number = int(uuid5(NAMESPACE_URL, f"{self._salt}/{name}")) % 1_000_000
        if name == self._salt:
            return _BLUEPRINT.format(name=f"made-up-{number:06}")
        return f"made-up-{name.replace('_', '-')}-{number:06}"


def _kind(schema: Any) -> str:
    given = schema.get("type", "object" if "properties" in schema else "string")
    return next(each for each in given if each != "null") if isinstance(given, list) else str(given)


def _with_status(value: Any, status: str | None, owner: str) -> Any:
    """The same, an error with the status of the response that it belongs to."""
    if status is None or status.startswith("2") or status == "shared" or not value:
        return value
    error = value.get("error", value)
    if isinstance(error, dict):
        number = int(status) if status.isdigit() else error.get("status")
        error["status"] = number if isinstance(number, int) and number >= 400 else 503
    return value


def _marks(value: Any, name: str = "") -> list[str]:
    """The texts by which operations are told apart."""
    if isinstance(value, dict):
        return [mark for key, each in value.items() for mark in _marks(each, str(key))]
    if isinstance(value, list):
        return [mark for each in value for mark in _marks(each, name)]
    known = isinstance(value, str) and (name in NAMING or UUID.fullmatch(value))
    return [str(value)] if known else []


def _without(value: Any, taken: set[str]) -> Any:
    if isinstance(value, dict):
        return {key: _without(each, taken) for key, each in value.items()}
    if isinstance(value, list):
        return [_without(each, taken) for each in value]
    return None if value in taken else value


def _put(holder: Any, key: Any, value: Any) -> None:
    """Put a value in place, and leave alone what is the same."""
    old = holder[key] if isinstance(holder, list) or key in holder else None
    if isinstance(old, CommentedMap) and isinstance(value, dict):
        for each in [each for each in old if each not in value]:
            del old[each]
        for position, (each, inner) in enumerate(value.items()):
            if each not in old:
                old.insert(position, each, None)
            _put(old, each, inner)
    elif isinstance(old, CommentedSeq) and isinstance(value, list) and len(old) == len(value):
        for at, inner in enumerate(value):
            _put(old, at, inner)
    elif old != value or type(old) is bool is not type(value) or old is None:
        holder[key] = _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return CommentedMap((key, _plain(each)) for key, each in value.items())
    if isinstance(value, list):
        return CommentedSeq([_plain(each) for each in value])
    return value
