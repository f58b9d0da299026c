"""The model TenantApplicationUpdate."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import attrs

from ..._codec.decode import Model, WrongValueError, decode_any, decode_enum, decode_string
from ..._codec.encode import encode_additional, encode_any, encode_string
from ..._codec.open_enum import UNSET, Unset, hide_value, show_names
from .auth_state_pending import AuthStatePending

__all__ = ["TenantApplicationUpdate"]


@attrs.define(kw_only=True)
class TenantApplicationUpdate(Model):
    """Changes to a tenant application. Nothing else of the application may be changed, and only
    while its pending authentication state is updating. Send only what is to change.

    Args:
        auth_message: Message about the authentication for people to read; that null removes
            it is inferred.
        auth_state_pending: Where the authentication setup in progress stands. While it is
            updating, a client may end it as confirmed or as error; nothing else can be set.
        auth_attributes_pending: The authentication parameters of the setup in progress, as
            the integration blueprint defines them; the values are secret. Their shape is not
            known, so any JSON is accepted.
        additional_properties: Properties that the OpenAPI document does not know, as they came.

    Source: page. The page's prose on the update names the message, the pending state and the
    pending attributes as all that may change.
    """

    FIELDS: ClassVar[tuple[str, ...]] = (
        "auth_message",
        "auth_state_pending",
        "auth_attributes_pending",
    )
    SECRET: ClassVar[frozenset[str]] = frozenset({"auth_attributes_pending"})

    auth_message: str | Unset | None = UNSET
    auth_state_pending: AuthStatePending | str | Unset | None = UNSET
    auth_attributes_pending: object | Unset | None = attrs.field(default=UNSET, repr=hide_value)
    additional_properties: dict[str, Any] = attrs.field(factory=dict, repr=show_names)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of this model, without what is UNSET."""
        data: dict[str, Any] = {}
        if self.auth_message is None:
            data["auth_message"] = None
        elif self.auth_message is not UNSET:
            data["auth_message"] = encode_string(
                self.auth_message, "TenantApplicationUpdate.auth_message"
            )
        if self.auth_state_pending is None:
            data["auth_state_pending"] = None
        elif self.auth_state_pending is not UNSET:
            data["auth_state_pending"] = encode_string(
                self.auth_state_pending, "TenantApplicationUpdate.auth_state_pending"
            )
        if self.auth_attributes_pending is None:
            data["auth_attributes_pending"] = None
        elif self.auth_attributes_pending is not UNSET:
            data["auth_attributes_pending"] = encode_any(
                self.auth_attributes_pending, "TenantApplicationUpdate.auth_attributes_pending"
            )
        encode_additional(self.additional_properties, data, "TenantApplicationUpdate")
        return data

    @classmethod
    def _decode(cls, data: dict[str, Any]) -> Self:
        if type(data) is not dict:
            raise WrongValueError("an object", data)
        self = cls.__new__(cls)
        pop = data.pop
        try:
            value = pop("auth_message", UNSET)
            self.auth_message = value if value is UNSET else decode_string(value)
            value = pop("auth_state_pending", UNSET)
            self.auth_state_pending = (
                value if value is UNSET else decode_enum(AuthStatePending, value)
            )
            value = pop("auth_attributes_pending", UNSET)
            self.auth_attributes_pending = value if value is UNSET else decode_any(value)
        except WrongValueError as error:
            raise self._failed(error) from None
        if data:
            self.additional_properties = {**data}
        return self
