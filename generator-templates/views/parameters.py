"""Parameters: what the templates see of an argument in the path or the query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from openapi_python_client.parser.properties import Property

from .forms import form_of
from .text import UnsupportedError, identifier, literal, prose

if TYPE_CHECKING:
    from .schemas import Schemas

IN_PATH = {"encode_uuid": "UUID | str", "encode_string": "str", "encode_integer": "int"}

# Names that arguments of a method cannot have: a function body of the templates uses them.
ARGUMENT_NAMES = {
    *("body", "items", "self", "start_page", "call", "operation"),
    *("Operation", "Pager", "keep_where", "partial", "path_segment"),
    *("query_list", "query_string", "query_value"),
}


class ParameterView:
    """One parameter of an operation."""

    def __init__(self, schemas: Schemas, prop: Property, raw: dict[str, Any]) -> None:
        self.key = prop.name.get_untrusted_value()
        self.name = identifier(self.key, prop.python_name, ARGUMENT_NAMES)
        self.description = prose(raw.get("description", ""))
        self.schema = schemas.resolve(raw.get("schema", {}))
        self.raw = raw
        self.form = form_of(prop, schemas)
        self.required = bool(raw.get("required"))
        item = self.form.item or self.form
        if item.item is not None or "Mapping" in item.accepted or item.writer.startswith("partial"):
            raise UnsupportedError(f"the parameter {self.key}: only plain values and lists of them")
        if raw.get("style", "form") != "form" and raw["in"] == "query":
            raise UnsupportedError(
                f"the parameter {self.key}: style {raw['style']} has no template"
            )

    @property
    def declaration(self) -> str:
        accepted = self.form.accepted
        return f"{self.name}: {accepted}" + ("" if self.required else " | None = None")

    @property
    def in_path(self) -> str:
        """The declaration of an argument that becomes a segment of the path."""
        if self.form.item is not None or self.form.writer not in IN_PATH:
            raise UnsupportedError(
                f"the parameter {self.key}: neither id, text nor whole number in a path"
            )
        return f"{self.name}: {IN_PATH[self.form.writer]}"

    @property
    def segment(self) -> str:
        """The expression that makes the segment."""
        if self.form.writer == "encode_integer":
            return f"{self.form.encoder(self.schema)}({self.name}, '{self.name}')"
        return f"path_segment({self.name}, '{self.name}')"

    @property
    def query_pair(self) -> str:
        name, key = literal(self.name), literal(quote(self.key, safe=""))
        if self.form.item is None:
            value = f"query_value({self.name}, {name}, {self.form.encoder(self.schema)}"
        else:
            separator = literal(f"&{quote(self.key, safe='')}=" if self.separate else ",")
            value = (
                f"query_list({self.name}, {name}, {self.form.item.encoder({})}, "
                f"separator={separator}"
            )
            if self.schema.get("uniqueItems"):
                value += ", unique=True"
            if (minimum := int(self.schema.get("minItems", 1))) > 1:
                value += f", minimum={minimum}"
        return f"({key}, {value}{', required=True' if self.required else ''}))"

    @property
    def separate(self) -> bool:
        """Whether each value of a list is a parameter of its own."""
        return bool(self.raw.get("explode", True))
