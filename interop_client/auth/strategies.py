"""The ways to prove who is calling."""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from .._redaction import Secret, basic, sendable
from ..errors import (
    AuthenticationError,
    ConfigurationError,
    ResponseDecodeError,
    StatusError,
)
from ..operation import Operation
from .credential import Credential, FixedCredential
from .expiry import dated, expiry, read_token
from .refresh import RenewableCredential
from .token_store import Token

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Self

    from .credential import Requester
    from .token_store import TokenStore

__all__ = ["ApiKey", "ClientCredentials", "LtiJwt", "Strategy"]

_FORM = "application/x-www-form-urlencoded"


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
    """OAuth2 client credentials, of a tenant's actor or of an account.

    That an actor has them is stated (`page`, `vendor`), that an account has some is `inferred`.

    Tokens are fetched when first needed, renewed before they expire, and replaced once when
    refused.

    Args:
        client_id: the public part.
        client_secret: the secret part.

    Raises:
        ConfigurationError: one of them is empty or is not text that can be sent.
    """

    def __init__(self, client_id: str, client_secret: str) -> None:
        # First of all, since a traceback may show this object half made.
        self.client_id = client_id
        secret = _secret(client_secret)
        del client_secret
        if secret is None:
            raise ConfigurationError(_unusable("client_secret"))
        if not isinstance(client_id, str) or not client_id.isprintable() or not client_id:
            raise ConfigurationError("client_id must be a text without control characters.")
        self._secret = secret

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.client_id!r}, '***')"

    def identity(self) -> tuple[object, ...]:
        """The client and a digest of its secret."""
        return (ClientCredentials, self.client_id, self._secret.digest("client", self.client_id))

    def credential(self, token_url: str, store: TokenStore) -> Credential:
        """Tokens from the token endpoint."""

        async def fetch(call: Requester) -> Token:
            return await self._fetch(call, token_url)

        user = Secret(self.client_id)
        return RenewableCredential(
            fetch,
            (self._secret, basic(user, self._secret)),
            store,
            f"interop-token-{self._secret.digest('token', token_url, self.client_id)}",
        )

    async def _fetch(self, call: Requester, token_url: str) -> Token:
        operation: Operation[object] = Operation(
            operation_id="fetchToken",
            method="POST",
            url=token_url,
            content=self._form(),
            content_type=_FORM,
            repeatable=True,
            parse=read_token,
        )
        refusal: AuthenticationError | StatusError
        try:
            response = await call.request_token(operation)
        except AuthenticationError as error:
            refusal = error
        except StatusError as error:
            if error.status_code != 400:
                raise
            refusal = error
        else:
            token = read_token(response.content)
            if isinstance(token, Token):
                return token
            raise ResponseDecodeError(
                f"The answer of the token endpoint {token_url} cannot be used: {token}."
                " Check token_url.",
                operation=operation.operation_id,
                request_id=response.headers.get("x-request-id"),
            )
        raise AuthenticationError(
            f"The token endpoint refused the client {self.client_id!r}: {refusal.message}",
            status_code=refusal.status_code,
            request_id=refusal.request_id,
        )

    def _form(self) -> bytes:
        return urlencode(
            {
                "grant_type": "client_credentials",
                "client_id": self.client_id,
                "client_secret": self._secret.reveal(),
            }
        ).encode()


class ApiKey(Strategy):
    """An account's API key, sent by HTTP Basic as both user name and password (`vendor`).

    Args:
        key: the key.

    Raises:
        ConfigurationError: it is empty or is not text that can be sent.
    """

    def __init__(self, key: str) -> None:
        secret = _secret(key)
        del key
        if secret is None:
            raise ConfigurationError(_unusable("key"))
        self._secret = secret

    def __repr__(self) -> str:
        return f"{type(self).__name__}('***')"

    def identity(self) -> tuple[object, ...]:
        """A digest of the key."""
        return (ApiKey, self._secret.digest("key"))

    def credential(self, token_url: str, store: TokenStore) -> Credential:
        """The header, ready made."""
        return FixedCredential("Basic", basic(self._secret, self._secret), (self._secret,))


class LtiJwt(Strategy):
    """The JWT that an LTI tool got at its launch, sent as a Bearer token (`page`).

    It cannot be renewed from here: once its `exp` has passed, calls end with an
    `AuthenticationError` and send nothing. `from_provider` takes a function that gets new ones.

    Args:
        token: the JWT.

    Raises:
        ConfigurationError: it is empty or is not text that can be sent.
    """

    def __init__(self, token: str) -> None:
        self._provider: Callable[[], Coroutine[object, object, str]] | None = None
        secret = Secret(token) if sendable(token) else None
        del token
        if secret is None:
            raise ConfigurationError(_unusable("token"))
        self._secret: Secret | None = secret

    @classmethod
    def from_provider(cls, provider: Callable[[], Coroutine[object, object, str]]) -> Self:
        """Tokens from a coroutine function, called when one is needed, by one call at a time.

        Args:
            provider: returns a JWT. It is called when there is none yet, when the last one is
                about to expire, and when the service refused it.
        """
        if not callable(provider):
            raise ConfigurationError(
                f"provider must be a coroutine function, not {type(provider).__name__}."
            )
        made = cls.__new__(cls)
        made._secret = None
        made._provider = provider
        return made

    def __repr__(self) -> str:
        if self._provider is None:
            return f"{type(self).__name__}('***')"
        name = getattr(self._provider, "__qualname__", type(self._provider).__name__)
        return f"{type(self).__name__}.from_provider({name})"

    def identity(self) -> tuple[object, ...]:
        """A digest of the token, or the provider."""
        return (LtiJwt, self._provider if self._secret is None else self._secret.digest("lti"))

    def credential(self, token_url: str, store: TokenStore) -> Credential:
        """The header ready made, or tokens from the provider."""
        if self._secret is None:
            return RenewableCredential(self._provided)
        return FixedCredential("Bearer", self._secret, expires_at=expiry(self._secret.reveal()))

    async def _provided(self, call: Requester) -> Token:
        assert self._provider is not None
        try:
            awaitable: object = self._provider()
            if inspect.isawaitable(awaitable):
                token = _dated(await awaitable)
                if token is not None:
                    return token
                problem = "it did not return a text that a header can carry"
            else:
                problem = "it is not a coroutine function"
        except Exception as error:
            # Its message is not ours to show: it may hold what the provider works with.
            problem = f"it raised {type(error).__name__}"
        raise AuthenticationError(f"No LTI JWT came from the provider {self!r}: {problem}.")


def _dated(value: object) -> Token | None:
    """The token with its times, when it is text that can be sent."""
    return dated(value) if isinstance(value, str) and sendable(value) else None


def _secret(value: object) -> Secret | None:
    """The value as a secret, when it is one line of text that can be sent."""
    if not isinstance(value, str) or not value or value != value.strip():
        return None
    return Secret(value) if value.isprintable() and max(value) <= "\xff" else None


def _unusable(name: str) -> str:
    return (
        f"{name} must be one line of text, not empty, that a header can carry, without spaces"
        " around it; a line break at its end is a common mistake. (It is not shown here.)"
    )
