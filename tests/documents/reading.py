"""The document, and its parts by name."""

from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from document_tools.lint import Document, operations

FOLDER = Path(__file__).parent.parent.parent / "openapi"


@cache
def load() -> Document:
    document: Document = YAML(typ="safe").load(FOLDER / "interop.yaml")
    return document


def operation(document: Document, operation_id: str) -> dict[str, Any]:
    found = [o.body for o in operations(document) if o.body["operationId"] == operation_id]
    assert len(found) == 1
    return found[0]


def schema(document: Document, name: str) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["schemas"][name]
    return found
