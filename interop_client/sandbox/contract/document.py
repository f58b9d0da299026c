"""The OpenAPI document that the sandbox serves: where it lies, and its operations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import attrs
from jsonschema_path.readers import FilePathReader

from .refusing import nearest

Credential = Literal["account", "actor"]

METHODS = ("get", "put", "post", "delete", "patch")
TOKEN = "token"
"""The name of the token endpoint among the operations."""
EVERY = "*"
"""The name that stands for every operation, the token endpoint left out."""

_PACKAGE = Path(__file__).resolve().parents[1]
_CHECKOUT = _PACKAGE.parents[1]
_DOCUMENT = (_PACKAGE / "interop.yaml", _CHECKOUT / "openapi" / "interop.yaml")
_METHOD_NAMES = (_PACKAGE / "names.yaml", _CHECKOUT / "generator-templates" / "names.yaml")

Schema = Mapping[str, Any]


@attrs.frozen
class Parameter:
    """A query parameter: its schema without references, whether it is a list whose items are
    separated by commas, and whether it is a draft, which nothing has to act on."""

    name: str
    schema: Schema
    required: bool
    comma_separated: bool
    draft: bool


@attrs.frozen
class Operation:
    """One operation of the document.

    Attributes:
        method_name: how clients call it, such as `tenants.list`; None where the table of names has
            no row for it.
        status: the status of its success.
        empty_status: the status of its success without a body.
        statuses: every status that the document names for it.
        credential: whose credentials it takes.
        query: its query parameters.
        bare_errors: the statuses whose body is an error that is not wrapped in `error`.
        fixed: the properties of its body that are read-only there and not required.
        answers_body: whether its success has a body.
        example: the example of that body; None without one.
        path_examples: the examples of its path parameters, by name.
        partial: whether what its body leaves out stays as it is.
    """

    operation_id: str
    method_name: str | None
    method: str
    path: str
    status: int
    empty_status: int
    statuses: frozenset[str]
    credential: Credential
    query: tuple[Parameter, ...]
    bare_errors: frozenset[int]
    fixed: frozenset[str]
    answers_body: bool
    example: Any
    path_examples: Mapping[str, str]
    partial: bool

    @property
    def names(self) -> Iterator[str]:
        """Everything that it can be called by in a test."""
        yield self.operation_id
        if self.method_name is not None:
            yield self.method_name
        yield f"{self.method} {self.path}"


@attrs.frozen
class Document:
    """The document as read, and its operations in order."""

    content: dict[str, Any]
    operations: tuple[Operation, ...]

    def operation(self, operation_id: str) -> Operation:
        """The operation with this id.

        Raises:
            KeyError: there is none.
        """
        for operation in self.operations:
            if operation.operation_id == operation_id:
                return operation
        raise KeyError(operation_id)

    def operation_id(self, name: object, *, also: tuple[str, ...] = (EVERY, TOKEN)) -> str:
        """The operationId of what a test names: by its operationId, by its method
        (`tenants.list`), or by method and path (`GET /tenants`).

        Args:
            also: what else may be said.

        Raises:
            TypeError: it is no text.
            ValueError: nothing has this name; the message has the nearest right one.
        """
        if not isinstance(name, str):
            raise TypeError(f"an operation is named by a text, not {name!r}")
        if name in also:
            return name
        known = {each: operation for operation in self.operations for each in operation.names}
        if name in known:
            return known[name].operation_id
        close = nearest(name, [*known, *also])
        hint = f": did you mean {close!r}?" if close is not None else ""
        raise ValueError(f"the sandbox has no operation {name!r}{hint}")

    def resolve(self, schema: Schema) -> Schema:
        """A part of the document, with a reference at its top followed."""
        while "$ref" in schema:
            found: Any = self.content
            for part in schema["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            schema = found
        return schema

    def choices(self, schema: str) -> tuple[str, ...]:
        """The values of an enum among the schemas."""
        return tuple(self.content["components"]["schemas"][schema]["enum"])


def document_path() -> Path:
    """Where the document is: carried in the package, or in the checkout.

    Raises:
        FileNotFoundError: it is in neither place.
    """
    return _first_of(_DOCUMENT)


def _first_of(places: tuple[Path, ...]) -> Path:
    for path in places:
        if path.is_file():
            return path
    raise FileNotFoundError(f"the sandbox needs {' or '.join(str(path) for path in places)}")


def _read(path: Path) -> dict[str, Any]:
    content, _ = FilePathReader(str(path)).read()
    if not isinstance(content, dict):
        raise ValueError(f"{path} is not what the sandbox expects there")
    return content


@cache
def load_document() -> Document:
    """The document, read once per process."""
    content = _read(document_path())
    names = _read(_first_of(_METHOD_NAMES))
    bare = Document(content, ())
    return Document(
        content,
        tuple(
            _operation(bare, names, path, item, method)
            for path, item in content["paths"].items()
            for method in item
            if method in METHODS
        ),
    )


def _operation(
    document: Document, names: Mapping[str, Any], path: str, item: Schema, method: str
) -> Operation:
    raw = item[method]
    responses = raw["responses"]
    successes = sorted(code for code in responses if code.startswith("2"))
    content = document.resolve(responses[successes[0]]).get("content", {})
    empty = [each for each in successes if "content" not in document.resolve(responses[each])]
    return Operation(
        operation_id=raw["operationId"],
        method_name=_method_name(names, raw),
        method=method.upper(),
        path=path,
        status=int(successes[0]),
        empty_status=int((empty or ["204"])[0]),
        statuses=frozenset(responses),
        credential=raw.get("x-credential", "account"),
        query=tuple(_parameter(document, each) for each in _declared(document, item, raw, "query")),
        bare_errors=frozenset(_bare_errors(document, responses)),
        fixed=frozenset(_fixed(document, raw)),
        answers_body=bool(content),
        example=content.get("application/json", {}).get("example"),
        path_examples={
            each["name"]: str(each["example"]) for each in _declared(document, item, raw, "path")
        },
        partial=bool(raw.get("x-partial", method == "patch")),
    )


def _method_name(names: Mapping[str, Any], raw: Schema) -> str | None:
    method = names["operations"].get(raw["operationId"])
    if method is None:
        return None
    tag = raw["tags"][0]
    return f"{names['resources'].get(tag, tag.lower().replace(' ', '_'))}.{method}"


def _declared(document: Document, item: Schema, raw: Schema, place: str) -> Iterator[Schema]:
    """The parameters of a path and of its operation in one place, `path` or `query`."""
    for each in (*item.get("parameters", ()), *raw.get("parameters", ())):
        parameter = document.resolve(each)
        if parameter["in"] == place:
            yield parameter


def _parameter(document: Document, item: Schema) -> Parameter:
    schema = dict(document.resolve(item["schema"]))
    if "items" in schema:
        schema["items"] = document.resolve(schema["items"])
    commas = schema.get("type") == "array" and item.get("explode") is False
    draft = bool(item.get("x-draft", False))
    return Parameter(item["name"], schema, item.get("required", False), commas, draft)


def _bare_errors(document: Document, responses: Schema) -> Iterator[int]:
    for code, response in responses.items():
        content = document.resolve(response).get("content", {})
        if not code.isdecimal() or int(code) < 400 or "application/json" not in content:
            continue
        schema = document.resolve(content["application/json"]["schema"])
        if "error" not in schema.get("properties", {}) and "code" in schema.get("properties", {}):
            yield int(code)


def _fixed(document: Document, raw: Schema) -> Iterator[str]:
    content = document.resolve(raw.get("requestBody", {})).get("content", {})
    schema = content.get("application/json", {}).get("schema")
    if schema is None:
        return
    schema = document.resolve(schema)
    data = schema.get("properties", {}).get("data", {})
    if "items" in data:
        schema = document.resolve(data["items"])
    for name, value in schema.get("properties", {}).items():
        if value.get("readOnly") and name not in schema.get("required", ()):
            yield name
