"""Source: the operations of the file, in the form in which ours has them."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import attrs

from ..contract import contract_of
from ..reading import METHODS, DocumentError, Json, resolved
from .node import Node, Nodes
from .report import Report

_OF_SCHEMAS = frozenset(
    {"type", "format", "enum", "items", "minimum", "maximum", "minItems", "uniqueItems"}
    | {"minLength", "x-nullable", "description"}
)


@attrs.frozen
class Parameter:
    """A parameter of the path or the query."""

    name: str
    where: str
    required: bool
    node: Node
    description: str


@attrs.frozen
class Stated:
    """One operation of the file.

    Args:
        id: its operationId, or one made of its method and path.
        named: whether it has one of its own.
        method: in small letters.
        path: below the server's URL of ours.
        tags: its tags.
        summary: empty where it has none.
        description: empty where it has none.
        parameters: in their order.
        body: the request's body by media type.
        body_required: whether it must be there.
        responses: for each status the body by media type.
        said: for each status its description.
    """

    id: str
    named: bool
    method: str
    path: str
    tags: tuple[str, ...]
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    body: dict[str, Node]
    body_required: bool
    responses: dict[str, dict[str, Node]]
    said: dict[str, str]

    @property
    def success(self) -> str | None:
        """The status of what was done; the one with a body where there are several."""
        done = sorted(status for status in self.responses if status.startswith("2"))
        return next((each for each in done if self.responses[each]), done[0] if done else None)

    @property
    def path_names(self) -> list[str]:
        """The names of the path parameters, in their order."""
        return names_of(self.path)


def names_of(path: str) -> list[str]:
    """The names of the parameters in a path."""
    return re.findall(r"\{([^}]*)\}", path)


def anonymous(path: str) -> str:
    """A path without the names of its parameters."""
    return re.sub(r"\{[^}]*\}", "{}", path)


def read(document: Json, nodes: Nodes, base: str, report: Report) -> list[Stated]:
    """The operations of a document.

    Args:
        document: any version of OpenAPI.
        nodes: its schemas.
        base: the URL of our server.
        report: takes what cannot be written in our form.

    Raises:
        DocumentError: a part is not what OpenAPI says it is.
    """
    try:
        server = contract_of(document).server
        reader = _Reader(document, nodes, report)
        found = [
            reader.operation(str(path), method, resolved(document, item))
            for path, item in document["paths"].items()
            for method in METHODS
            if isinstance((resolved(document, item) or {}).get(method), dict)
        ]
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise DocumentError(f"a part of it has another form: {error!r}") from error
    return _based(found, server, base, report)


def _based(found: list[Stated], server: str, base: str, report: Report) -> list[Stated]:
    """The same, with paths below the URL of our server."""
    own, other = urlsplit(base).path.rstrip("/"), urlsplit(server).path.rstrip("/")
    if urlsplit(server).netloc and server != base:
        report.keep("servers", "", base, "page", server)
    full = [other + each.path for each in found]
    if own and own != other and all(path.startswith(f"{own}/") for path in full):
        paths = [path.removeprefix(own) for path in full]
        return [attrs.evolve(each, path=path) for each, path in zip(found, paths, strict=True)]
    return found


class _Reader:
    def __init__(self, document: Json, nodes: Nodes, report: Report) -> None:
        self._document = document
        self._nodes = nodes
        self._report = report
        self._swagger = "swagger" in document

    def operation(self, path: str, method: str, item: Json) -> Stated:
        raw: Json = item[method]
        path = "/" + path.strip("/") if path.strip("/") else "/"
        named = isinstance(raw.get("operationId"), str) and bool(raw["operationId"].strip())
        name = _identifier(raw["operationId"] if named else f"{method} {path}")
        given: dict[tuple[str, str], Json] = {}
        for each in [*(item.get("parameters") or ()), *(raw.get("parameters") or ())]:
            found = resolved(self._document, each)
            given[found["in"], found["name"]] = found
        body, needed = self._body(raw, given, name)
        answers = {
            str(status): resolved(self._document, each) or {}
            for status, each in (raw.get("responses") or {}).items()
            if not str(status).startswith("x-")
        }
        return Stated(
            name,
            named,
            method,
            path,
            tuple(str(each) for each in raw.get("tags") or ()),
            _text(raw.get("summary")),
            _text(raw.get("description")),
            tuple(self._parameters(given, name)),
            body,
            needed,
            {status: self._contents(each, raw, name) for status, each in answers.items()},
            {status: _text(each.get("description")) for status, each in answers.items()},
        )

    def _parameters(self, given: dict[tuple[str, str], Json], name: str) -> list[Parameter]:
        found = []
        for (where, key), raw in given.items():
            if where in ("header", "cookie"):
                self._report.left_out(f"{name}({key})", f"a parameter in the {where}")
            if where not in ("path", "query"):
                continue
            schema = raw.get("schema") or {}
            if self._swagger:
                schema = {part: value for part, value in raw.items() if part in _OF_SCHEMAS}
            node = self._nodes.of(schema, f"{name}({key})")
            text = _text(raw.get("description")) or node.description
            found.append(Parameter(key, where, raw.get("required") is True, node, text))
        return found

    def _body(
        self, raw: Json, given: dict[tuple[str, str], Json], name: str
    ) -> tuple[dict[str, Node], bool]:
        where = f"{name}.body"
        if not self._swagger:
            body = resolved(self._document, raw.get("requestBody")) or {}
            return self._media(body.get("content"), where), body.get("required") is True
        media = raw.get("consumes") or self._document.get("consumes") or ["application/json"]
        for (place, _), each in given.items():
            if place == "body":
                node = self._nodes.of(each.get("schema") or {}, where)
                return dict.fromkeys(map(_plain, media), node), each.get("required") is True
        if any(place == "formData" for place, _ in given):
            self._report.left_out(where, "a form as a body")
        return {}, False

    def _contents(self, answer: Json, raw: Json, name: str) -> dict[str, Node]:
        if not self._swagger:
            return self._media(answer.get("content"), name)
        if "schema" not in answer:
            return {}
        media = raw.get("produces") or self._document.get("produces") or ["application/json"]
        return dict.fromkeys(map(_plain, media), self._nodes.of(answer["schema"], name))

    def _media(self, content: Any, where: str) -> dict[str, Node]:
        return {
            _plain(media): self._nodes.of((each or {}).get("schema") or {}, where)
            for media, each in (content or {}).items()
        }


def _plain(media: Any) -> str:
    return str(media).partition(";")[0].strip().lower()


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _identifier(text: str) -> str:
    """An operationId as ours are written."""
    if text.isidentifier():
        return text
    words = re.findall(r"[A-Za-z0-9]+", text)
    name = "".join(word if not at else word[0].upper() + word[1:] for at, word in enumerate(words))
    return name if name.isidentifier() else f"call{name[:1].upper()}{name[1:]}"
