"""The model Actor."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self
from uuid import UUID

import attrs

from ..._codec.decode import (
    Model,
    WrongValueError,
    decode_datetime,
    decode_enum,
    decode_string,
    decode_uuid,
)
from ..._codec.encode import (
    encode_additional,
    encode_datetime,
    encode_model,
    encode_string,
    encode_uuid,
)
from ..._codec.open_enum import show_names
from .actor_type import ActorType
from .auth_type import AuthType

__all__ = ["Actor"]


@attrs.define(kw_only=True)
class Actor(Model):
    """Anything that takes part in an Interop Cloud: a connector, an integration, a repository or an
    application. Carries the coordinates and, where they were asked for, the credentials with
    which to work with it.

    Args:
        id: Identifier of the actor.
        created_at: When the actor was created; set by the service.
        updated_at: When the actor last changed; set by the service.
        account_id: The account that owns the actor.
        name: Display name of the actor.
        type: What kind of participant an actor is.
        connector_type: Which connector the actor is; the vendor's sample shows free text.
            Meaningful for actors of type connector.
        auth: Credentials of one actor: what a client identifies itself with in order to act
            as that tenant. Present on an actor only when credentials are included in the answer.
        additional_properties: Properties that the OpenAPI document does not know, as they came.

    Source: vendor. The vendor's OpenAPI document (2020), schema Actor.
    """

    FIELDS: ClassVar[tuple[str, ...]] = (
        "id",
        "created_at",
        "updated_at",
        "account_id",
        "name",
        "type",
        "connector_type",
        "auth",
    )
    READ_ONLY: ClassVar[frozenset[str]] = frozenset({"created_at", "updated_at"})

    id: UUID | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    account_id: UUID | None = None
    name: str | None = None
    type: ActorType | None = None
    connector_type: str | None = None
    auth: AuthType | None = None
    additional_properties: dict[str, Any] = attrs.field(factory=dict, repr=show_names)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of this model, without what is None."""
        data: dict[str, Any] = {}
        if self.id is not None:
            data["id"] = encode_uuid(self.id, "Actor.id")
        if self.created_at is not None:
            data["created_at"] = encode_datetime(self.created_at, "Actor.created_at")
        if self.updated_at is not None:
            data["updated_at"] = encode_datetime(self.updated_at, "Actor.updated_at")
        if self.account_id is not None:
            data["account_id"] = encode_uuid(self.account_id, "Actor.account_id")
        if self.name is not None:
            data["name"] = encode_string(self.name, "Actor.name")
        if self.type is not None:
            data["type"] = encode_string(self.type, "Actor.type")
        if self.connector_type is not None:
            data["connector_type"] = encode_string(self.connector_type, "Actor.connector_type")
        if self.auth is not None:
            data["auth"] = encode_model(self.auth, "Actor.auth", AuthType)
        encode_additional(self.additional_properties, data, "Actor")
        return data

    @classmethod
    def _decode(cls, data: dict[str, Any]) -> Self:
        if type(data) is not dict:
            raise WrongValueError("an object", data)
        self = cls.__new__(cls)
        pop = data.pop
        try:
            value = pop("id", None)
            self.id = None if value is None else decode_uuid(value)
            value = pop("created_at", None)
            self.created_at = None if value is None else decode_datetime(value)
            value = pop("updated_at", None)
            self.updated_at = None if value is None else decode_datetime(value)
            value = pop("account_id", None)
            self.account_id = None if value is None else decode_uuid(value)
            value = pop("name", None)
            self.name = value if type(value) is str else decode_string(value)
            value = pop("type", None)
            self.type = None if value is None else decode_enum(ActorType, value)
            value = pop("connector_type", None)
            self.connector_type = value if type(value) is str else decode_string(value)
            value = pop("auth", None)
            self.auth = None if value is None else AuthType._decode(value)
        except WrongValueError as error:
            raise self._failed(error) from None
        if data:
            self.additional_properties = {**data}
        return self

    @classmethod
    def _layout(cls) -> tuple[tuple[str, str, Any], ...]:
        return (
            ("id", "id", UUID),
            ("created_at", "created_at", datetime),
            ("updated_at", "updated_at", datetime),
            ("account_id", "account_id", UUID),
            ("name", "name", str),
            ("type", "type", ActorType),
            ("connector_type", "connector_type", str),
            ("auth", "auth", AuthType),
        )

    @classmethod
    def _build(cls, source: Any) -> Self:
        self = cls.__new__(cls)
        self.id = source.id
        self.created_at = source.created_at
        self.updated_at = source.updated_at
        self.account_id = source.account_id
        self.name = source.name
        value = source.type
        self.type = None if value is None else decode_enum(ActorType, value)
        self.connector_type = source.connector_type
        value = source.auth
        self.auth = None if value is None else AuthType._build(value)
        gather = source._undocumented
        if gather is not None:
            self.additional_properties = gather()
        return self
