"""LTI JWTs: one that the caller has, or a function of the caller's that fetches them."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from .._clock import wall_time
from .._redaction import Secret, forgets_locals, sendable
from ..errors import AuthenticationError, ConfigurationError
from .credential import Credential, FixedCredential
from .expiry import dated, expiry
from .refresh import RenewableCredential
from .strategies import Strategy, unusable

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Self

    from .credential import Requester
    from .token_store import Token, TokenStore

__all__ = ["LtiJwt"]


class LtiJwt(Strategy):
    """The JWT that an LTI tool got at its launch, sent as a Bearer token (`page`).

    It cannot be renewed from here (`inferred`): once its `exp` has passed, calls end with an
    `AuthenticationError` and send nothing. `from_provider` takes a function that gets new ones.

    Args:
        token: the JWT.

    Raises:
        ConfigurationError: it is empty or is not text that can be sent.
    """

    @forgets_locals
    def __init__(self, token: str) -> None:
        self._provider: Callable[[], Coroutine[object, object, str]] | None = None
        if not sendable(token):
            raise ConfigurationError(unusable("token", type(token).__name__))
        self._secret: Secret | None = Secret(token)

    @classmethod
    def from_provider(cls, provider: Callable[[], Coroutine[object, object, str]]) -> Self:
        """Tokens from a coroutine function, called when one is needed, by one call at a time.

        Args:
            provider: returns a JWT. It is called when there is none yet, when the last one is
                about to expire, and when the service refused it. While the last one is good, a
                provider that fails or hangs keeps nobody from using it.
        """
        if inspect.iscoroutine(provider):
            provider.close()
            raise ConfigurationError(
                "provider must be a coroutine function, not the coroutine that it returns: pass it"
                " without calling it."
            )
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
            # However it fails, nobody has refused a token that is still good.
            return RenewableCredential(self._provided, repr(self), refusals=())
        return FixedCredential("Bearer", self._secret, expires_at=expiry(self._secret.reveal()))

    async def _provided(self, call: Requester, refused: Secret | None) -> Token:
        assert self._provider is not None
        try:
            awaitable: object = self._provider()
            if not inspect.isawaitable(awaitable):
                problem = "it is not a coroutine function"
            elif not sendable(token := await awaitable):
                problem = "it did not return a text that a header can carry"
            elif refused is not None and Secret(token) == refused:
                problem = f"it returned the very token that was just refused{_age(token)}"
            else:
                return dated(token)
        except Exception as error:
            # Its message is not ours to show: it may hold what the provider works with.
            problem = f"it raised {type(error).__name__}"
        raise AuthenticationError(f"No LTI JWT came from the provider {self!r}: {problem}.")


def _age(token: str) -> str:
    end = expiry(token)
    if end is None or end > wall_time():
        return ""
    return f", and which expired {wall_time() - end:.0f} s ago"
