"""The contract between generated and hand-written code: what one call is, without any I/O."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import attrs

from . import errors
from ._redaction import forgets_locals
from ._shown import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = [
    "ContradictionError",
    "MissingResultError",
    "Operation",
    "RawResponse",
    "ReadBack",
    "Response",
    "Sender",
    "read",
    "settle",
]

T = TypeVar("T")
R_co = TypeVar("R_co", covariant=True)

_READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


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
        parse: makes the result from the bytes of a successful response; `MissingResultError` says
            that they hold none.
        read_back: the ways to look the result up where the answer to a write holds none, to be
            tried in this order.
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
    read_back: tuple[ReadBack[T], ...] = attrs.field(default=(), repr=False)

    def __repr__(self) -> str:
        return shown(self)

    @property
    def writes(self) -> bool:
        """Whether it changes something, by its method."""
        return self.method not in _READING


class MissingResultError(Exception):
    """Raised by `parse`: the body has nothing in the place of what is promised.

    Args:
        error: what to raise where it cannot be read back.
    """

    def __init__(self, error: errors.ResponseDecodeError) -> None:
        super().__init__(error)
        self.error = error


class ContradictionError(errors.ResponseDecodeError):
    """Raised by `parse`: a status of success, but an error in the place of what is promised."""


class ReadBack(Protocol[R_co]):
    """One way to look up what a write made or changed."""

    async def __call__(
        self, sender: Sender, written: Operation[Any], headers: Mapping[str, str], /
    ) -> R_co | None:
        """What is there; None where that cannot be told for certain."""
        ...


class Response(Protocol):
    """A successful response: its header fields, their names in lower case, and its body."""

    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def content(self) -> bytes: ...


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

    def __repr__(self) -> str:
        return shown(self)

    def json(self) -> Any:
        """The body read as JSON.

        Raises:
            ValueError: the body is not JSON.
        """
        return json.loads(self.content)


# The frames in which it may be raised hold the body, and with it whatever secrets that has.
@forgets_locals
def read(operation: Operation[T], content: bytes, headers: Mapping[str, str]) -> T:
    """The result in a successful response.

    Args:
        operation: what was sent.
        content: the body, decompressed.
        headers: the header fields, their names in lower case.

    Raises:
        ResponseDecodeError: it is not there, or not as documented.
        OutcomeUnknownError: the answer to a write says both success and error.
    """
    try:
        return operation.parse(content)
    except MissingResultError as raised:
        error = raised.error
    except ContradictionError as raised:
        if operation.writes:
            raise errors.OutcomeUnknownError(
                f"Whether {operation.operation_id} was done is not known: {raised.message}. Look"
                " before you repeat it",
                operation=operation.operation_id,
                sent=operation.body,
            ) from None
        error = errors.ResponseDecodeError(raised.message, path=raised.path)
    except errors.ResponseDecodeError as raised:
        error = raised
    except Exception as raised:
        error = errors.ResponseDecodeError(
            f"The response body could not be read: {_told(raised)}. This is a mistake of the client"
        )
    if operation.writes:
        error = errors.ResponseDecodeError(f"{error.message}. {_DONE}", path=error.path)
        error.write_done = True
    error.operation_id = operation.operation_id
    error.request_id = headers.get("x-request-id")
    raise error


_DONE = "The service accepted the write: it was done, so do not repeat it"


async def settle(sender: Sender, operation: Operation[T], response: Response) -> T:
    """The result of a call that the service accepted: what the response holds or, where that of a
    write holds nothing, what is read back.

    Args:
        sender: who makes the calls that read back.
        operation: what was sent.
        response: the response.

    Raises:
        ResponseDecodeError: it is not there, or not as documented; `write_done` says whether the
            service accepted a write.
        OutcomeUnknownError: the answer to a write says both success and error.
    """
    try:
        return operation.parse(response.content)
    except MissingResultError:
        missing = operation.writes
    except Exception:
        missing = False
    if not missing:
        return read(operation, response.content, response.headers)
    failure: errors.InteropError | None = None
    for way in operation.read_back:
        try:
            found = await way(sender, operation, response.headers)
        except errors.InteropError as raised:
            failure = raised
        else:
            if found is not None:
                return found
    why = "" if failure is None else f" ({type(failure).__name__}: {failure.message})"
    error = errors.ResponseDecodeError(
        f"The answer to {operation.operation_id} does not hold the result, and it could not be read"
        f" back for certain{why}. {_DONE}",
        operation=operation.operation_id,
        request_id=response.headers.get("x-request-id"),
        write_done=True,
    )
    raise error from failure


def _told(error: BaseException) -> str:
    """Kind and place of an unexpected error: its text, and all its frames, may hold the body."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    name = type(error).__name__
    return name if frame is None else f"{name} at {frame.tb_frame.f_code.co_qualname}"


class Sender(Protocol):
    """Whoever makes calls for a resource: a session, or one bounded call of it."""

    async def send(self, operation: Operation[T], /) -> T:
        """Make the call and return its parsed result."""
        ...

    async def send_raw(self, operation: Operation[Any], /) -> RawResponse:
        """Make the call and return the response unparsed."""
        ...
