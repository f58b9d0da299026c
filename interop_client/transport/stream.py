"""The bytes of one connection, for the HTTP library.

It does as that library's own does, with two differences that every call is the cheaper for: where
there is no bound to keep, none is set up, and what has arrived is taken in larger pieces. Our
session keeps its own bound around the whole call.
"""

import ssl
from collections.abc import Iterable
from typing import Any

import anyio
import anyio.abc
import httpcore
from anyio.streams.tls import TLSAttribute, TLSStream

__all__ = ["Stream", "connect"]

_PIECE = 256 * 1024

_INFORMATION: dict[str, Any] = {
    "ssl_object": TLSAttribute.ssl_object,
    "client_addr": anyio.abc.SocketAttribute.local_address,
    "server_addr": anyio.abc.SocketAttribute.remote_address,
    "socket": anyio.abc.SocketAttribute.raw_socket,
}


class Stream(httpcore.AsyncNetworkStream):
    """An open connection.

    Args:
        stream: what it is for anyio.
    """

    def __init__(self, stream: anyio.abc.ByteStream) -> None:
        self._stream = stream

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What has arrived, once there is something; empty at the end."""
        at_most = max(max_bytes, _PIECE)
        try:
            if timeout is None:
                return await self._stream.receive(at_most)
            with anyio.fail_after(timeout):
                return await self._stream.receive(at_most)
        except anyio.EndOfStream:
            return b""
        except TimeoutError as error:
            raise httpcore.ReadTimeout(str(error)) from error
        except (anyio.BrokenResourceError, anyio.ClosedResourceError) as error:
            raise httpcore.ReadError(str(error)) from error

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of it."""
        if not buffer:
            return
        try:
            if timeout is None:
                await self._stream.send(buffer)
                return
            with anyio.fail_after(timeout):
                await self._stream.send(buffer)
        except TimeoutError as error:
            raise httpcore.WriteTimeout(str(error)) from error
        except (anyio.BrokenResourceError, anyio.ClosedResourceError) as error:
            raise httpcore.WriteError(str(error)) from error

    async def aclose(self) -> None:
        """Close it."""
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """The same connection, with TLS upon it."""
        try:
            with anyio.fail_after(timeout):
                return Stream(
                    await TLSStream.wrap(
                        self._stream,
                        ssl_context=ssl_context,
                        hostname=server_hostname,
                        standard_compatible=False,
                        server_side=False,
                    )
                )
        except Exception as error:
            await self.aclose()
            if isinstance(error, TimeoutError):
                raise httpcore.ConnectTimeout(str(error)) from error
            if isinstance(error, anyio.BrokenResourceError | anyio.EndOfStream | ssl.SSLError):
                raise httpcore.ConnectError(str(error)) from error
            raise

    def get_extra_info(self, info: str) -> Any:
        """What is known of the connection; None for what is not."""
        attribute = _INFORMATION.get(info)
        return None if attribute is None else self._stream.extra(attribute, None)


async def connect(
    host: str,
    port: int,
    timeout: float | None,
    local_address: str | None,
    socket_options: Iterable[httpcore.SOCKET_OPTION] | None,
) -> Stream:
    """Open a connection.

    Raises:
        httpcore.ConnectTimeout: not within `timeout` seconds.
        httpcore.ConnectError: it was refused, or the host is not known.
    """
    try:
        with anyio.fail_after(timeout):
            stream = await anyio.connect_tcp(host, port, local_host=local_address)
    except TimeoutError as error:
        raise httpcore.ConnectTimeout(str(error)) from error
    except (OSError, anyio.BrokenResourceError) as error:
        raise httpcore.ConnectError(str(error)) from error
    for option in socket_options or ():
        stream.extra(anyio.abc.SocketAttribute.raw_socket).setsockopt(*option)
    return Stream(stream)
