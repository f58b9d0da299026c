"""Lease: a lock that expires, so that one process at a time fetches a credential's token."""

from __future__ import annotations

import random
import uuid
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol, TypeVar

from ..errors import InteropError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .credential import Requester
    from .guarded_store import GuardedStore

__all__ = ["LEASE_SECONDS", "Place", "fetch_under_lease"]

T = TypeVar("T")

# A lease outlives its holder's death by this at most; a holder who is alive extends it.
LEASE_SECONDS = 10.0

_LONGEST_LOOK_SECONDS = 0.5
_RELEASE_SECONDS = 1.0


class Place(Protocol):
    """Where several processes keep small values: five commands, each done as one.

    Each may raise whatever the place raises when it is down.
    """

    async def read(self, key: str, /) -> bytes | None:
        """The value; None when there is none, or its time is over."""

    async def write(self, key: str, value: bytes, seconds: float, /) -> None:
        """Keep the value for so long, in place of what was there."""

    async def add(self, key: str, value: bytes, seconds: float, /) -> bool:
        """Keep the value for so long, unless there is one; whether it was kept."""

    async def extend(self, key: str, value: bytes, seconds: float, /) -> bool:
        """Keep the value for so long from now, if it is this one; whether it was."""

    async def remove(self, key: str, value: bytes, /) -> bool:
        """Forget the value, if it is this one; whether it was."""


async def fetch_under_lease(
    store: GuardedStore,
    key: str,
    call: Requester,
    *,
    look: Callable[[], Awaitable[T | None]],
    fetch: Callable[[], Awaitable[T]],
) -> T:
    """Fetch a token and keep it, unless another process did meanwhile.

    Args:
        store: where the lease is.
        key: what it is for.
        call: the call that waits, for a part of its time at most.
        look: gives the token that another process kept, if there is one.
        fetch: fetches one, and puts it where others find it.
    """
    from anyio import sleep

    holder = uuid.uuid4().hex
    pause = 0.05
    while (free := await _taken(store, key, holder, call)) is False:
        await sleep(pause * random.uniform(0.5, 1.0))
        pause = min(pause * 1.5, _LONGEST_LOOK_SECONDS)
        if (found := await look()) is not None:
            return found
    if free is None:
        # The store is down: each process has tokens of its own.
        return await fetch()
    try:
        # Whoever had it before may have left a token.
        found = await look()
        return await _extended(store, key, holder, fetch) if found is None else found
    finally:
        await _give_back(store, key, holder)


async def _taken(store: GuardedStore, key: str, holder: str, call: Requester) -> bool | None:
    """Take the lease; None when there is none to be had in time.

    Cancelled on the way, it gives back what it may have taken.
    """
    from anyio import move_on_after

    try:
        with move_on_after(call.remaining() / 4):
            return await store.acquire(key, holder)
    except BaseException:
        await _give_back(store, key, holder)
        raise
    return None


async def _give_back(store: GuardedStore, key: str, holder: str) -> None:
    from anyio import CancelScope, move_on_after

    with CancelScope(shield=True), move_on_after(_RELEASE_SECONDS):
        await store.release(key, holder)


async def _extended(
    store: GuardedStore, key: str, holder: str, fetch: Callable[[], Awaitable[T]]
) -> T:
    """Fetch while the lease is extended; both end with this call."""
    from anyio import create_task_group, sleep

    async def extend() -> None:
        # Where that fails, the token is on its way all the same.
        with suppress(InteropError):
            while True:
                await sleep(LEASE_SECONDS / 3)
                await store.extend(key, holder)

    token: T | None = None
    failure: Exception | None = None
    async with create_task_group() as tasks:
        tasks.start_soon(extend)
        try:
            token = await fetch()
        except Exception as error:
            # Raised below: out of a group it would come as a group.
            failure = error
        tasks.cancel_scope.cancel()
    if failure is not None:
        raise failure
    assert token is not None
    return token
