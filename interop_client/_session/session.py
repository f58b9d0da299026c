"""The one place that does I/O: it sends operations, and turns what comes back into results."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, TypeVar

import anyio
import httpx

from .._config.options import DEFAULT, Default
from .._version import version
from ..auth import (
    Scrubber,
    Secret,
    Strategy,
    secrets_of,
)
from ..errors import ConfigurationError
from .call import Call
from .error_response import Answer, Lost, forget_frames
from .exchange import Trace, library_logs

if TYPE_CHECKING:
    from .._config.headers import ExtraHeaders
    from .._policies import ConflictPolicy, RetryPolicy
    from ..auth.expiry import Grant
    from ..operation import Operation, RawResponse
    from .retrying import Sending
    from .shared_state import Connections

__all__ = ["Call", "Session"]

T = TypeVar("T")


# The bound of a call is kept by the call itself, over all of its steps.
_NO_TIMEOUT = {"connect": None, "read": None, "write": None, "pool": None}

# What ends before anything is sent, what would end the same way again, and all that can happen.
_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.InvalidURL,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
)
_FINAL = (
    httpx.DecodingError,
    httpx.InvalidURL,
    httpx.LocalProtocolError,
    httpx.UnsupportedProtocol,
)
_FAILURES = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.StreamError,
    OSError,
    anyio.BrokenResourceError,
    anyio.ClosedResourceError,
    anyio.EndOfStream,
)

_LONGEST_REASON = 300


class Session:
    """Sends operations for one credential, with its options.

    Args:
        connections: what it shares with others.
        base_url: where the API is.
        auth: who calls.
        timeout: seconds that bound one public call; None for no bound.
        retry: what is sent again, and when.
        conflicts: for the helpers that treat conflicts.
        headers: header fields to send with every request.

    Raises:
        ConfigurationError: `auth` is nothing that can be used.
    """

    def __init__(
        self,
        connections: Connections,
        *,
        base_url: str,
        auth: Strategy | httpx.Auth,
        timeout: float | None,
        retry: RetryPolicy,
        conflicts: ConflictPolicy,
        headers: ExtraHeaders,
    ) -> None:
        if not isinstance(auth, Strategy | httpx.Auth):
            raise ConfigurationError(
                "auth must be ClientCredentials, ApiKey, LtiJwt or an httpx.Auth, not"
                f" {type(auth).__name__}."
            )
        self._auth = auth
        self.base_url = base_url
        self.timeout = timeout
        self.retry = retry
        self.conflicts = conflicts
        self.credential = connections.credential(auth)
        self.closed = False
        self.connections = connections
        self._headers = headers
        self._agent = {
            "accept-encoding": "gzip, deflate",
            "connection": "keep-alive",
            "user-agent": f"interop-client/{version()}",
        }
        self._fields = self._agent | headers.fields()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.described}>"

    @property
    def described(self) -> str:
        """Who calls and where, in short."""
        return f"{self._auth!r} at {self.base_url}"

    async def send(self, operation: Operation[T], /) -> T:
        """Make one call and return its parsed result; see `Call.send`."""
        return await Call(self, self.timeout).send(operation)

    async def send_raw(self, operation: Operation[Any], /) -> RawResponse:
        """Make one call and return the response unparsed."""
        return await Call(self, self.timeout).send_raw(operation)

    def call(self, timeout: float | Default | None = DEFAULT) -> Call:
        """One call of several sends, bounded together from now on.

        Args:
            timeout: seconds; None for no bound; by default the session's own.
        """
        return Call(self, self.timeout if timeout is DEFAULT else timeout)

    def derive(
        self,
        *,
        auth: Strategy | httpx.Auth | None = None,
        timeout: float | Default | None = DEFAULT,
        retry: RetryPolicy | None = None,
        conflicts: ConflictPolicy | None = None,
        headers: ExtraHeaders | None = None,
    ) -> Session:
        """A session on the same connections that differs in what is given."""
        derived = Session(
            self.connections,
            base_url=self.base_url,
            auth=self._auth if auth is None else auth,
            timeout=self.timeout if timeout is DEFAULT else timeout,
            retry=self.retry if retry is None else retry,
            conflicts=self.conflicts if conflicts is None else conflicts,
            headers=self._headers if headers is None else self._headers | headers,
        )
        derived.closed = self.closed
        return derived

    def check_open(self) -> None:
        """Refuse to go on when the client is closed.

        Raises:
            ConfigurationError: it is.
        """
        if self.closed or self.connections.closed:
            raise ConfigurationError("The client is closed: make calls before that, or a new one.")

    async def exchange(
        self, operation: Operation[Any], url: str, grant: Grant | None, sending: Sending
    ) -> Answer | Lost:
        """Send once, and say how it went: no failure of the HTTP library gets further than this.

        Args:
            operation: what to send.
            url: where to, without the query.
            grant: the token to send.
            sending: is told when sending begins.

        Raises:
            ConfigurationError: the client was closed meanwhile.
        """
        self.check_open()
        own = self.connections.own
        handled = sys.exception()
        request: httpx.Request | None = None
        response: httpx.Response | None = None
        try:
            request = self._request(operation, url, grant, sending)
            if library_logs() or (own and not operation.repeatable):
                request.extensions["trace"] = Trace(sending, self._secrets(request))
            sending.sent = not own
            response = await self._respond(request, sending)
            content = await _body(response)
        except Exception as error:
            expected = isinstance(error, _FAILURES)
            if not (expected or own or request is None):
                # The caller's transport has a bug of its own, which is not ours to dress up.
                raise
            secrets = self._secrets(request)
            reason = Scrubber(secrets).text(" ".join(f"{type(error).__name__}: {error}".split()))
            if operation.repeatable or not own:
                sending.sent = not isinstance(error, _NEVER_SENT)
            lost = Lost(
                reason[:_LONGEST_REASON].rstrip(": ."),
                sent=sending.sent,
                final=not expected or isinstance(error, _FINAL),
            )
        except BaseException as error:
            forget_frames(error, until=handled)
            raise
        else:
            secrets = () if response.is_success else self._secrets(request)
            return Answer(response.status_code, response.headers, content, secrets)
        if response is not None and response.is_error:
            # The status says for certain that the request was refused.
            return Answer(response.status_code, response.headers, b"", secrets)
        return lost

    def _request(
        self, operation: Operation[Any], url: str, grant: Grant | None, sending: Sending
    ) -> httpx.Request:
        authorization = None if sending.is_token_request else self.credential.header(grant)
        headers = dict(self._agent if sending.is_token_request else self._fields)
        headers.setdefault("accept", operation.accept)
        if authorization is not None:
            headers["authorization"] = authorization
        if operation.content_type is not None:
            headers["content-type"] = operation.content_type
        if operation.query:
            url = f"{url}?{operation.query}"
        return httpx.Request(
            operation.method,
            url,
            headers=headers,
            content=operation.content,
            extensions={"timeout": _NO_TIMEOUT},
        )

    async def _respond(self, request: httpx.Request, sending: Sending) -> httpx.Response:
        """The response, with its body still to be read."""
        shared = self.connections
        flow = None if sending.is_token_request else self.credential.flow
        if shared.transport is not None and flow is None:
            # The client of the HTTP library would add nothing but time.
            return await shared.transport.handle_async_request(request)
        if shared.client is None:
            shared.client = httpx.AsyncClient(transport=shared.transport, trust_env=False)
        return await shared.client.send(request, stream=True, auth=flow, follow_redirects=False)

    def _secrets(self, request: httpx.Request | None) -> tuple[Secret, ...]:
        """What must not be seen of what comes back for the request."""
        sent = "" if request is None else request.headers.get("authorization", "")
        return (*self.credential.secrets(), *secrets_of(sent))


async def _body(response: httpx.Response) -> bytes:
    """The body, decompressed.

    It is read raw and decompressed afterwards: the iterators of the HTTP library are left hanging
    when the decompression fails.
    """
    if response.is_stream_consumed:
        return response.content
    stream = response.stream
    if not isinstance(stream, httpx.AsyncByteStream):
        raise TypeError(f"The transport answered with a stream that is not async: {stream!r}")
    try:
        content = b"".join([part async for part in stream])
    finally:
        await stream.aclose()
    if "content-encoding" not in response.headers:
        return content
    return httpx.Response(200, headers=response.headers, content=content).content
