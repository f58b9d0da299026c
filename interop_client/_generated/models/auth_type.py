"""The model AuthType."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

import attrs

from ..._codec.decode import Model, WrongValueError, decode_datetime, decode_string
from ..._codec.encode import encode_additional, encode_datetime, encode_string
from ..._codec.open_enum import hide_value, show_names

__all__ = ["AuthType"]


@attrs.define(kw_only=True)
class AuthType(Model):
    """Credentials of one actor: what a client identifies itself with in order to act as that
    tenant. Present on an actor only when credentials are included in the answer.

    Args:
        type: Kind of authentication, in upper or lower case: `oauth2`, where client_id and
            client_secret are exchanged for tokens, or `basic`, where they are user name and
            password of HTTP Basic authentication.
        client_id: Client id to present to the token endpoint, or user name.
        client_secret: Client secret to present to the token endpoint, or password. Never log
            it.
        updated_at: When the credentials last changed; that the secret is rotated then is
            inferred.
        additional_properties: Properties that the OpenAPI document does not know, as they came.

    Source: rendering. Sample answer of GET /actors in the public renderings of the page.
    """

    FIELDS: ClassVar[tuple[str, ...]] = ("type", "client_id", "client_secret", "updated_at")
    SECRET: ClassVar[frozenset[str]] = frozenset({"client_secret"})

    type: str | None = None
    client_id: str | None = None
    client_secret: str | None = attrs.field(default=None, repr=hide_value)
    updated_at: datetime | None = None
    additional_properties: dict[str, Any] = attrs.field(factory=dict, repr=show_names)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of this model, without what is None."""
        data: dict[str, Any] = {}
        if self.type is not None:
            data["type"] = encode_string(self.type, "AuthType.type")
        if self.client_id is not None:
            data["client_id"] = encode_string(self.client_id, "AuthType.client_id")
        if self.client_secret is not None:
            data["client_secret"] = encode_string(self.client_secret, "AuthType.client_secret")
        if self.updated_at is not None:
            data["updated_at"] = encode_datetime(self.updated_at, "AuthType.updated_at")
        encode_additional(self.additional_properties, data, "AuthType")
        return data

    @classmethod
    def _decode(cls, data: dict[str, Any]) -> Self:
        if type(data) is not dict:
            raise WrongValueError("an object", data)
        self = cls.__new__(cls)
        pop = data.pop
        try:
            value = pop("type", None)
            self.type = value if type(value) is str else decode_string(value)
            value = pop("client_id", None)
            self.client_id = value if type(value) is str else decode_string(value)
            value = pop("client_secret", None)
            self.client_secret = value if type(value) is str else decode_string(value)
            value = pop("updated_at", None)
            self.updated_at = None if value is None else decode_datetime(value)
        except WrongValueError as error:
            raise self._failed(error) from None
        if data:
            self.additional_properties = {**data}
        return self

    @classmethod
    def _layout(cls) -> tuple[tuple[str, str, Any], ...]:
        return (
            ("type", "type", str),
            ("client_id", "client_id", str),
            ("client_secret", "client_secret", str),
            ("updated_at", "updated_at", datetime),
        )

    @classmethod
    def _build(cls, source: Any) -> Self:
        self = cls.__new__(cls)
        self.type = source.type
        self.client_id = source.client_id
        self.client_secret = source.client_secret
        self.updated_at = source.updated_at
        gather = source._undocumented
        if gather is not None:
            self.additional_properties = gather()
        return self
