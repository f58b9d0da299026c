"""Token store: where tokens are kept between calls, and between clients; in memory by default."""

from __future__ import annotations

from collections import OrderedDict
from typing import Protocol

import attrs

from .._shown import shown
from ..errors import ConfigurationError

__all__ = ["MemoryTokenStore", "Token", "TokenStore"]

# A fleet's worth: every tenant has a token of its own.
_CAPACITY = 10_000


def _when_it_expires(token: Token) -> float | None:
    return token.expires_at


@attrs.frozen(slots=True)
class Token:
    """An access token and how long it is good for.

    Args:
        access_token: what is sent; a secret.
        expires_at: when it expires, in seconds since 1970; None when nothing tells.
        refresh_at: when to get a new one, a little earlier; `expires_at` when not given.
    """

    access_token: str = attrs.field(repr=False)
    expires_at: float | None = None
    refresh_at: float | None = attrs.field(
        default=attrs.Factory(_when_it_expires, takes_self=True), repr=False
    )

    def __repr__(self) -> str:
        return shown(self)


class TokenStore(Protocol):
    """Keeps tokens under keys that tell nothing about the credential.

    A key belongs to one credential at one token endpoint and changes with the secret: with a new
    secret, no token of the old one is found. A store may be shared by clients and processes;
    what it keeps are secrets. Its three methods are `async def`. To fail, or to take longer than a
    second, costs no call: it is logged once, tokens are kept in memory meanwhile, and the store is
    asked again after 30 seconds.
    """

    async def get(self, key: str, /) -> Token | None:
        """The token kept under this key; None when there is none."""

    async def set(self, key: str, token: Token, /) -> None:
        """Keep the token under this key, in place of what was there."""

    async def delete(self, key: str, /) -> None:
        """Forget what is kept under this key, if anything."""


class MemoryTokenStore:
    """Keeps tokens in memory, those used most recently.

    Args:
        capacity: how many tokens at most.

    Raises:
        ConfigurationError: `capacity` is below 1.
    """

    def __init__(self, capacity: int = _CAPACITY) -> None:
        if capacity < 1:
            raise ConfigurationError(f"capacity must be at least 1, not {capacity}.")
        self._capacity = capacity
        self._tokens: OrderedDict[str, Token] = OrderedDict()

    def __len__(self) -> int:
        return len(self._tokens)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {len(self)} of {self._capacity}>"

    async def get(self, key: str, /) -> Token | None:
        """The token kept under this key; None when there is none."""
        token = self._tokens.get(key)
        if token is not None:
            self._tokens.move_to_end(key)
        return token

    async def set(self, key: str, token: Token, /) -> None:
        """Keep the token; the one that was not used for longest makes room if need be."""
        self._tokens[key] = token
        self._tokens.move_to_end(key)
        if len(self._tokens) > self._capacity:
            self._tokens.popitem(last=False)

    async def delete(self, key: str, /) -> None:
        """Forget what is kept under this key, if anything."""
        self._tokens.pop(key, None)
