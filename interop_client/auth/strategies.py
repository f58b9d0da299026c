"""Strategies: the ways to prove who is calling, as users write them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from .._redaction import Secret, basic, forgets_locals
from ..errors import ConfigurationError
from .credential import Credential, FixedCredential
from .refresh import RenewableCredential
from .token_endpoint import TokenEndpoint

if TYPE_CHECKING:
    from .token_store import TokenStore

__all__ = ["ApiKey", "BasicAuth", "ClientCredentials", "Strategy", "unusable"]


class Strategy(ABC):
    """A way to prove who is calling; it holds the secret and shows it to nobody.

    Two are equal when they are the same proof of the same caller.
    """

    @abstractmethod
    def identity(self) -> tuple[object, ...]:
        """What tells it from others, without telling the secret."""

    @abstractmethod
    def credential(self, token_url: str, store: TokenStore) -> Credential:
        """The credential at work at this token endpoint, with its tokens in this store."""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Strategy):
            return NotImplemented
        return self.identity() == other.identity()

    def __hash__(self) -> int:
        return hash(self.identity())


class ClientCredentials(Strategy):
    """OAuth2 client credentials, of a tenant (the service says actor) or of an account.

    That a tenant has them is stated (`page`, `vendor`), that an account has some is `inferred`.

    Tokens are fetched when first needed, renewed before they expire, and replaced once when
    refused.

    Args:
        client_id: the public part.
        client_secret: the secret part.

    Raises:
        ConfigurationError: one of them is empty or is not text that can be sent.
    """

    @forgets_locals
    def __init__(self, client_id: str, client_secret: str) -> None:
        self._secret = _secret("client_secret", client_secret)
        _check_public("client_id", client_id)
        self.client_id = client_id

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.client_id!r}, '***')"

    def identity(self) -> tuple[object, ...]:
        """The client and a digest of its secret."""
        return (ClientCredentials, self.client_id, self._secret.digest("client", self.client_id))

    def credential(self, token_url: str, store: TokenStore) -> Credential:
        """Tokens from the token endpoint."""
        endpoint = TokenEndpoint(token_url, self.client_id, self._secret)
        return RenewableCredential(
            endpoint.fetch,
            endpoint.client,
            (self._secret, basic(Secret(self.client_id), self._secret)),
            store,
            f"interop-token-{self._secret.digest('token', token_url, self.client_id)}",
        )


class ApiKey(Strategy):
    """An account's API key, sent by HTTP Basic as both user name and password (`vendor`).

    Args:
        key: the key.

    Raises:
        ConfigurationError: it is empty or is not text that can be sent.
    """

    @forgets_locals
    def __init__(self, key: str) -> None:
        self._secret = _secret("key", key)

    def __repr__(self) -> str:
        return f"{type(self).__name__}('***')"

    def identity(self) -> tuple[object, ...]:
        """A digest of the key."""
        return (ApiKey, self._secret.digest("key"))

    def credential(self, token_url: str, store: TokenStore) -> Credential:
        """The header, ready made."""
        return FixedCredential("Basic", basic(self._secret, self._secret), (self._secret,))


class BasicAuth(Strategy):
    """A user name and a password, sent by HTTP Basic (`vendor`: tenants whose `auth.type` is so).

    Args:
        username: the public part, without a colon.
        password: the secret part.

    Raises:
        ConfigurationError: one of them is empty or is not text that can be sent.
    """

    @forgets_locals
    def __init__(self, username: str, password: str) -> None:
        self._secret = _secret("password", password)
        _check_public("username", username)
        if ":" in username:
            raise ConfigurationError("username must not hold a colon: HTTP Basic cannot carry it.")
        self.username = username

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.username!r}, '***')"

    def identity(self) -> tuple[object, ...]:
        """The user and a digest of the password."""
        return (BasicAuth, self.username, self._secret.digest("basic", self.username))

    def credential(self, token_url: str, store: TokenStore) -> Credential:
        """The header, ready made."""
        return FixedCredential("Basic", basic(Secret(self.username), self._secret), (self._secret,))


def _secret(name: str, value: object) -> Secret:
    """The value as a secret.

    Raises:
        ConfigurationError: it is not one line of text that can be sent.
    """
    if isinstance(value, str) and _is_line(value):
        return Secret(value)
    raise ConfigurationError(unusable(name, type(value).__name__))


def _is_line(text: str) -> bool:
    return bool(text) and text == text.strip() and text.isprintable() and max(text) <= "\xff"


def _check_public(name: str, value: object) -> None:
    if not isinstance(value, str):
        raise ConfigurationError(f"{name} must be a text, not {type(value).__name__}.")
    if not value or not value.isprintable():
        raise ConfigurationError(f"{name} must be a text without control characters, not empty.")


def unusable(name: str, kind: str) -> str:
    """What is wrong with a secret, without showing it.

    Args:
        name: the argument.
        kind: the name of the value's type.
    """
    if kind != "str":
        return f"{name} must be a text, not {kind}."
    return (
        f"{name} must be one line of text, not empty, that a header can carry, without spaces"
        " around it; a line break at its end is a common mistake. (It is not shown here.)"
    )
