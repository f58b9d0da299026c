"""Names: what operations and resources are called, by names.yaml or by the rule."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from openapi_python_client import strings

from .text import UnsupportedError


class Naming:
    """The naming table.

    Args:
        names: the content of names.yaml.
    """

    def __init__(self, names: dict[str, Any]) -> None:
        self.names = names

    def check(self, tags: Collection[str], operations: Collection[str]) -> None:
        """See that it names nothing that the document does not have."""
        if unknown := set(self.names["resources"]) - set(tags):
            raise UnsupportedError(f"names.yaml names unknown tags: {sorted(unknown)}")
        for part in ("operations", "explicit_flags", "client_side_filters"):
            if unknown := set(self.names[part]) - set(operations):
                raise UnsupportedError(f"names.yaml names unknown operations: {sorted(unknown)}")

    def row(self, part: str, operation_id: str) -> dict[str, Any]:
        """What a part of the table says of an operation."""
        found: dict[str, Any] = self.names[part].get(operation_id, {})
        return found

    def resource_name(self, tag: str) -> str:
        return str(self.names["resources"].get(tag) or strings.PythonIdentifier(tag, "tag"))

    def method_name(self, operation_id: str, resource: str) -> str:
        """The row of the naming table; without one, the verb where the rest is the resource."""
        if named := self.names["operations"].get(operation_id):
            return str(named)
        name = str(strings.PythonIdentifier(operation_id, "field_"))
        verb, _, rest = name.partition("_")
        return verb if rest in {resource, resource.removesuffix("s")} else name
