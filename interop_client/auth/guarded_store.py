"""Guard of a token store: where the store fails or hangs, calls go on with tokens in memory."""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING

from .._clock import loop_time
from ..errors import ConfigurationError
from .lease import LeasingStore
from .token_store import Token

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .credential import Requester
    from .token_store import TokenStore

__all__ = ["GuardedStore", "LeasesWithin"]

_logger = logging.getLogger("interop_client.auth")

# A store that takes longer is taken for one that fails, and is then left alone for a while.
_ANSWER_SECONDS = 1.0
_PAUSE_SECONDS = 30.0


class GuardedStore:
    """A store whose failures are logged once, and end nothing.

    Args:
        store: the store that may fail.
    """

    def __init__(self, store: TokenStore) -> None:
        self._store = store
        self._failed_at = -math.inf
        self._warned = False

    async def get(self, key: str, /) -> Token | None:
        """The token kept under this key; None when there is none, or the store fails."""
        token: Token | None = None

        async def read() -> None:
            nonlocal token
            # The store is a caller's, and may give anything.
            found: object = await self._store.get(key)
            if found is not None and not isinstance(found, Token):
                raise TypeError(type(found).__name__)
            token = found

        await self._try("read", read)
        return token

    async def set(self, key: str, token: Token, /) -> None:
        """Keep the token under this key, if the store works."""
        await self._try("write", lambda: self._store.set(key, token))

    async def delete(self, key: str, /) -> None:
        """Forget what is kept under this key, if the store works."""
        await self._try("delete", lambda: self._store.delete(key))

    @property
    def leases(self) -> bool:
        """Whether it is shared by processes, of which one fetches at a time."""
        return isinstance(self._store, LeasingStore)

    async def acquire(self, key: str, holder: str, /) -> bool | None:
        """Whether the lease was free; None when the store fails."""
        return await self._ask("take a lease", "acquire", key, holder)

    async def extend(self, key: str, holder: str, /) -> bool | None:
        """Whether the lease is still this holder's; None when the store fails."""
        return await self._ask("extend a lease", "extend", key, holder)

    async def release(self, key: str, holder: str, /) -> None:
        """Give the lease back, if the store works."""
        await self._ask("release a lease", "release", key, holder)

    async def _ask(self, verb: str, method: str, key: str, holder: str) -> bool | None:
        answer: bool | None = None

        async def ask() -> None:
            nonlocal answer
            answer = await getattr(self._store, method)(key, holder)

        await self._try(verb, ask)
        return answer

    async def _try(self, verb: str, ask: Callable[[], Awaitable[None]]) -> None:
        # Before the failure it cannot be: that is the clock of another event loop.
        began = loop_time()
        if self._failed_at <= began < self._failed_at + _PAUSE_SECONDS:
            return
        # Imported when a token is fetched: a strategy is imported without it.
        from anyio import fail_after

        try:
            with fail_after(_ANSWER_SECONDS):
                await ask()
        except ConfigurationError:
            raise
        except Exception as error:
            # Its message is not ours to show: it may hold the store's address and password.
            problem = f"{type(error).__name__}"
            if isinstance(error, TypeError):
                problem += " (its get must give a Token or None, and all three be `async def`)"
        else:
            # What began before the failure tells nothing.
            if self._warned and not self._failed_at - _ANSWER_SECONDS <= began <= self._failed_at:
                self._warned = False
                _logger.info("The token store works again.")
            return
        self._failed_at = loop_time()
        if not self._warned:
            self._warned = True
            _logger.warning(
                "The token store failed to %s: %s. Tokens are kept in memory meanwhile; it is tried"
                " again every %.0f s.",
                verb,
                problem,
                _PAUSE_SECONDS,
            )


class LeasesWithin:
    """The leases of a store, for a part of the time that a call has left.

    Args:
        store: the store.
        call: the call.
    """

    def __init__(self, store: GuardedStore, call: Requester) -> None:
        self._store = store
        self._call = call

    async def acquire(self, key: str, holder: str, /) -> bool | None:
        from anyio import move_on_after

        with move_on_after(self._call.remaining() / 4):
            return await self._store.acquire(key, holder)
        return None

    async def extend(self, key: str, holder: str, /) -> bool | None:
        return await self._store.extend(key, holder)

    async def release(self, key: str, holder: str, /) -> None:
        await self._store.release(key, holder)
