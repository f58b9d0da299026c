"""The model TenantApplication."""

from __future__ import annotations

from typing import Any, ClassVar, Self
from uuid import UUID

import attrs

from ..._codec.decode import (
    Model,
    WrongValueError,
    decode_any,
    decode_boolean,
    decode_enum,
    decode_string,
    decode_uuid,
)
from ..._codec.encode import (
    encode_additional,
    encode_any,
    encode_boolean,
    encode_string,
    encode_uuid,
)
from ..._codec.open_enum import hide_value, show_names
from .auth_state_pending import AuthStatePending

__all__ = ["TenantApplication"]


@attrs.define(kw_only=True)
class TenantApplication(Model):
    """The application side of a tenant that is an integration: its authentication parameters, which
    the integration blueprint defines, and whether tasks are delivered and validated. Drivers
    should keep it in memory instead of asking for it again and again.

    Args:
        account_id: The account that the tenant belongs to.
        tenant_id: The tenant that the application belongs to.
        deliver_tasks: Whether tasks are delivered to the application (inferred).
        validate_tasks: Whether tasks are validated before they are delivered (inferred).
        auth_type: How the application authenticates. It is an enum whose values are not
            published, so any string is accepted.
        auth_state: Where the authentication in force stands. It is an enum whose values are
            not published, so any string is accepted.
        auth_session_id_pending: Session of the authentication setup in progress; null when
            there is none.
        auth_message: Message about the authentication for people to read; null when there is
            none.
        auth_state_pending: Where the authentication setup in progress stands. While it is
            updating, a client may end it as confirmed or as error; nothing else can be set.
        auth_attributes: The authentication parameters in force, as the integration blueprint
            defines them; the values are secret. Their shape is not known, so any JSON is
            accepted.
        auth_attributes_pending: The authentication parameters of the setup in progress, as
            the integration blueprint defines them; the values are secret. Their shape is not
            known, so any JSON is accepted.
        additional_properties: Properties that the OpenAPI document does not know, as they came.

    Source: page. Properties listed on the page as the body of the update of the tenant
    application.
    """

    FIELDS: ClassVar[tuple[str, ...]] = (
        "account_id",
        "tenant_id",
        "deliver_tasks",
        "validate_tasks",
        "auth_type",
        "auth_state",
        "auth_session_id_pending",
        "auth_message",
        "auth_state_pending",
        "auth_attributes",
        "auth_attributes_pending",
    )
    READ_ONLY: ClassVar[frozenset[str]] = frozenset(
        {
            "account_id",
            "tenant_id",
            "deliver_tasks",
            "validate_tasks",
            "auth_type",
            "auth_state",
            "auth_session_id_pending",
            "auth_attributes",
        }
    )
    SECRET: ClassVar[frozenset[str]] = frozenset({"auth_attributes", "auth_attributes_pending"})

    account_id: UUID | None = None
    tenant_id: UUID | None = None
    deliver_tasks: bool | None = None
    validate_tasks: bool | None = None
    auth_type: str | None = None
    auth_state: str | None = None
    auth_session_id_pending: UUID | None = None
    auth_message: str | None = None
    auth_state_pending: AuthStatePending | None = None
    auth_attributes: object | None = attrs.field(default=None, repr=hide_value)
    auth_attributes_pending: object | None = attrs.field(default=None, repr=hide_value)
    additional_properties: dict[str, Any] = attrs.field(factory=dict, repr=show_names)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of this model, without what is None."""
        data: dict[str, Any] = {}
        if self.account_id is not None:
            data["account_id"] = encode_uuid(self.account_id, "TenantApplication.account_id")
        if self.tenant_id is not None:
            data["tenant_id"] = encode_uuid(self.tenant_id, "TenantApplication.tenant_id")
        if self.deliver_tasks is not None:
            data["deliver_tasks"] = encode_boolean(
                self.deliver_tasks, "TenantApplication.deliver_tasks"
            )
        if self.validate_tasks is not None:
            data["validate_tasks"] = encode_boolean(
                self.validate_tasks, "TenantApplication.validate_tasks"
            )
        if self.auth_type is not None:
            data["auth_type"] = encode_string(self.auth_type, "TenantApplication.auth_type")
        if self.auth_state is not None:
            data["auth_state"] = encode_string(self.auth_state, "TenantApplication.auth_state")
        if self.auth_session_id_pending is not None:
            data["auth_session_id_pending"] = encode_uuid(
                self.auth_session_id_pending, "TenantApplication.auth_session_id_pending"
            )
        if self.auth_message is not None:
            data["auth_message"] = encode_string(
                self.auth_message, "TenantApplication.auth_message"
            )
        if self.auth_state_pending is not None:
            data["auth_state_pending"] = encode_string(
                self.auth_state_pending, "TenantApplication.auth_state_pending"
            )
        if self.auth_attributes is not None:
            data["auth_attributes"] = encode_any(
                self.auth_attributes, "TenantApplication.auth_attributes"
            )
        if self.auth_attributes_pending is not None:
            data["auth_attributes_pending"] = encode_any(
                self.auth_attributes_pending, "TenantApplication.auth_attributes_pending"
            )
        encode_additional(self.additional_properties, data, "TenantApplication")
        return data

    @classmethod
    def _decode(cls, data: dict[str, Any]) -> Self:
        if type(data) is not dict:
            raise WrongValueError("an object", data)
        self = cls.__new__(cls)
        pop = data.pop
        try:
            value = pop("account_id", None)
            self.account_id = None if value is None else decode_uuid(value)
            value = pop("tenant_id", None)
            self.tenant_id = None if value is None else decode_uuid(value)
            value = pop("deliver_tasks", None)
            self.deliver_tasks = None if value is None else decode_boolean(value)
            value = pop("validate_tasks", None)
            self.validate_tasks = None if value is None else decode_boolean(value)
            value = pop("auth_type", None)
            self.auth_type = value if type(value) is str else decode_string(value)
            value = pop("auth_state", None)
            self.auth_state = value if type(value) is str else decode_string(value)
            value = pop("auth_session_id_pending", None)
            self.auth_session_id_pending = None if value is None else decode_uuid(value)
            value = pop("auth_message", None)
            self.auth_message = value if type(value) is str else decode_string(value)
            value = pop("auth_state_pending", None)
            self.auth_state_pending = (
                None if value is None else decode_enum(AuthStatePending, value)
            )
            value = pop("auth_attributes", None)
            self.auth_attributes = None if value is None else decode_any(value)
            value = pop("auth_attributes_pending", None)
            self.auth_attributes_pending = None if value is None else decode_any(value)
        except WrongValueError as error:
            raise self._failed(error) from None
        if data:
            self.additional_properties = {**data}
        return self

    @classmethod
    def _layout(cls) -> tuple[tuple[str, str, Any], ...]:
        return (
            ("account_id", "account_id", UUID),
            ("tenant_id", "tenant_id", UUID),
            ("deliver_tasks", "deliver_tasks", bool),
            ("validate_tasks", "validate_tasks", bool),
            ("auth_type", "auth_type", str),
            ("auth_state", "auth_state", str),
            ("auth_session_id_pending", "auth_session_id_pending", UUID),
            ("auth_message", "auth_message", str),
            ("auth_state_pending", "auth_state_pending", AuthStatePending),
            ("auth_attributes", "auth_attributes", Any),
            ("auth_attributes_pending", "auth_attributes_pending", Any),
        )

    @classmethod
    def _build(cls, source: Any) -> Self:
        self = cls.__new__(cls)
        self.account_id = source.account_id
        self.tenant_id = source.tenant_id
        self.deliver_tasks = source.deliver_tasks
        self.validate_tasks = source.validate_tasks
        self.auth_type = source.auth_type
        self.auth_state = source.auth_state
        self.auth_session_id_pending = source.auth_session_id_pending
        self.auth_message = source.auth_message
        value = source.auth_state_pending
        self.auth_state_pending = None if value is None else decode_enum(AuthStatePending, value)
        self.auth_attributes = source.auth_attributes
        self.auth_attributes_pending = source.auth_attributes_pending
        gather = source._undocumented
        if gather is not None:
            self.additional_properties = gather()
        return self
