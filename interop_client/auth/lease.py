"""Lease: a lock that expires, so that one process at a time fetches a credential's token."""

from __future__ import annotations

import random
import uuid
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from ..errors import InteropError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .token_store import Token

__all__ = ["LEASE_SECONDS", "LeasingStore", "Place", "fetch_under_lease"]

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
        ...

    async def write(self, key: str, value: bytes, seconds: float, /) -> None:
        """Keep the value for so long, in place of what was there."""
        ...

    async def add(self, key: str, value: bytes, seconds: float, /) -> bool:
        """Keep the value for so long, unless there is one; whether it was kept."""
        ...

    async def extend(self, key: str, value: bytes, seconds: float, /) -> bool:
        """Keep the value for so long from now, if it is this one; whether it was."""
        ...

    async def remove(self, key: str, value: bytes, /) -> bool:
        """Forget the value, if it is this one; whether it was."""
        ...


@runtime_checkable
class LeasingStore(Protocol):
    """A token store that several processes share, and that lets one of them fetch at a time."""

    async def acquire(self, key: str, holder: str, /) -> bool:
        """Take the lease of this key for `LEASE_SECONDS`; whether it was free."""
        ...

    async def extend(self, key: str, holder: str, /) -> bool:
        """Keep the lease for `LEASE_SECONDS` more, if it is still this holder's."""
        ...

    async def release(self, key: str, holder: str, /) -> None:
        """Give the lease back, if it is still this holder's."""
        ...


class Leases(Protocol):
    """Leases that may be out of reach: then the answer is None, and nobody waits for them."""

    async def acquire(self, key: str, holder: str, /) -> bool | None:
        """Whether the lease was free; None when there is none to be had."""
        ...

    async def extend(self, key: str, holder: str, /) -> bool | None:
        """Whether the lease is still this holder's; None when nobody can tell."""
        ...

    async def release(self, key: str, holder: str, /) -> None:
        """Give the lease back."""
        ...


async def fetch_under_lease(
    leases: Leases,
    key: str,
    *,
    look: Callable[[], Awaitable[bool]],
    fetch: Callable[[], Awaitable[Token]],
    keep: Callable[[Token], Awaitable[None]],
) -> None:
    """Fetch a token and keep it, unless another process did meanwhile.

    Args:
        leases: where the lease is.
        key: what it is for.
        look: looks for a token that another process kept, and tells whether there is one.
        fetch: fetches one.
        keep: puts it where others find it.
    """
    from anyio import sleep

    holder = uuid.uuid4().hex
    pause = 0.05
    while (free := await _taken(leases, key, holder)) is False:
        await sleep(pause * random.uniform(0.5, 1.0))
        pause = min(pause * 1.5, _LONGEST_LOOK_SECONDS)
        if await look():
            return
    if free is None:
        # No store, or one that is down: each process has tokens of its own.
        await keep(await fetch())
        return
    try:
        # Whoever had it before may have left a token.
        if not await look():
            await keep(await _extended(leases, key, holder, fetch))
    finally:
        await _give_back(leases, key, holder)


async def _taken(leases: Leases, key: str, holder: str) -> bool | None:
    """Take the lease. Cancelled on the way, it gives back what it may have taken."""
    try:
        return await leases.acquire(key, holder)
    except BaseException:
        await _give_back(leases, key, holder)
        raise


async def _give_back(leases: Leases, key: str, holder: str) -> None:
    from anyio import CancelScope, move_on_after

    with CancelScope(shield=True), move_on_after(_RELEASE_SECONDS):
        await leases.release(key, holder)


async def _extended(
    leases: Leases, key: str, holder: str, fetch: Callable[[], Awaitable[Token]]
) -> Token:
    """Fetch while the lease is extended; both end with this call."""
    from anyio import create_task_group, sleep

    async def extend() -> None:
        # Where that fails, the token is on its way all the same.
        with suppress(InteropError):
            while True:
                await sleep(LEASE_SECONDS / 3)
                await leases.extend(key, holder)

    token: Token | None = None
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
