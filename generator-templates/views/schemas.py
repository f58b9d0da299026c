"""Schemas of the document: what refers to what, what is sent, and what an answer holds."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from openapi_python_client import strings

from .text import UnsupportedError

RawOperation = tuple[str, str, dict[str, Any]]
"""Path, method and content of an operation."""


def is_partial(raw: dict[str, Any], method: str) -> bool:
    """Whether what the body of an operation leaves out stays as it is."""
    return bool(raw.get("x-partial", method == "patch"))


class Schemas:
    """The schemas of a document, and the operations that use them.

    Args:
        document: the document.
        operations: the operations by the names of their modules.
    """

    def __init__(self, document: dict[str, Any], operations: dict[str, RawOperation]) -> None:
        self.document = document
        self.operations = operations
        self.schemas: dict[str, Any] = document.get("components", {}).get("schemas", {})

    def resolve(self, value: dict[str, Any]) -> dict[str, Any]:
        """The object behind a `$ref`, and behind a union of one `$ref` and null."""
        while "$ref" in value:
            _, *parts = value["$ref"].split("/")
            value = self.document
            for part in parts:
                value = value[part]
        return value

    def schema_name(self, class_name: str) -> str:
        for name in self.schemas:
            if strings.ClassName(name, "") == class_name:
                return name
        raise UnsupportedError(f"{class_name} is a schema without a name: make it a component")

    def leads_to(self, start: str, target: str) -> bool:
        """Whether a class refers to another, directly or through others."""
        return self.schema_name(target) in self._reachable({self.schema_name(start)})

    def operation_named(self, name: str, where: str) -> tuple[str, str, dict[str, Any]]:
        """Path, method and content of the operation with this operationId."""
        for path, method, raw in self.operations.values():
            if raw["operationId"] == name:
                return path, method, raw
        raise UnsupportedError(f"{where}: there is no operation {name!r}")

    def check_route(self, class_name: str, route: str, where: str) -> None:
        """See that a dotted path of properties exists in a schema."""
        schema = self.schemas[self.schema_name(class_name)]
        for key in route.split("."):
            if key not in schema.get("properties", {}):
                raise UnsupportedError(f"{where}: {class_name} has no {route}")
            schema = self.resolve(schema["properties"][key])

    def source(self, raw: dict[str, Any]) -> str:
        return f"{raw.get('x-evidence', {}).get('level', 'inferred')}."

    def is_free_form(self, class_name: str) -> bool:
        """Whether a component is any JSON object, so that a mapping says all there is to say."""
        name = self.schema_name(class_name)
        return not self.schemas[name].get("properties") and name not in self._answer_roots

    @cached_property
    def _answer_roots(self) -> set[str]:
        """The schemas that the envelopes of successful answers hold."""
        found = {self.result_of(raw)[1] for _, _, raw in self.operations.values()}
        return {self.schema_name(name) for name in found if name}

    @cached_property
    def answered(self) -> set[str]:
        """The schemas that the service sends."""
        return self._reachable(self._answer_roots | ({"ErrorType"} & set(self.schemas)))

    @cached_property
    def sent(self) -> set[str]:
        """The schemas that requests send."""
        return self._reachable(self._request_roots)

    @cached_property
    def patched(self) -> set[str]:
        """The schemas that bodies of partial updates have."""
        return {
            name
            for _, method, raw in self.operations.values()
            if is_partial(raw, method)
            for name in self._body_references(raw)
        }

    @cached_property
    def _request_roots(self) -> set[str]:
        found: set[str] = set()
        for _, _, raw in self.operations.values():
            for name in self._body_references(raw):
                bulk = self.bulk_item(name)
                found.add(bulk or name)
        return found

    def _body_references(self, raw: dict[str, Any]) -> set[str]:
        content = self.resolve(raw.get("requestBody", {})).get("content", {})
        return {
            reference
            for media in content.values()
            if (reference := self.reference(media.get("schema", {})))
        }

    def _reachable(self, roots: set[str]) -> set[str]:
        found: set[str] = set()
        waiting = list(roots)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(self._references(self.schemas[name]))
        return found

    def _references(self, value: object) -> Iterator[str]:
        if isinstance(value, dict):
            if isinstance(value.get("$ref"), str):
                yield value["$ref"].rsplit("/", 1)[1]
            for item in value.values():
                yield from self._references(item)
        elif isinstance(value, list):
            for item in value:
                yield from self._references(item)

    def reference(self, schema: dict[str, Any]) -> str | None:
        """The component behind a schema that is a `$ref`, or a `$ref` or null."""
        if "$ref" in schema:
            return str(schema["$ref"].rsplit("/", 1)[1])
        options = [item for item in schema.get("oneOf", []) if item.get("type") != "null"]
        return self.reference(options[0]) if len(options) == 1 else None

    def bulk_item(self, name: str) -> str | None:
        """The item of a request that is nothing but a list under `data`."""
        properties = self.schemas[name].get("properties", {})
        if set(properties) != {"data"} or properties["data"].get("type") != "array":
            return None
        return self.reference(properties["data"]["items"])

    def result_of(self, raw: dict[str, Any]) -> tuple[str, str]:
        """How a successful answer is read, and the class that it holds."""
        media = [
            item
            for code, answer in raw["responses"].items()
            if str(code).startswith("2")
            for item in self.resolve(answer).get("content", {}).items()
        ]
        schemas = [content.get("schema", {}) for _, content in media]
        if not media:
            return "nothing", ""
        if {name for name, _ in media} != {"application/json"} or schemas != schemas[:1] * len(
            media
        ):
            raise UnsupportedError(
                f"{raw['operationId']}: one JSON schema for all answers that succeed"
            )
        schema = self.resolve(schemas[0])
        if schema.get("x-shape") == "count":
            return "count", ""
        properties = schema.get("properties", {})
        data = properties.get("data", {})
        if data.get("type") == "array":
            kind, name = "page" if "paging" in properties else "one_or_many", data["items"]
        elif any(option.get("type") == "array" for option in data.get("oneOf", [])):
            kind = "one_or_many"
            name = next(option for option in data["oneOf"] if option.get("type") != "array")
        else:
            kind, name = "one", data
        reference = self.reference(name)
        if reference is None or self.schemas[reference].get("type") != "object":
            raise UnsupportedError(f"{raw['operationId']}: an answer of this form has no template")
        return kind, str(strings.ClassName(reference, ""))
