"""The contract of a document: its operations, in one form for every version of OpenAPI."""

from __future__ import annotations

from typing import Any

import attrs

from .reading import METHODS, DocumentError, Json, resolved
from .shapes import Shape, Shapes


@attrs.frozen
class Parameter:
    """One parameter of an operation.

    Args:
        name: its name on the wire.
        where: `path`, `query`, `header` or `cookie`.
        required: whether it must be given.
        shape: what it holds.
        separator: how the items of a list are joined; empty where each has a parameter.
    """

    name: str
    where: str
    required: bool
    shape: Shape
    separator: str | None


@attrs.frozen
class Operation:
    """One operation.

    Args:
        id: its operationId, or its method and path where it has none.
        method: the HTTP method, in capitals.
        path: the path below the server's URL.
        tags: its tags, which name the client's attribute.
        parameters: by place and name.
        body: the request's body by media type; empty where there is none.
        body_required: whether it must be there.
        responses: for each status the body by media type.
        security: the names of the schemes, of which one is enough.
        deprecated: whether it is to be avoided.
    """

    id: str
    method: str
    path: str
    tags: tuple[str, ...]
    parameters: dict[tuple[str, str], Parameter]
    body: dict[str, Shape]
    body_required: bool
    responses: dict[str, dict[str, Shape]]
    security: frozenset[str]
    deprecated: bool


@attrs.frozen
class Contract:
    """What a document says, without its words.

    Args:
        server: the URL of the service.
        operations: by id.
        shapes: of its schemas.
    """

    server: str
    operations: dict[str, Operation]
    shapes: Shapes


def contract_of(document: Json) -> Contract:
    """The contract of a document.

    Raises:
        DocumentError: a reference leads nowhere, two operations have one operationId, or a part
            is not what OpenAPI says it is.
    """
    try:
        return _contract_of(document)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise DocumentError(f"a part of it has another form: {error!r}") from error


def _contract_of(document: Json) -> Contract:
    reader = _Swagger(document) if "swagger" in document else _OpenApi(document)
    operations: dict[str, Operation] = {}
    for path, raw in document["paths"].items():
        item = resolved(document, raw) or {}
        for method in METHODS:
            if not isinstance(item.get(method), dict):
                continue
            operation = reader.operation(path, method, item)
            if operation.id in operations:
                raise DocumentError(f"two operations have the operationId {operation.id!r}")
            operations[operation.id] = operation
    return Contract(reader.server(), operations, reader.shapes)


class _OpenApi:
    """Reads operations as OpenAPI 3 writes them."""

    def __init__(self, document: Json) -> None:
        self.document = document
        self.shapes = Shapes(document)

    def server(self) -> str:
        server = (self.document.get("servers") or [{}])[0]
        url = str(server.get("url", ""))
        for name, variable in (server.get("variables") or {}).items():
            url = url.replace(f"{{{name}}}", str(variable.get("default", "")))
        return url.rstrip("/")

    def operation(self, path: str, method: str, item: Json) -> Operation:
        raw: Json = item[method]
        parameters: dict[tuple[str, str], Json] = {}
        for each in [*(item.get("parameters") or ()), *(raw.get("parameters") or ())]:
            found = resolved(self.document, each)
            parameters[found["in"], found["name"]] = found
        body, needed = self.body(raw, parameters)
        security = raw.get("security", self.document.get("security")) or ()
        return Operation(
            id=raw.get("operationId") or f"{method.upper()} {path}",
            method=method.upper(),
            path=path,
            tags=tuple(raw.get("tags") or ()),
            parameters={
                key: self.parameter(each)
                for key, each in parameters.items()
                if key[0] in ("path", "query", "header", "cookie")
            },
            body=body,
            body_required=needed,
            responses={
                str(status): self.response(resolved(self.document, each), raw)
                for status, each in (raw.get("responses") or {}).items()
            },
            security=frozenset(name for each in security for name in each),
            deprecated=raw.get("deprecated") is True,
        )

    def parameter(self, raw: Json) -> Parameter:
        shape = self.shapes.of(raw.get("schema") or {})
        return Parameter(
            raw["name"],
            raw["in"],
            raw.get("required") is True,
            shape,
            self.separator(raw) if "array" in shape.types else None,
        )

    def separator(self, raw: Json) -> str:
        style = raw.get("style") or ("form" if raw["in"] in ("query", "cookie") else "simple")
        if raw.get("explode", style == "form") and style != "simple":
            return ""
        return {"spaceDelimited": " ", "pipeDelimited": "|"}.get(style, ",")

    def body(self, raw: Json, _: dict[tuple[str, str], Json]) -> tuple[dict[str, Shape], bool]:
        body = resolved(self.document, raw.get("requestBody")) or {}
        return self.contents(body), body.get("required") is True

    def response(self, raw: Json, _: Json) -> dict[str, Shape]:
        return self.contents(raw)

    def contents(self, raw: Json) -> dict[str, Shape]:
        return {
            media.partition(";")[0].strip().lower(): self.shapes.of((each or {}).get("schema"))
            for media, each in (raw.get("content") or {}).items()
        }


class _Swagger(_OpenApi):
    """Reads operations as Swagger 2.0 writes them."""

    def server(self) -> str:
        schemes = self.document.get("schemes") or ["https"]
        scheme = "https" if "https" in schemes else schemes[0]
        host, base = self.document.get("host", ""), self.document.get("basePath", "")
        return f"{scheme}://{host}{base}".rstrip("/")

    def parameter(self, raw: Json) -> Parameter:
        shape = self.shapes.of(_schema_of(raw))
        return Parameter(
            raw["name"],
            raw["in"],
            raw.get("required") is True,
            shape,
            self.separator(raw) if "array" in shape.types else None,
        )

    def separator(self, raw: Json) -> str:
        form = raw.get("collectionFormat", "csv")
        return {"csv": ",", "ssv": " ", "tsv": "\t", "pipes": "|", "multi": ""}.get(form, ",")

    def body(
        self, raw: Json, parameters: dict[tuple[str, str], Json]
    ) -> tuple[dict[str, Shape], bool]:
        media = raw.get("consumes") or self.document.get("consumes") or ["application/json"]
        for (where, _), each in parameters.items():
            if where == "body":
                shape = self.shapes.of(each.get("schema"))
                return dict.fromkeys(map(_plain, media), shape), each.get("required") is True
        given = {name: each for (where, name), each in parameters.items() if where == "formData"}
        if not given:
            return {}, False
        required = [name for name, each in given.items() if each.get("required") is True]
        form = {name: _schema_of(each) for name, each in given.items()}
        shape = self.shapes.of({"type": "object", "properties": form, "required": required})
        return dict.fromkeys(map(_plain, media), shape), bool(required)

    def response(self, raw: Json, operation: Json) -> dict[str, Shape]:
        if "schema" not in raw:
            return {}
        media = operation.get("produces") or self.document.get("produces") or ["application/json"]
        return dict.fromkeys(map(_plain, media), self.shapes.of(raw["schema"]))


def _schema_of(parameter: Json) -> Json:
    """The schema that a parameter of Swagger 2.0 is at the same time."""
    return {key: value for key, value in parameter.items() if key not in ("required", "in")}


def _plain(media: Any) -> str:
    return str(media).partition(";")[0].strip().lower()
