"""HTTP exchange on connections of our own: no object of the HTTP library is made on the way."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from ..._redaction import forget_frames
from ...transport.message import Message
from ..outcome import Answer
from .address import address_of
from .body import decompressed, fields_read
from .failure import EXPECTED, FINAL
from .secrets import lost, secrets_of_exchange

if TYPE_CHECKING:
    from ..._redaction import Secret
    from ...auth.expiry import LiveToken
    from ...operation import Operation
    from ...transport.attempt import Attempt
    from ...transport.base import OwnTransport
    from ...transport.message import Fields, Reply
    from ..outcome import Lost
    from ..settings import Settings

# Methods whose request has a length even where there is no body.
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


async def exchange_on(
    own: OwnTransport,
    settings: Settings,
    operation: Operation[Any],
    live: LiveToken | None,
    attempt: Attempt,
) -> Answer | Lost:
    """Send once, and say how it went.

    Args:
        own: the connections.
        settings: who sends.
        operation: what to send.
        live: the token to send.
        attempt: is told how far it gets.
    """
    handled = sys.exception()
    reply: Reply | None = None
    try:
        message = _message(settings, operation, live)
        reply = await own.exchange(message, attempt)
        fields = fields_read(reply.fields)
        content = decompressed(reply.content, fields)
    except Exception as error:
        return _failed(error, settings, operation, live, attempt, reply or attempt.refusal)
    except BaseException as error:
        forget_frames(error, until=handled)
        raise
    secrets = () if 200 <= reply.status < 300 else _secrets(settings, operation, live)
    return Answer(reply.status, fields, content, secrets)


def _message(settings: Settings, operation: Operation[Any], live: LiveToken | None) -> Message:
    origin, host, target = address_of(settings.base_url + operation.url, operation.query)
    fields: Fields = [(b"host", host), *settings.encoded]
    content = operation.content
    if content or operation.method in _WITH_BODY:
        fields.append((b"content-length", b"%d" % len(content or b"")))
    if "accept" not in settings.fields:
        fields.append((b"accept", operation.accept.encode("latin-1")))
    if operation.content_type is not None:
        if "content-type" in settings.fields:
            fields = [field for field in fields if field[0] != b"content-type"]
        fields.append((b"content-type", operation.content_type.encode("latin-1")))
    authorization = settings.credential.header(live)
    if authorization is not None:
        fields.append((b"authorization", authorization.encode("latin-1")))
    return Message(operation.method.encode("ascii"), origin, target, fields, content or b"")


def _failed(
    error: Exception,
    settings: Settings,
    operation: Operation[Any],
    live: LiveToken | None,
    attempt: Attempt,
    head: Reply | None,
) -> Answer | Lost:
    secrets = _secrets(settings, operation, live)
    if head is not None and not 200 <= head.status < 300:
        # The status says for certain that the request was refused.
        return Answer(head.status, fields_read(head.fields), b"", secrets)
    return lost(
        " ".join(f"{type(error).__name__}: {error}".split()),
        secrets,
        None if head is None else head.status,
        sent=attempt.sent,
        final=attempt.final or not isinstance(error, EXPECTED) or isinstance(error, FINAL),
    )


def _secrets(
    settings: Settings, operation: Operation[Any], live: LiveToken | None
) -> tuple[Secret, ...]:
    return secrets_of_exchange(settings, operation, settings.credential.header(live) or "")
