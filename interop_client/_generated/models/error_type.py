"""The model ErrorType."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import attrs

from ..._codec.decode import Model, WrongValueError, decode_integer, decode_string
from ..._codec.encode import encode_additional, encode_integer, encode_string
from ..._codec.open_enum import show_names

__all__ = ["ErrorType"]


@attrs.define(kw_only=True)
class ErrorType(Model):
    """What went wrong. Every property may be missing.

    Args:
        status: HTTP status of the error.
        code: Code of the error within the application. The codes are not published, so
            nothing should depend on one.
        message: What went wrong, for people to read.
        ext_message: A longer account of what went wrong.
        details: Particulars of the error, such as what it conflicts with.
        additional_properties: Properties that the OpenAPI document does not know, as they came.

    Source: vendor. The vendor's OpenAPI document (2020), schema ErrorType.
    """

    FIELDS: ClassVar[tuple[str, ...]] = ("status", "code", "message", "ext_message", "details")

    status: int | None = None
    code: str | None = None
    message: str | None = None
    ext_message: str | None = None
    details: str | None = None
    additional_properties: dict[str, Any] = attrs.field(factory=dict, repr=show_names)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of this model, without what is None."""
        data: dict[str, Any] = {}
        if self.status is not None:
            data["status"] = encode_integer(self.status, "ErrorType.status")
        if self.code is not None:
            data["code"] = encode_string(self.code, "ErrorType.code")
        if self.message is not None:
            data["message"] = encode_string(self.message, "ErrorType.message")
        if self.ext_message is not None:
            data["ext_message"] = encode_string(self.ext_message, "ErrorType.ext_message")
        if self.details is not None:
            data["details"] = encode_string(self.details, "ErrorType.details")
        encode_additional(self.additional_properties, data, "ErrorType")
        return data

    @classmethod
    def _decode(cls, data: dict[str, Any]) -> Self:
        if type(data) is not dict:
            raise WrongValueError("an object", data)
        self = cls.__new__(cls)
        pop = data.pop
        try:
            value = pop("status", None)
            self.status = None if value is None else decode_integer(value)
            value = pop("code", None)
            self.code = value if type(value) is str else decode_string(value)
            value = pop("message", None)
            self.message = value if type(value) is str else decode_string(value)
            value = pop("ext_message", None)
            self.ext_message = value if type(value) is str else decode_string(value)
            value = pop("details", None)
            self.details = value if type(value) is str else decode_string(value)
        except WrongValueError as error:
            raise self._failed(error) from None
        if data:
            self.additional_properties = {**data}
        return self

    @classmethod
    def _layout(cls) -> tuple[tuple[str, str, Any], ...]:
        return (
            ("status", "status", int),
            ("code", "code", str),
            ("message", "message", str),
            ("ext_message", "ext_message", str),
            ("details", "details", str),
        )

    @classmethod
    def _build(cls, source: Any) -> Self:
        self = cls.__new__(cls)
        self.status = source.status
        self.code = source.code
        self.message = source.message
        self.ext_message = source.ext_message
        self.details = source.details
        gather = source._undocumented
        if gather is not None:
            self.additional_properties = gather()
        return self
