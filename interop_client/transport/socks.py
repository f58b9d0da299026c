"""SOCKS version 5 (RFC 1928, RFC 1929): asking such a proxy for a way to a host."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING

from .message import BrokenError, RefusedError

if TYPE_CHECKING:
    from .message import Origin
    from .stream import PlainStream

__all__ = ["ask_for_a_way"]

_VERSION = 5
_NO_PASSWORD, _PASSWORD = 0, 2
_IPV4, _NAME, _IPV6 = 1, 3, 4
# What a proxy answers, and whether it would say so again.
_REPLIES = {
    1: ("it failed", False),
    2: ("its rules do not allow it", True),
    3: ("the network cannot be reached", False),
    4: ("the host cannot be reached", False),
    5: ("the host refused the connection", False),
    6: ("the way is too long", False),
    7: ("it does not know the command", True),
    8: ("it does not know this kind of address", True),
}


async def ask_for_a_way(
    stream: PlainStream, target: Origin, auth: tuple[bytes, bytes] | None
) -> None:
    """Ask the proxy to connect to the target; from then on the stream leads there.

    Args:
        stream: an open connection to the proxy.
        target: where to.
        auth: user name and password.

    Raises:
        RefusedError: the proxy does not do it.
        BrokenError: what it said makes no sense.
        OSError: the connection was lost.
    """
    reader = _Reader(stream)
    offered = _NO_PASSWORD if auth is None else _PASSWORD
    await reader.send(bytes((_VERSION, 1, offered)))
    version, chosen = await reader.exactly(2)
    if version != _VERSION:
        raise BrokenError("The proxy does not speak SOCKS 5")
    if chosen != offered:
        wanted = "wants a user name and a password" if auth is None else "takes no password"
        raise RefusedError(f"it {wanted}", final=True)
    if auth is not None:
        user, password = auth
        await reader.send(b"\x01%c%b%c%b" % (len(user), user, len(password), password))
        if (await reader.exactly(2))[1] != 0:
            raise RefusedError("it refused the user name and password", final=True)
    await reader.send(b"\x05\x01\x00%b%b" % (_address(target.host), target.port.to_bytes(2)))
    version, reply, _, kind = await reader.exactly(4)
    if version != _VERSION:
        raise BrokenError("The proxy does not speak SOCKS 5")
    if reply != 0:
        text, final = _REPLIES.get(reply, (f"it answered {reply}", False))
        raise RefusedError(text, final=final)
    length = {_IPV4: 4, _IPV6: 16}.get(kind)
    await reader.exactly((await reader.exactly(1))[0] + 2 if length is None else length + 2)


def _address(host: str) -> bytes:
    """The host as the proxy is told it; it looks up the name itself."""
    try:
        address = ip_address(host)
    except ValueError:
        name = host.encode("ascii")
        return b"%c%c%b" % (_NAME, len(name), name)
    kind = _IPV6 if isinstance(address, IPv6Address) else _IPV4
    return bytes((kind,)) + address.packed


class _Reader:
    """Takes exactly what a message has, and leaves the rest."""

    def __init__(self, stream: PlainStream) -> None:
        self._stream = stream
        self._come = b""

    async def send(self, data: bytes) -> None:
        # A few bytes: a connection takes them at once, or not at all.
        if self._stream.send_now(data) != len(data):
            raise BrokenError("The proxy does not take what it is sent")

    async def exactly(self, number: int) -> bytes:
        while len(self._come) < number:
            data = await self._stream.receive()
            if not data:
                raise BrokenError("The proxy closed the connection")
            self._come += data
        taken, self._come = self._come[:number], self._come[number:]
        return taken
