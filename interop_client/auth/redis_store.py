"""Tokens in Redis or Valkey, shared by processes on many machines."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from anyio import get_cancelled_exc_class

from .._redaction import forgets_locals
from ..errors import ConfigurationError
from .sealing import Seal
from .shared_store import SharedTokenStore

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from typing import Self

__all__ = ["RedisTokenStore"]

_EXTEND = (
    "if redis.call('get', KEYS[1]) == ARGV[1]"
    " then return redis.call('pexpire', KEYS[1], ARGV[2]) else return 0 end"
)
_REMOVE = (
    "if redis.call('get', KEYS[1]) == ARGV[1]"
    " then return redis.call('del', KEYS[1]) else return 0 end"
)


class RedisClient(Protocol):
    """What is used of a `redis.asyncio.Redis`."""

    def execute_command(self, *args: object, **options: object) -> Awaitable[object]:
        """Send one command."""

    async def aclose(self) -> None:
        """Close the connections."""


class RedisTokenStore(SharedTokenStore):
    """Keeps tokens in Redis or Valkey, where processes on many machines find them.

    One process at a time fetches a token, by a lease that ends by itself when its holder dies. A
    server that is down costs no call: each process then keeps tokens in memory. It needs asyncio.

    Args:
        client: a `redis.asyncio.Redis`, which stays yours to close.
        encryption_key: 32 bytes, the same everywhere (extra `redis`).
        plain_text: True to write tokens as they are, instead.
        prefix: what all keys begin with.

    Raises:
        ConfigurationError: no key and no `plain_text=True`, or what is no client.
    """

    @forgets_locals
    def __init__(
        self,
        client: RedisClient,
        *,
        encryption_key: bytes | None = None,
        plain_text: bool = False,
        prefix: str = "interop-client:",
    ) -> None:
        seal = Seal(encryption_key, plain_text)
        if not isinstance(prefix, str):
            raise ConfigurationError(f"prefix must be a text, not {type(prefix).__name__}.")
        kind = type(client)
        if not hasattr(client, "execute_command") or ".asyncio" not in kind.__module__:
            raise ConfigurationError(
                f"client must be a redis.asyncio.Redis, not {kind.__module__}.{kind.__name__}."
            )
        super().__init__(_Redis(client, prefix), seal)
        self._client = client
        self._owned = False

    @classmethod
    @forgets_locals
    def from_url(
        cls,
        url: str,
        *,
        encryption_key: bytes | None = None,
        plain_text: bool = False,
        prefix: str = "interop-client:",
    ) -> Self:
        """A store with a client of its own; `aclose` closes that.

        Args:
            url: such as `rediss://user:password@host:6379/0`; it is never shown.
            encryption_key: 32 bytes, the same everywhere.
            plain_text: True to write tokens as they are, instead.
            prefix: what all keys begin with.

        Raises:
            ConfigurationError: the package redis is missing, the URL cannot be used, or as above.
        """
        made = cls(
            _client(url), encryption_key=encryption_key, plain_text=plain_text, prefix=prefix
        )
        made._owned = True
        return made

    async def aclose(self) -> None:
        """Close the client, if `from_url` made it."""
        if self._owned:
            await self._client.aclose()


class _Redis:
    """Five commands, each one of the server's."""

    def __init__(self, client: RedisClient, prefix: str) -> None:
        self._client = client
        self._prefix = prefix

    async def read(self, key: str, /) -> bytes | None:
        found = await self._ask("GET", self._prefix + key)
        return found if isinstance(found, bytes) else None

    async def write(self, key: str, value: bytes, seconds: float, /) -> None:
        await self._ask("SET", self._prefix + key, value, "PX", _milliseconds(seconds))

    async def add(self, key: str, value: bytes, seconds: float, /) -> bool:
        found = await self._ask(
            "SET", self._prefix + key, value, "NX", "PX", _milliseconds(seconds)
        )
        return bool(found)

    async def extend(self, key: str, value: bytes, seconds: float, /) -> bool:
        name = self._prefix + key
        return bool(await self._ask("EVAL", _EXTEND, 1, name, value, _milliseconds(seconds)))

    async def remove(self, key: str, value: bytes, /) -> bool:
        return bool(await self._ask("EVAL", _REMOVE, 1, self._prefix + key, value))

    async def _ask(self, *command: object) -> object:
        if get_cancelled_exc_class() is not asyncio.CancelledError:
            raise ConfigurationError(
                "RedisTokenStore needs asyncio, as redis-py does: on trio use FileTokenStore or"
                " MemoryTokenStore."
            )
        # A client that decodes answers must not decode these.
        return await self._client.execute_command(*command, NEVER_DECODE=True)


def _milliseconds(seconds: float) -> int:
    return max(1, int(seconds * 1000))


def _client(url: object) -> RedisClient:
    """A client for the URL, which may hold a password and is never shown."""
    try:
        from redis.asyncio import from_url
    except ImportError:
        raise ConfigurationError(
            "RedisTokenStore needs the package redis: install the extra `redis`, in a clone by"
            " pip install '.[redis]'."
        ) from None
    if not isinstance(url, str):
        raise ConfigurationError(f"url must be a text, not {type(url).__name__}.")
    try:
        client: RedisClient = from_url(url, socket_timeout=2.0, socket_connect_timeout=2.0)
    except Exception as error:
        raise ConfigurationError(
            f"The url of RedisTokenStore cannot be used ({type(error).__name__}): it begins with"
            " redis://, rediss:// or unix://. (It is not shown.)"
        ) from None
    return client
