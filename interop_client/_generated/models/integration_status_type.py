"""The model IntegrationStatusType."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

import attrs

from ..._codec.decode import Model, WrongValueError, decode_datetime, decode_string
from ..._codec.encode import encode_additional, encode_datetime, encode_string
from ..._codec.open_enum import show_names

__all__ = ["IntegrationStatusType"]


@attrs.define(kw_only=True)
class IntegrationStatusType(Model):
    """Condition of one side of a tenant. That `status` describes the integration, and `sis_status`
    the school's information system that feeds it, is inferred.

    Args:
        op_state: Whether this side is operating, in the words of the service.
        setup_state: How far the setup of this side has come, in the words of the service.
        last_sync_at: When data was last synchronised.
        additional_properties: Properties that the OpenAPI document does not know, as they came.

    Source: vendor. The vendor's OpenAPI document (2020), schema IntegrationStatusType.
    """

    FIELDS: ClassVar[tuple[str, ...]] = ("op_state", "setup_state", "last_sync_at")

    op_state: str | None = None
    setup_state: str | None = None
    last_sync_at: datetime | None = None
    additional_properties: dict[str, Any] = attrs.field(factory=dict, repr=show_names)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of this model, without what is None."""
        data: dict[str, Any] = {}
        if self.op_state is not None:
            data["op_state"] = encode_string(self.op_state, "IntegrationStatusType.op_state")
        if self.setup_state is not None:
            data["setup_state"] = encode_string(
                self.setup_state, "IntegrationStatusType.setup_state"
            )
        if self.last_sync_at is not None:
            data["last_sync_at"] = encode_datetime(
                self.last_sync_at, "IntegrationStatusType.last_sync_at"
            )
        encode_additional(self.additional_properties, data, "IntegrationStatusType")
        return data

    @classmethod
    def _decode(cls, data: dict[str, Any]) -> Self:
        if type(data) is not dict:
            raise WrongValueError("an object", data)
        self = cls.__new__(cls)
        pop = data.pop
        try:
            value = pop("op_state", None)
            self.op_state = value if type(value) is str else decode_string(value)
            value = pop("setup_state", None)
            self.setup_state = value if type(value) is str else decode_string(value)
            value = pop("last_sync_at", None)
            self.last_sync_at = None if value is None else decode_datetime(value)
        except WrongValueError as error:
            raise self._failed(error) from None
        if data:
            self.additional_properties = {**data}
        return self

    @classmethod
    def _layout(cls) -> tuple[tuple[str, str, Any], ...]:
        return (
            ("op_state", "op_state", str),
            ("setup_state", "setup_state", str),
            ("last_sync_at", "last_sync_at", datetime),
        )

    @classmethod
    def _build(cls, source: Any) -> Self:
        self = cls.__new__(cls)
        self.op_state = source.op_state
        self.setup_state = source.setup_state
        self.last_sync_at = source.last_sync_at
        gather = source._undocumented
        if gather is not None:
            self.additional_properties = gather()
        return self
