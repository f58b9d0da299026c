"""Shared token store: keeps tokens where several processes find them, and hands out leases."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from .._clock import wall_time
from .lease import LEASE_SECONDS

if TYPE_CHECKING:
    from .lease import Place
    from .sealing import Seal
    from .token_store import Token

__all__ = ["SharedTokenStore"]

_logger = logging.getLogger("interop_client.auth")

# A token that does not say when it ends is kept for a day.
_KEPT_SECONDS = 86_400.0
_LONGEST_KEPT_SECONDS = 30 * 86_400.0


class SharedTokenStore:
    """Keeps tokens where other processes find them, and lets one of them fetch at a time.

    Args:
        place: where they are kept.
        seal: how they are written.
    """

    def __init__(self, place: Place, seal: Seal) -> None:
        self._place = place
        self._seal = seal
        self._warned = False

    async def get(self, key: str, /) -> Token | None:
        """The token kept under this key; None when there is none that can be read."""
        content = await self._place.read(key)
        if content is None:
            return None
        token = self._seal.open(key, content)
        if token is None and not self._warned:
            self._warned = True
            _logger.warning(
                "A token in the shared store cannot be read and is replaced: it was written with"
                " another encryption_key, or damaged."
            )
        return token

    async def set(self, key: str, token: Token, /) -> None:
        """Keep the token under this key, as long as it is good."""
        left = _KEPT_SECONDS if token.expires_at is None else token.expires_at - wall_time()
        if left > 0:
            content = self._seal.close(key, token)
            await self._place.write(key, content, min(left, _LONGEST_KEPT_SECONDS))

    async def delete(self, key: str, /) -> None:
        """Forget what is kept under this key, unless another process replaced it just now."""
        content = await self._place.read(key)
        if content is not None:
            await self._place.remove(key, content)

    async def acquire(self, key: str, holder: str, /) -> bool:
        """Take the lease of this key for `LEASE_SECONDS`; whether it was free."""
        return await self._place.add(f"{key}-lease", holder.encode(), LEASE_SECONDS)

    async def extend(self, key: str, holder: str, /) -> bool:
        """Keep the lease for `LEASE_SECONDS` more, if it is still this holder's."""
        return await self._place.extend(f"{key}-lease", holder.encode(), LEASE_SECONDS)

    async def release(self, key: str, holder: str, /) -> None:
        """Give the lease back, if it is still this holder's."""
        await self._place.remove(f"{key}-lease", holder.encode())
