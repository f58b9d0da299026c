"""Credential at work: what goes with a request, and whether a refused token can be replaced."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Protocol

from .._clock import wall_time
from .._rate_limit import Hold, Paces
from ..errors import AuthenticationError
from .expiry import LiveToken

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .._redaction import Secret
    from ..operation import Operation, RawResponse
    from ..transport.base import Auth

__all__ = ["Credential", "FixedCredential", "Requester"]


class Requester(Protocol):
    """The call on whose account, and within whose time, a token is fetched."""

    @property
    def out_of_time(self) -> bool:
        """Whether the call gave up because its own time would not have sufficed."""

    def remaining(self) -> float:
        """Seconds that the call has left; infinity without a bound."""

    async def request_token(self, operation: Operation[object], /) -> RawResponse:
        """Send to the token endpoint, whose absolute address is the operation's `url`."""


class Credential:
    """What a session knows of one credential, shared by all clients that have it.

    Attributes:
        held: how long the service wants no calls with it.
        token_held: how long the token endpoint wants no requests for it. A token that is still
            good is used all the same.
        paces: the buckets of its rate limits.
        renewable: whether a refused token can be replaced by another.
        flow: what the HTTP library prepares requests with, if it does.
    """

    renewable = False
    flow: Auth | None = None

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        self.held: Hold = Hold()
        self.token_held: Hold = Hold()
        self.paces: Paces = Paces()
        self._secrets = tuple(secrets)

    def hold(self, seconds: float) -> None:
        """Hold back all calls for so long, since the service answered 429 to one."""
        self.held.extend(seconds)

    def held_for(self) -> float:
        """Seconds for which calls are still to be held back."""
        return self.held.left()

    def secrets(self) -> tuple[Secret, ...]:
        """What must not be seen."""
        return self._secrets

    def current(self) -> LiveToken | None:
        """The token to send, when there is one that needs no waiting."""
        return None

    async def obtain(self, call: Requester, refused: LiveToken | None = None) -> LiveToken | None:
        """The token to send; None when this credential sends none of ours.

        Args:
            call: the call that needs it.
            refused: the token that the service just refused.
        """
        return self.current()

    def header(self, live: LiveToken | None) -> str | None:
        """The value of the header `Authorization`, if this credential sends one."""
        return None if live is None else live.header()


class FixedCredential(Credential):
    """A header that never changes.

    Args:
        scheme: its first word.
        value: the rest.
        secrets: what else must not be seen.
        expires_at: when it expires, in seconds since 1970, where it says so.
    """

    def __init__(
        self,
        scheme: str,
        value: Secret,
        secrets: Iterable[Secret] = (),
        expires_at: float | None = None,
    ) -> None:
        super().__init__((value, *secrets))
        self._live = LiveToken.lasting(value, scheme)
        self._expires_at = inf if expires_at is None else expires_at

    def current(self) -> LiveToken | None:
        """The one thing to send, until it expires."""
        return self._live if wall_time() < self._expires_at else None

    async def obtain(self, call: Requester, refused: LiveToken | None = None) -> LiveToken | None:
        """The one thing to send.

        Raises:
            AuthenticationError: it has expired.
        """
        if (live := self.current()) is not None:
            return live
        raise AuthenticationError(
            f"The LTI JWT expired {wall_time() - self._expires_at:.0f} s ago, and there is no way"
            " to get another: launch the tool again, or use LtiJwt.from_provider."
        )
