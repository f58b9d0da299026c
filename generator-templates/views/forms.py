"""How each kind of value is typed, read and written in generated code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openapi_python_client.parser.properties.any import AnyProperty
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.enum_property import EnumProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.properties.uuid import UuidProperty

from .text import UnsupportedError

if TYPE_CHECKING:
    from .schemas import Schemas


class Form:
    """One kind of value.

    Args:
        type: the type that a reader gets.
        accepted: the type that a caller may give.
        reader: the decoding function, or a lambda; `decode` has the inlined form.
        writer: the encoding function.
        models: module and name of the generated classes that it needs.
    """

    def __init__(
        self,
        type: str,
        reader: str,
        writer: str,
        *,
        accepted: str | None = None,
        models: tuple[tuple[str, str], ...] = (),
        item: Form | None = None,
    ) -> None:
        self.type = type
        self.accepted = accepted or type
        self.reader = reader
        self.writer = writer
        self.models = models
        self.item = item
        self.secret = False
        self.description = ""

    def decode(self, value: str) -> str:
        """An expression that reads `value`."""
        if self.item is not None:
            return f"decode_list({value}, {self.item.reader})"
        if self.reader.startswith("lambda item: "):
            return self.reader.removeprefix("lambda item: ").replace("item", value)
        return f"{self.reader}({value})"

    def encoder(self, bounds: dict[str, Any]) -> str:
        """The encoding function, with the bounds of the schema."""
        limits = [
            f"{name}={int(bounds[name])}" for name in ("minimum", "maximum") if name in bounds
        ]
        if self.writer == "encode_integer" and limits:
            return f"partial(encode_integer, {', '.join(limits)})"
        return self.writer

    def encode(self, value: str, name: str, bounds: dict[str, Any]) -> str:
        """An expression that checks and writes `value`."""
        if self.item is not None:
            return f"encode_list({value}, {name}, {self.item.encoder({})})"
        limits = "".join(
            f", {limit}={int(bounds[limit])}"
            for limit in ("minimum", "maximum")
            if self.writer == "encode_integer" and limit in bounds
        )
        if self.writer.startswith("partial(encode_model"):
            return f"encode_model({value}, {name}, {self.type})"
        return f"{self.writer}({value}, {name}{limits})"


def form_of(prop: PropertyProtocol, schemas: Schemas) -> Form:
    """The form of a property or parameter."""
    match prop:
        case UuidProperty():
            return Form("UUID", "decode_uuid", "encode_uuid", accepted="UUID | str")
        case DateTimeProperty():
            return Form("datetime", "decode_datetime", "encode_datetime")
        case DateProperty():
            return Form("date", "decode_date", "encode_date")
        case BooleanProperty():
            return Form("bool", "decode_boolean", "encode_boolean")
        case IntProperty():
            return Form("int", "decode_integer", "encode_integer")
        case FloatProperty():
            return Form("float", "decode_number", "encode_number")
        case StringProperty() | ConstProperty():
            return Form("str", "decode_string", "encode_string")
        case EnumProperty() if prop.value_type is int:
            return Form("int", "decode_integer", "encode_integer")
        case EnumProperty():
            return _enum(prop)
        case ListProperty():
            return _list(form_of(prop.inner_property, schemas))
        case ModelProperty():
            return _model(prop, schemas)
        case UnionProperty():
            options = [
                option for option in prop.inner_properties if not isinstance(option, NoneProperty)
            ]
            if len(options) == 1:
                return form_of(options[0], schemas)
            return Form("object", "decode_any", "encode_any")
        case AnyProperty() | NoneProperty():
            return Form("object", "decode_any", "encode_any")
    raise UnsupportedError(
        f"{prop.name.get_untrusted_value()}: no template for a {type(prop).__name__}"
    )


def _enum(prop: EnumProperty) -> Form:
    name = str(prop.class_info.name)
    return Form(
        name,
        f"lambda item: decode_enum({name}, item)",
        "encode_string",
        accepted=f"{name} | str",
        models=((str(prop.class_info.module_name), name),),
    )


def _list(item: Form) -> Form:
    return Form(
        f"list[{item.type}]",
        f"lambda item: decode_list(item, {item.reader})",
        f"partial(encode_list, encode={item.writer})",
        accepted=f"Sequence[{item.accepted}]",
        models=item.models,
        item=item,
    )


def _model(prop: ModelProperty, schemas: Schemas) -> Form:
    name = str(prop.class_info.name)
    raw = schemas.schemas[schemas.schema_name(name)]
    if schemas.is_free_form(name):
        form = Form(
            "dict[str, object]",
            "decode_object",
            "encode_object",
            accepted="Mapping[str, object]",
        )
    else:
        form = Form(
            name,
            f"{name}._decode",
            f"partial(encode_model, kind={name})",
            models=((str(prop.class_info.module_name), name),),
        )
    form.secret = bool(raw.get("x-secret"))
    form.description = raw.get("description", "")
    return form
