"""Resources: what the templates see of a tag, a class with a method for each operation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openapi_python_client import strings

from .text import prose

if TYPE_CHECKING:
    from .operations import OperationView


class ResourceView:
    """One tag: a class with a method for each operation."""

    def __init__(self, attribute: str, folder: str, tag: str, description: str) -> None:
        self.attribute = attribute
        self.folder = folder
        self.tag = tag
        self.class_name = f"{strings.pascal_case(attribute)}Resource"
        self.description = prose(description or f"The operations of {tag}.")
        self.operations: list[OperationView] = []

    @property
    def names(self) -> set[str]:
        """The names that its module uses."""
        found: set[str] = set()
        for operation in self.operations:
            declarations = [declaration for _, declaration, _ in operation.positional]
            declarations += [parameter.declaration for parameter in operation.own_parameters]
            found.update(re.findall(r"\w+", " ".join([operation.result_type, *declarations])))
            if operation.paged:
                found.add("Pager")
                found.update({"partial"} if declarations else ())
            if operation.filtered:
                found.add("keep_where")
        return found
