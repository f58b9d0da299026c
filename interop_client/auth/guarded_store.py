"""Guard of a token store: where the store fails or hangs, calls go on with tokens in memory."""

from __future__ import annotations

import errno
import logging
import math
import os
from typing import TYPE_CHECKING, Protocol, TypeVar, runtime_checkable

from .._clock import loop_time
from ..errors import ConfigurationError
from .token_store import Token

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .token_store import TokenStore

__all__ = ["GuardedStore"]

_logger = logging.getLogger("interop_client.auth")

# A store that takes longer is taken for one that fails, and is then left alone for a while.
_ANSWER_SECONDS = 1.0
_PAUSE_SECONDS = 30.0

T = TypeVar("T")


@runtime_checkable
class LeasingStore(Protocol):
    """A token store that several processes share, and that lets one of them fetch at a time."""

    async def acquire(self, key: str, holder: str, /) -> bool:
        """Take the lease of this key for a while; whether it was free."""

    async def extend(self, key: str, holder: str, /) -> bool:
        """Keep the lease for as long again, if it is still this holder's."""

    async def release(self, key: str, holder: str, /) -> None:
        """Give the lease back, if it is still this holder's."""


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

        async def read() -> Token | None:
            # The store is a caller's, and may give anything.
            found: object = await self._store.get(key)
            if found is not None and not isinstance(found, Token):
                raise TypeError(type(found).__name__)
            return found

        return await self._ask("read", read)

    async def set(self, key: str, token: Token, /) -> None:
        """Keep the token under this key, if the store works."""
        await self._ask("write", lambda: self._store.set(key, token))

    async def delete(self, key: str, /) -> None:
        """Forget what is kept under this key, if the store works."""
        await self._ask("delete", lambda: self._store.delete(key))

    @property
    def leases(self) -> bool:
        """Whether it is shared by processes, of which one fetches at a time."""
        return isinstance(self._store, LeasingStore)

    async def acquire(self, key: str, holder: str, /) -> bool | None:
        """Whether the lease was free; None when the store fails."""
        return await self._lease("acquire", key, holder)

    async def extend(self, key: str, holder: str, /) -> bool | None:
        """Whether the lease is still this holder's; None when the store fails."""
        return await self._lease("extend", key, holder)

    async def release(self, key: str, holder: str, /) -> None:
        """Give the lease back, if the store works."""
        await self._lease("release", key, holder)

    async def _lease(self, verb: str, key: str, holder: str) -> bool | None:
        ask: Callable[[str, str], Awaitable[bool | None]] = getattr(self._store, verb)
        return await self._ask(f"{verb} a lease", lambda: ask(key, holder))

    async def _ask(self, verb: str, ask: Callable[[], Awaitable[T]]) -> T | None:
        """The answer of the store; None when it fails, or failed a moment ago."""
        # Before the failure it cannot be: that is the clock of another event loop.
        began = loop_time()
        if self._failed_at <= began < self._failed_at + _PAUSE_SECONDS:
            return None
        # Imported when a token is fetched: a strategy is imported without it.
        from anyio import fail_after

        try:
            with fail_after(_ANSWER_SECONDS):
                answer = await ask()
        except ConfigurationError:
            raise
        except Exception as error:
            problem = f"{type(error).__name__}{_reason(error)}"
        else:
            # What began before the failure tells nothing.
            if self._warned and not self._failed_at - _ANSWER_SECONDS <= began <= self._failed_at:
                self._warned = False
                _logger.info("The token store works again.")
            return answer
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
        return None


def _reason(error: Exception) -> str:
    """What can be said of a failure: its message may hold the store's address and password."""
    if isinstance(error, TypeError):
        return " (its get must give a Token or None, and all three be `async def`)"
    # The kinds of other modules, such as those of TLS, have numbers of their own.
    if not isinstance(error, OSError) or type(error).__module__ != "builtins":
        return ""
    if not isinstance(error.errno, int) or error.errno not in errno.errorcode:
        return ""
    # The system's words for the number, and a path: an address of a network is none.
    path = error.filename
    where = f": {path}" if isinstance(path, str) and "://" not in path else ""
    return f" ({os.strerror(error.errno)}{where})"
