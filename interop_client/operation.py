"""The contract between generated and hand-written code: what one call is, without any I/O."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import attrs

from . import errors

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Operation", "RawResponse", "Sender", "read"]

T = TypeVar("T")


@attrs.frozen(slots=True, kw_only=True, eq=False)
class Operation(Generic[T]):
    """One call, described and not yet made.

    Args:
        operation_id: the operationId of the OpenAPI document, for example `listRollovers`.
        method: the HTTP method, in capitals.
        url: the path below the base URL, escaped and beginning with a slash.
        query: the query string, escaped, without the question mark; empty for none.
        content: the request body; None for none.
        content_type: the media type of `content`.
        body: what `content` was made from, for errors that tell what was sent.
        accept: the media type to ask for.
        repeatable: whether sending it twice has the effect of sending it once.
        parse: makes the result from the bytes of a successful response.
    """

    operation_id: str
    method: str
    url: str
    parse: Callable[[bytes], T] = attrs.field(repr=False)
    query: str = ""
    content: bytes | None = attrs.field(default=None, repr=False)
    content_type: str | None = None
    body: object = attrs.field(default=None, repr=False)
    accept: str = "application/json"
    repeatable: bool = False


@attrs.frozen(slots=True, kw_only=True)
class RawResponse:
    """A successful response as it came.

    Args:
        status_code: the HTTP status.
        headers: the header fields, their names in lower case.
        content: the body, decompressed.
    """

    status_code: int
    headers: Mapping[str, str] = attrs.field(repr=False)
    content: bytes = attrs.field(repr=lambda content: f"<{len(content)} bytes>")

    def json(self) -> Any:
        """The body read as JSON.

        Raises:
            ValueError: the body is not JSON.
        """
        return json.loads(self.content)


def read(operation: Operation[T], content: bytes, headers: Mapping[str, str]) -> T:
    """The result in a successful response.

    Args:
        operation: what was sent.
        content: the body, decompressed.
        headers: the header fields, their names in lower case.

    Raises:
        ResponseDecodeError: it is not there, or not as documented.
    """
    try:
        return operation.parse(content)
    except errors.ResponseDecodeError as raised:
        error = raised
    except Exception as raised:
        reason = type(raised).__name__
        error = errors.ResponseDecodeError(f"The response body could not be read: {reason}.")
    error.operation_id = operation.operation_id
    error.request_id = headers.get("x-request-id")
    # The frames in which it was raised hold the body, and with it whatever secrets it has.
    error.__cause__ = error.__context__ = None
    del content, headers
    try:
        raise error.with_traceback(None)
    finally:
        del error


class Sender(Protocol):
    """Whoever makes calls for a resource: a session, or one bounded call of it."""

    async def send(self, operation: Operation[T], /) -> T:
        """Make the call and return its parsed result."""
        ...

    async def send_raw(self, operation: Operation[Any], /) -> RawResponse:
        """Make the call and return the response unparsed."""
        ...
