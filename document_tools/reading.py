"""Reading documents: OpenAPI 3.0 and 3.1 and Swagger 2.0, in JSON or YAML, into one form."""

from __future__ import annotations

import json
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

Json = dict[str, Any]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class DocumentError(Exception):
    """A document that cannot be used; the text says where and why."""


class _NoKeyTwice(yaml.SafeLoader):
    """Refuses a key that stands twice in one mapping, of which YAML would take the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} stands there twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def load(path: Path) -> Json:
    """A document from a file.

    Raises:
        DocumentError: it cannot be read, is neither JSON nor YAML, or no OpenAPI document.
    """
    document = parsed(path)
    version_of(document, str(path))
    if not isinstance(document.get("paths"), dict):
        raise DocumentError(f"{path}: has no paths")
    return document


def parsed(path: Path) -> Json:
    """What a file of JSON or YAML holds, of whatever kind it is.

    Raises:
        DocumentError: it cannot be read, is neither JSON nor YAML, or no object.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DocumentError(f"{path}: cannot be read: {error}") from error
    try:
        document = (
            json.loads(text) if text.lstrip().startswith("{") else yaml.load(text, _NoKeyTwice)
        )
    except (ValueError, yaml.YAMLError) as error:
        raise DocumentError(f"{path}: is neither JSON nor YAML: {error}") from error
    if not isinstance(document, dict):
        raise DocumentError(f"{path}: is no object but {type(document).__name__}")
    return document


def version_of(document: Json, name: str = "the document") -> str:
    """The version of OpenAPI: 2.0, or 3.0 or 3.1 with what follows.

    Raises:
        DocumentError: it says another version, or none.
    """
    version = str(document.get("swagger", document.get("openapi", "")))
    if version.startswith(("3.0", "3.1")) and "openapi" in document:
        return version
    if version == "2.0" and "swagger" in document:
        return version
    raise DocumentError(
        f"{name}: says {version or 'no version'!r}; Swagger 2.0, OpenAPI 3.0 and 3.1 can be read"
    )


def resolved(document: Json, value: Any) -> Any:
    """What a reference stands for, through as many references as there are.

    Raises:
        DocumentError: a reference leads nowhere, out of the document, or in a circle.
    """
    seen: list[str] = []
    while isinstance(value, dict) and isinstance(value.get("$ref"), str):
        reference = value["$ref"]
        if reference in seen:
            raise DocumentError(f"the references {' -> '.join([*seen, reference])} go in a circle")
        seen.append(reference)
        value = _target(document, reference)
    return value


def _target(document: Json, reference: str) -> Any:
    if not reference.startswith("#/"):
        raise DocumentError(f"the reference {reference} leads out of the document")
    found: Any = document
    for part in reference[2:].split("/"):
        name = part.replace("~1", "/").replace("~0", "~")
        if not isinstance(found, dict) or name not in found:
            raise DocumentError(f"the reference {reference} leads nowhere")
        found = found[name]
    return found


def schema_name(value: Any) -> str | None:
    """The name of the schema that a reference leads to; None for what is no such reference."""
    reference = value.get("$ref") if isinstance(value, dict) else None
    if not isinstance(reference, str):
        return None
    for folder in ("#/components/schemas/", "#/definitions/"):
        if reference.startswith(folder):
            return reference.removeprefix(folder)
    return None
