"""HTTP exchange: one request, sent once; its outcome is an `Answer`, or `Lost`.

What counts is what happened on the wire (never sent, sent, answered), not the class of an
exception: a complete answer is an answer even where a hook of the caller's own client raised after
it came.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import httpx

from ..._redaction import forget_frames
from ...transport.attempt import ATTEMPT
from ..outcome import Answer
from .body import content_of, read_body
from .failure import EXPECTED, answer_in, is_final
from .own import exchange_on
from .secrets import lost, secrets_of_exchange
from .watch import Watch, WatchedRequest, library_logs

if TYPE_CHECKING:
    from ..._redaction import Secret
    from ...auth.expiry import LiveToken
    from ...operation import Operation
    from ...transport.attempt import Attempt
    from ..outcome import Lost
    from ..settings import Settings

# The bound of a call is kept by the call itself, over all of its steps.
_NO_TIMEOUT = {"connect": None, "read": None, "write": None, "pool": None}

_READING = frozenset({"GET", "HEAD", "OPTIONS"})


async def exchange(
    settings: Settings,
    operation: Operation[Any],
    live: LiveToken | None,
    attempt: Attempt,
) -> Answer | Lost:
    """Send once, and say how it went: no failure of the HTTP library gets further than this.

    Args:
        settings: who sends.
        operation: what to send.
        live: the token to send.
        attempt: is told how far it gets.

    Raises:
        ConfigurationError: the client was closed meanwhile.
        Exception: what a transport, hook or auth object of the caller's raised by mistake.
    """
    settings.check_open()
    own = settings.shared.own
    if own is not None and settings.credential.flow is None:
        return await exchange_on(own, settings, operation, live, attempt)
    return await _Exchange(settings, operation, attempt).run(live)


class _Exchange:
    """One request and what is known of it."""

    __slots__ = ("_attempt", "_operation", "_request", "_response", "_settings", "_watch")

    def __init__(self, settings: Settings, operation: Operation[Any], attempt: Attempt) -> None:
        self._settings = settings
        self._operation = operation
        self._attempt = attempt
        self._watch = Watch(attempt, own=settings.shared.own is not None)
        self._request: httpx.Request | None = None
        self._response: httpx.Response | None = None

    async def run(self, live: LiveToken | None) -> Answer | Lost:
        handled = sys.exception()
        try:
            self._request = self._made(live)
            self._response = await self._respond(self._request)
            content = await read_body(self._response)
            return self._answer(self._response, content)
        except Exception as error:
            outcome = await self._failed(error)
            if outcome is None:
                raise
            return outcome
        except BaseException as error:
            self._attempt.sent = self._watch.sent(None)
            forget_frames(error, until=handled)
            raise

    def _made(self, live: LiveToken | None) -> httpx.Request:
        operation, settings = self._operation, self._settings
        authorization = settings.credential.header(live)
        headers = dict(settings.fields)
        headers.setdefault("accept", operation.accept)
        if authorization is not None:
            headers["authorization"] = authorization
        if operation.content_type is not None:
            headers["content-type"] = operation.content_type
        url = settings.base_url + operation.url
        if operation.query:
            url = f"{url}?{operation.query}"
        kind = httpx.Request if settings.shared.own else WatchedRequest
        request = kind(
            operation.method,
            url,
            headers=headers,
            content=operation.content,
            extensions={"timeout": _NO_TIMEOUT, ATTEMPT: self._attempt},
        )
        self._watch.follow(request, self._secrets(request) if library_logs() else ())
        return request

    async def _respond(self, request: httpx.Request) -> httpx.Response:
        """The response, with its body still to be read."""
        shared = self._settings.shared
        flow = self._settings.credential.flow
        if shared.transport is not None and flow is None:
            # The client of the HTTP library would add nothing but time.
            self._watch.reached = True
            return await shared.transport.handle_async_request(request)
        if shared.client is None:
            shared.client = httpx.AsyncClient(transport=shared.transport, trust_env=False)
        # A client that sends in a way of its own may do so without asking for the stream.
        self._watch.reached = type(shared.client).send is not httpx.AsyncClient.send
        return await shared.client.send(request, stream=True, auth=flow, follow_redirects=False)

    async def _failed(self, error: Exception) -> Answer | Lost | None:
        """What an exception means; None where it is for the caller to see as it is."""
        attempt, response = self._attempt, self._response
        attempt.sent = self._watch.sent(error)
        if response is not None:
            if not response.is_success:
                # The status says for certain that the request was refused.
                return self._answer(response, b"")
        elif self._request is not None and (found := answer_in(error, self._request)) is not None:
            content = await content_of(found)
            if found.is_success and content is None and self._operation.method in _READING:
                return None
            return self._answer(found, content or b"")
        expected = isinstance(error, EXPECTED)
        if not (expected or self._settings.shared.own or self._request is None):
            return None
        return lost(
            self._watch.told(error),
            self._secrets(self._request),
            None if response is None else response.status_code,
            sent=attempt.sent,
            final=not expected or is_final(error, attempt),
        )

    def _answer(self, response: httpx.Response, content: bytes) -> Answer:
        secrets = () if response.is_success else self._secrets(self._request)
        return Answer(response.status_code, response.headers, content, secrets)

    def _secrets(self, request: httpx.Request | None) -> tuple[Secret, ...]:
        """What must not be seen of what comes back for the request."""
        sent = "" if request is None else request.headers.get("authorization", "")
        return secrets_of_exchange(self._settings, self._operation, sent)
