"""A credential at work: which token to send, one refresh at a time."""

from __future__ import annotations

import copy
import logging
import time
from typing import TYPE_CHECKING, Protocol

from ..errors import AuthenticationError, InteropError
from .store import Token
from .tokens import Grant

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable

    import httpx

    from .._operation import Operation, RawResponse
    from .secrets import Secret
    from .store import TokenStore

__all__ = ["Credential", "FixedCredential", "RenewableCredential", "Requester"]

_logger = logging.getLogger("interop_client.auth")


def current_time() -> float:
    """The time of the event loop."""
    # Imported when a token is fetched or calls are held back: a strategy is imported without it.
    from anyio import current_time as time_of_the_loop

    return time_of_the_loop()


class Requester(Protocol):
    """The call on whose account, and within whose time, a token is fetched."""

    @property
    def out_of_time(self) -> bool:
        """Whether the call gave up because its own time would not have sufficed."""
        ...

    async def request_token(self, operation: Operation[object], /) -> RawResponse:
        """Send to the token endpoint, whose absolute address is the operation's `url`."""
        ...


class Credential:
    """What a session knows of one credential, shared by all clients that have it.

    Attributes:
        held_until: no request before this time of the event loop; 0 when there is none.
        renewable: whether a refused token can be replaced by another.
        flow: what the HTTP library prepares requests with, if it does.
    """

    renewable = False
    flow: httpx.Auth | None = None

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        self.held_until = 0.0
        self._longest_hold = 0.0
        self._secrets = tuple(secrets)

    def hold(self, seconds: float) -> None:
        """Hold back all requests for so long, since the service answered 429 to one."""
        self.held_until = max(self.held_until, current_time() + seconds)
        self._longest_hold = max(self._longest_hold, seconds)

    def held_for(self) -> float:
        """Seconds for which requests are still to be held back."""
        left = self.held_until - current_time()
        # More than ever was asked for: the clock is that of another event loop.
        if not 0 < left <= self._longest_hold:
            self.held_until = self._longest_hold = left = 0.0
        return left

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
        if self._expires_at is not None and self._expires_at <= time.time():
            raise AuthenticationError(
                f"The LTI JWT expired {time.time() - self._expires_at:.0f} s ago, and there is no"
                " way to get another: launch the tool again, or use LtiJwt.from_provider."
            )
        return None

    def header(self, grant: Grant | None) -> str | None:
        """The value of the header `Authorization`."""
        return f"{self._scheme} {self._value.reveal()}"


class _Round:
    """One refresh and those who wait for its outcome.

    Who holds the lock fetches the token. If they are cancelled, or run out of their own time, the
    next in the queue takes over; any other outcome is the outcome of all who queue.
    """

    __slots__ = ("failure", "grant", "lasting", "lock", "members")

    def __init__(self) -> None:
        from anyio import Lock

        # Made with the round, so that it belongs to the event loop of those who wait for it.
        self.lock = Lock()
        self.members = 0
        self.grant: Grant | None = None
        # Whether the token was fresh when it came. One that was not serves those who waited all
        # the same: no better is to be had.
        self.lasting = False
        self.failure: InteropError | None = None


class RenewableCredential(Credential):
    """Tokens that are fetched when needed, kept while they last, and replaced when refused.

    Args:
        fetch: gets a new token.
        secrets: what must not be seen, tokens apart.
        store: where tokens are kept; None for nowhere but here.
        key: the key in the store.
    """

    renewable = True

    def __init__(
        self,
        fetch: Callable[[Requester], Coroutine[object, object, Token]],
        secrets: Iterable[Secret] = (),
        store: TokenStore | None = None,
        key: str = "",
    ) -> None:
        super().__init__(secrets)
        self._fetch = fetch
        self._store = store
        self._key = key
        self._grant: Grant | None = None
        self._round: _Round | None = None

    def secrets(self) -> tuple[Secret, ...]:
        """What must not be seen: the token too."""
        grant = self._grant
        return self._secrets if grant is None else (*self._secrets, grant.token)

    def current(self) -> Grant | None:
        """The token to send, when there is one that needs no waiting."""
        grant = self._grant
        return grant if grant is not None and grant.is_fresh() else None

    async def obtain(self, call: Requester, refused: Grant | None = None) -> Grant:
        """The token to send, fetched if need be by one call for all that wait.

        Raises:
            AuthenticationError: the credential was refused.
            RequestError: no answer from the token endpoint.
            ResponseDecodeError: an answer that makes no sense.
            StatusError: any other refusal.
        """
        if refused is not None and self._grant is refused:
            self._grant = None
        grant = None
        while grant is None:
            grant = await self._take_part(call, refused)
        return grant

    async def _take_part(self, call: Requester, refused: Grant | None) -> Grant | None:
        """The outcome of the present round; None when it aged before this call's turn came."""
        round_ = self._round
        if round_ is None:
            round_ = self._round = _Round()
        round_.members += 1
        fetched: Token | None = None
        try:
            async with round_.lock:
                # Thousands who wait leave the queue one by one: there may be a newer one by now.
                grant = self.current() or round_.grant
                if grant is None and round_.failure is None:
                    grant, fetched = await self._renew(call, round_, refused)
                elif grant is not None and round_.lasting and not grant.is_fresh():
                    return None
        finally:
            round_.members -= 1
            if not round_.members and self._round is round_:
                self._round = None
        if grant is None:
            assert round_.failure is not None
            raise copy.copy(round_.failure)
        if fetched is not None:
            await self._keep(fetched)
        return grant

    async def _renew(
        self, call: Requester, round_: _Round, refused: Grant | None
    ) -> tuple[Grant | None, Token | None]:
        """A token for this round from the store, or a new one, or neither if that failed."""
        fetched: Token | None = None
        grant = await self._stored(refused)
        if grant is None:
            try:
                fetched = await self._fetch(call)
            except InteropError as error:
                if call.out_of_time:
                    raise
                round_.failure = error.with_traceback(None)
            else:
                grant = Grant.of(fetched)
        # Whoever comes from now on has not waited for this outcome, and starts another round.
        self._round = None
        self._grant = round_.grant = grant
        round_.lasting = grant is not None and grant.is_fresh()
        return grant, fetched

    async def _stored(self, refused: Grant | None) -> Grant | None:
        """A token from the store that is of use."""
        if self._store is None:
            return None
        try:
            token: object = await self._store.get(self._key)
            if token is None:
                return None
            if isinstance(token, Token):
                grant = Grant.of(token)
                if grant.token.sendable() and (refused is None or grant.token != refused.token):
                    return grant if grant.is_fresh() else None
                await self._store.delete(self._key)
                return None
        except Exception as error:
            _logger.warning("The token store failed to read: %s", type(error).__name__)
        else:
            _logger.warning("The token store gave no token but %s", type(token).__name__)
        return None

    async def _keep(self, token: Token) -> None:
        if self._store is None:
            return
        try:
            await self._store.set(self._key, token)
        except Exception as error:
            _logger.warning("The token store failed to write: %s", type(error).__name__)
