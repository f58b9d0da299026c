"""TCP: how a socket to a host comes to be, whichever of its addresses answers first."""

from __future__ import annotations

import errno
import os
import socket
from contextlib import suppress
from ipaddress import ip_address
from itertools import zip_longest
from typing import TypeAlias

import anyio

__all__ = ["connect"]

_Address: TypeAlias = tuple[int, tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]]

# How long an address is tried before the next is tried as well (RFC 8305).
_HEAD_START_SECONDS = 0.25
_UNDER_WAY = {
    errno.EINPROGRESS,
    errno.EWOULDBLOCK,
    errno.EALREADY,
    getattr(errno, "WSAEWOULDBLOCK", 0),
}


async def connect(host: str, port: int) -> socket.socket:
    """Open a connection; the socket does not block, and is the caller's to close.

    Raises:
        OSError: no address of the host can be reached; `socket.gaierror` where it has none.
    """
    addresses = await _addresses(host, port)
    if len(addresses) == 1:
        return await _open(addresses[0])
    return await _first_of(addresses)


async def _addresses(host: str, port: int) -> list[_Address]:
    """Where the host is, the families by turns, IPv6 first."""
    with suppress(ValueError):
        kind = socket.AF_INET6 if ip_address(host).version == 6 else socket.AF_INET
        if "%" not in host:
            return [(kind, (host, port))]
    found = await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    sixes: list[_Address] = [(each[0], each[4]) for each in found if each[0] == socket.AF_INET6]
    fours: list[_Address] = [(each[0], each[4]) for each in found if each[0] == socket.AF_INET]
    mixed = [each for pair in zip_longest(sixes, fours) for each in pair if each is not None]
    if not mixed:
        raise socket.gaierror(socket.EAI_NONAME, "the host has no address")
    return mixed


async def _open(address: _Address) -> socket.socket:
    family, where = address
    connected = socket.socket(family, socket.SOCK_STREAM)
    try:
        connected.setblocking(False)
        # A small request that follows another must not wait for the confirmation of the first.
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        failure = connected.connect_ex(where)
        if failure in _UNDER_WAY:
            await anyio.wait_writable(connected)
            failure = connected.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if failure:
            raise OSError(failure, os.strerror(failure))
    except BaseException:
        connected.close()
        raise
    return connected


async def _first_of(addresses: list[_Address]) -> socket.socket:
    """The first connection that comes to be, each address being tried a little after the last."""
    won: list[socket.socket] = []
    failures: list[OSError] = []

    async def attempt(address: _Address, ended: anyio.Event) -> None:
        try:
            connected = await _open(address)
        except OSError as error:
            failures.append(error)
        else:
            if won:
                connected.close()
            else:
                won.append(connected)
                group.cancel_scope.cancel()
        finally:
            ended.set()

    try:
        async with anyio.create_task_group() as group:
            for address in addresses:
                ended = anyio.Event()
                group.start_soon(attempt, address, ended)
                with anyio.move_on_after(_HEAD_START_SECONDS):
                    await ended.wait()
    except BaseException:
        for connected in won:
            connected.close()
        raise
    if won:
        return won[0]
    texts = dict.fromkeys(error.strerror or str(error) for error in failures)
    raise OSError(failures[0].errno, "; ".join(texts))
