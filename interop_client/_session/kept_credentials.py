"""Credentials that are kept for a while, since something is to be remembered of them.

A client of one tenant is often made for one call. What the service answered to it (a 429), and what
it took of a rate limit, counts for the next client of that tenant too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._clock import loop_time

if TYPE_CHECKING:
    from ..auth import Credential

__all__ = ["KeptCredentials"]

# Seconds between two looks for those whose time is over: there may be thousands to look at.
_BETWEEN_LOOKS = 1.0


class KeptCredentials:
    """Credentials that are alive although no client may have them any more, each until its time."""

    __slots__ = ("_kept", "_looked")

    def __init__(self) -> None:
        self._kept: dict[Credential, float] = {}
        self._looked = 0.0

    def __len__(self) -> int:
        return len(self._kept)

    def keep(self, credential: Credential, seconds: float) -> None:
        """Keep a credential for so long from now on, or longer where that was asked for before."""
        self.let_go()
        self._kept[credential] = max(loop_time() + seconds, self._kept.get(credential, 0.0))

    def let_go(self) -> None:
        """Keep no longer those whose time is over, or was over a moment ago."""
        now = loop_time()
        if now < self._looked:
            self._kept.clear()  # The clock is that of another event loop.
        elif now < self._looked + _BETWEEN_LOOKS:
            return
        self._looked = now
        self._kept = {each: until for each, until in self._kept.items() if until > now}

    def clear(self) -> None:
        """Keep none."""
        self._kept.clear()
