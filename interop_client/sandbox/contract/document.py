"""The OpenAPI document that the sandbox serves: where it lies, and its operations."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal

import attrs
from jsonschema_path.readers import FilePathReader

Credential = Literal["account", "actor", "either"]

METHODS = ("get", "put", "post", "delete", "patch")
_PACKAGE = Path(__file__).resolve().parents[1]
_PLACES = (_PACKAGE / "interop.yaml", _PACKAGE.parents[1] / "openapi" / "interop.yaml")


@attrs.frozen
class Operation:
    """One operation of the document.

    Attributes:
        status: the status of its success.
        credential: whose credentials it takes.
        bare_errors: the statuses whose body is an error that is not wrapped in `error`.
    """

    operation_id: str
    method: str
    path: str
    status: int
    credential: Credential
    bare_errors: frozenset[int]


@attrs.frozen
class Document:
    """The document as read, and its operations in order."""

    content: dict[str, Any]
    operations: tuple[Operation, ...]

    def operation(self, operation_id: str) -> Operation:
        """The operation with this id; KeyError when there is none."""
        for operation in self.operations:
            if operation.operation_id == operation_id:
                return operation
        raise KeyError(operation_id)


def document_path() -> Path:
    """Where the document is: carried in the package, or in the checkout.

    Raises:
        FileNotFoundError: it is in neither place.
    """
    for path in _PLACES:
        if path.is_file():
            return path
    places = " nor ".join(str(path) for path in _PLACES)
    raise FileNotFoundError(f"the OpenAPI document is neither at {places}")


@cache
def load_document() -> Document:
    """The document, read once per process."""
    content, _ = FilePathReader(str(document_path())).read()
    if not isinstance(content, dict):
        raise ValueError(f"{document_path()} is not an OpenAPI document")
    operations = tuple(
        Operation(
            operation_id=definition["operationId"],
            method=method.upper(),
            path=path,
            status=min(int(code) for code in definition["responses"] if code.startswith("2")),
            credential=_credential(path, definition.get("x-credential", "account")),
            bare_errors=_bare_errors(definition["responses"]),
        )
        for path, item in content["paths"].items()
        for method, definition in item.items()
        if method in METHODS
    )
    return Document(content, operations)


def _bare_errors(answers: dict[str, Any]) -> frozenset[int]:
    return frozenset(
        int(status)
        for status, answer in answers.items()
        for media in answer.get("content", {}).values()
        if media["schema"].get("$ref", "").endswith("/ErrorType")
    )


def _credential(path: str, stated: Credential) -> Credential:
    """What the document states; but where no tenant is meant, any actor's or the account's."""
    of_a_tenant = path == "/tenant" or path.startswith("/tenant/")
    return "either" if stated == "actor" and not of_a_tenant else stated
