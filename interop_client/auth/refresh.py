"""Tokens that are fetched when needed: one refresh at a time, whatever happens to its caller."""

from __future__ import annotations

import copy
import logging
from typing import TYPE_CHECKING

from ..errors import InteropError
from .credential import Credential
from .expiry import Grant
from .token_store import Token

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable

    from .._redaction import Secret
    from .credential import Requester
    from .token_store import TokenStore

__all__ = ["RenewableCredential"]

_logger = logging.getLogger("interop_client.auth")

# A store that takes longer is taken for one that fails.
_STORE_SECONDS = 5.0


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
        # Imported when a token is fetched: a strategy is imported without it.
        from anyio import fail_after

        try:
            with fail_after(_STORE_SECONDS):
                token: object = await self._store.get(self._key)
            if token is None:
                return None
            if isinstance(token, Token):
                grant = Grant.of(token)
                if grant.token.sendable() and (refused is None or grant.token != refused.token):
                    return grant if grant.is_fresh() else None
                with fail_after(_STORE_SECONDS):
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
        from anyio import fail_after

        try:
            with fail_after(_STORE_SECONDS):
                await self._store.set(self._key, token)
        except Exception as error:
            _logger.warning("The token store failed to write: %s", type(error).__name__)
