"""Models: what the templates see of a class and of its attributes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from openapi_python_client.parser.properties import ModelProperty, Property

from .forms import Form, form_of
from .text import UnsupportedError, identifier, literal, prose

if TYPE_CHECKING:
    from .schemas import Schemas

# Names that attributes of a model cannot have: a class body of the templates uses them.
MODEL_NAMES = {
    *("additional_properties", "from_dict", "to_dict", "FIELDS", "READ_ONLY", "SECRET"),
    *("Any", "ClassVar", "Model", "Self", "UNSET", "Unset"),
    *("attrs", "classmethod", "hide_value", "show_names"),
}
# Names that attributes can have, where what they stand for is then called otherwise.
BUILTINS = {"bool", "dict", "float", "frozenset", "int", "list", "object", "str", "tuple"}
IMPORTED = {"Mapping", "Sequence", "UUID", "date", "datetime"}


class FieldView:
    """One property of a model."""

    def __init__(self, model: ModelView, prop: Property, raw: dict[str, Any], form: Form) -> None:
        self.key = prop.name.get_untrusted_value()
        self.form = form
        self.name = identifier(
            self.key,
            prop.python_name,
            MODEL_NAMES | {model.name} | {name for _, name in form.models},
        )
        self.required = model.sent_only and not model.patch and prop.required
        self.read_only = bool(raw.get("readOnly"))
        self.secret = bool(form.secret or raw.get("x-secret") or raw.get("format") == "password")
        self.qualified = literal(f"{model.name}.{self.name}")
        self._model = model
        self._raw = raw

    @property
    def description(self) -> str:
        """What the document says, with what a caller has to know besides."""
        text = prose(self._raw.get("description") or self.form.description)
        if self._model.sent_only and self.form.type == "datetime":
            text += " An aware datetime."
        if self.read_only and not self._model.sent_only and self._model.body:
            text += " Read-only: left out of what is sent."
        return text

    @property
    def key_literal(self) -> str:
        return literal(self.key)

    @property
    def annotation(self) -> str:
        form = self._model.unshadowed(
            self.form.accepted if self._model.sent_only else self.form.type
        )
        if self.required:
            return form
        return f"{form} | Unset | None" if self._model.patch else f"{form} | None"

    @property
    def declaration(self) -> str:
        default = "" if self.required else "UNSET" if self._model.patch else "None"
        given = {
            "default": default,
            "repr": "hide_value" if self.secret else "",
            "metadata": f'{{"json_name": {self.key_literal}}}' if self.key != self.name else "",
        }
        said = [f"{name}={value}" for name, value in given.items() if value]
        if said == [f"default={default}"]:
            return f"{self.annotation} = {default}"
        return f"{self.annotation} = attrs.field({', '.join(said)})" if said else self.annotation

    @property
    def decoded(self) -> str:
        return self.form.decode("value")

    @property
    def encoded(self) -> str:
        bounds = self._raw if self._model.sent_only else {}
        return self.form.encode(f"self.{self.name}", self.qualified, bounds)


class ModelView:
    """One class of the models package."""

    def __init__(self, schemas: Schemas, model: ModelProperty) -> None:
        self.name = str(model.class_info.name)
        self.module = str(model.class_info.module_name)
        schema_name = schemas.schema_name(self.name)
        raw = schemas.schemas[schema_name]
        self.sent_only = schema_name not in schemas.answered
        self.body = schema_name in schemas.sent
        self.patch = self.sent_only and schema_name in schemas.patched
        self.description = prose(raw.get("description", self.name))
        self.source = schemas.source(raw)
        by_name = {
            prop.name.get_untrusted_value(): prop
            for prop in [*(model.required_properties or []), *(model.optional_properties or [])]
        }
        self.fields = [
            FieldView(self, by_name[key], schemas.resolve(value), form_of(by_name[key], schemas))
            for key, value in raw.get("properties", {}).items()
        ]
        names = [field.name for field in self.fields]
        if len(set(names)) != len(names):
            raise UnsupportedError(f"{schema_name}: two properties share one attribute name")
        self._shadowing = set(names)
        self._schemas = schemas

    @property
    def read_only(self) -> list[str]:
        return [field.key_literal for field in self.fields if field.read_only]

    @property
    def secrets(self) -> list[str]:
        return [literal(field.name) for field in self.fields if field.secret]

    @property
    def imports(self) -> list[tuple[str, str]]:
        """Module and name of the classes that it refers to, and that do not refer back."""
        return [item for item in self._references if item not in self.late_imports]

    @property
    def late_imports(self) -> list[tuple[str, str]]:
        """The same of those that do refer back, directly or through others."""
        return [
            (module, name)
            for module, name in self._references
            if self._schemas.leads_to(name, self.name)
        ]

    @property
    def _references(self) -> list[tuple[str, str]]:
        found = {item for field in self.fields for item in field.form.models}
        return sorted(item for item in found if item[1] != self.name)

    def unshadowed(self, annotation: str) -> str:
        """An annotation that means the same where fields have the names of types in it."""

        def other(match: re.Match[str]) -> str:
            name = match.group()
            if name not in self._shadowing:
                return name
            return f"builtins.{name}" if name in BUILTINS else f"_{name}"

        return re.sub(r"\b[A-Za-z_]\w*", other, annotation)

    @property
    def aliases(self) -> list[str]:
        """Imported names that are called otherwise, as fields have them."""
        used = {
            name
            for field in self.fields
            for name in re.findall(r"\w+", f"{field.form.type} {field.form.accepted}")
        }
        return sorted(self._shadowing & IMPORTED & used)
