"""The model TenantInfoLicense."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

import attrs

from ..._codec.decode import Model, WrongValueError, decode_datetime, decode_string
from ..._codec.encode import encode_additional, encode_datetime, encode_string
from ..._codec.open_enum import show_names

__all__ = ["TenantInfoLicense"]


@attrs.define(kw_only=True)
class TenantInfoLicense(Model):
    """The period in which a tenant is licensed.

    Args:
        valid_from: First instant at which the licence holds (inferred).
        valid_to: Instant at which the licence ends (inferred).
        status: Condition of the licence, in the words of the service.
        additional_properties: Properties that the OpenAPI document does not know, as they came.

    Source: vendor. The vendor's OpenAPI document (2020), schema TenantInfo; the name is that of
    the vendor's Java client.
    """

    FIELDS: ClassVar[tuple[str, ...]] = ("valid_from", "valid_to", "status")

    valid_from: datetime | None = None
    valid_to: datetime | None = None
    status: str | None = None
    additional_properties: dict[str, Any] = attrs.field(factory=dict, repr=show_names)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of this model, without what is None."""
        data: dict[str, Any] = {}
        if self.valid_from is not None:
            data["valid_from"] = encode_datetime(self.valid_from, "TenantInfoLicense.valid_from")
        if self.valid_to is not None:
            data["valid_to"] = encode_datetime(self.valid_to, "TenantInfoLicense.valid_to")
        if self.status is not None:
            data["status"] = encode_string(self.status, "TenantInfoLicense.status")
        encode_additional(self.additional_properties, data, "TenantInfoLicense")
        return data

    @classmethod
    def _decode(cls, data: dict[str, Any]) -> Self:
        if type(data) is not dict:
            raise WrongValueError("an object", data)
        self = cls.__new__(cls)
        pop = data.pop
        try:
            value = pop("valid_from", None)
            self.valid_from = None if value is None else decode_datetime(value)
            value = pop("valid_to", None)
            self.valid_to = None if value is None else decode_datetime(value)
            value = pop("status", None)
            self.status = value if type(value) is str else decode_string(value)
        except WrongValueError as error:
            raise self._failed(error) from None
        if data:
            self.additional_properties = {**data}
        return self

    @classmethod
    def _layout(cls) -> tuple[tuple[str, str, Any], ...]:
        return (
            ("valid_from", "valid_from", datetime),
            ("valid_to", "valid_to", datetime),
            ("status", "status", str),
        )

    @classmethod
    def _build(cls, source: Any) -> Self:
        self = cls.__new__(cls)
        self.valid_from = source.valid_from
        self.valid_to = source.valid_to
        self.status = source.status
        gather = source._undocumented
        if gather is not None:
            self.additional_properties = gather()
        return self
