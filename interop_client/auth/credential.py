"""Credential at work: what to send with a request, and how long a 429 holds back other calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from .._clock import loop_time, wall_time
from ..errors import AuthenticationError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .._redaction import Secret
    from ..operation import Operation, RawResponse
    from ..transport.base import Auth
    from .expiry import Grant

__all__ = ["Credential", "FixedCredential", "Hold", "Requester"]


class Requester(Protocol):
    """The call on whose account, and within whose time, a token is fetched."""

    @property
    def out_of_time(self) -> bool:
        """Whether the call gave up because its own time would not have sufficed."""
        ...

    def remaining(self) -> float:
        """Seconds that the call has left; infinity without a bound."""
        ...

    async def request_token(self, operation: Operation[object], /) -> RawResponse:
        """Send to the token endpoint, whose absolute address is the operation's `url`."""
        ...


class Hold:
    """Requests held back, since the service answered 429 to one and asked to wait."""

    __slots__ = ("_longest", "_until")

    def __init__(self) -> None:
        self._until = 0.0
        self._longest = 0.0

    def extend(self, seconds: float) -> None:
        """Hold back all requests for so long."""
        self._until = max(self._until, loop_time() + seconds)
        self._longest = max(self._longest, seconds)

    def left(self) -> float:
        """Seconds for which requests are still to be held back."""
        if not self._until:
            return 0.0
        left = self._until - loop_time()
        # More than ever was asked for: the clock is that of another event loop.
        if not 0 < left <= self._longest:
            self._until = self._longest = left = 0.0
        return left


class Credential:
    """What a session knows of one credential, shared by all clients that have it.

    Attributes:
        held: how long the service wants no calls with it.
        token_held: how long the token endpoint wants no requests for it. A token that is still
            good is used all the same.
        renewable: whether a refused token can be replaced by another.
        flow: what the HTTP library prepares requests with, if it does.
    """

    renewable = False
    flow: Auth | None = None

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        self.held: Hold = Hold()
        self.token_held: Hold = Hold()
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

    def current(self) -> Grant | None:
        """The token to send, when there is one that needs no waiting."""
        return None

    async def obtain(self, call: Requester, refused: Grant | None = None) -> Grant | None:
        """The token to send; None when this credential sends none of ours.

        Args:
            call: the call that needs it.
            refused: the token that the service just refused.
        """
        return self.current()

    def header(self, grant: Grant | None) -> str | None:
        """The value of the header `Authorization`, if this credential sends one."""
        return None if grant is None else grant.header()


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
        self._scheme = scheme
        self._value = value
        self._expires_at = expires_at

    async def obtain(self, call: Requester, refused: Grant | None = None) -> Grant | None:
        """Nothing: the header is all there is.

        Raises:
            AuthenticationError: it has expired.
        """
        if self._expires_at is not None and self._expires_at <= wall_time():
            raise AuthenticationError(
                f"The LTI JWT expired {wall_time() - self._expires_at:.0f} s ago, and there is no"
                " way to get another: launch the tool again, or use LtiJwt.from_provider."
            )
        return None

    def header(self, grant: Grant | None) -> str | None:
        """The value of the header `Authorization`."""
        return f"{self._scheme} {self._value.reveal()}"
