"""From a response that is no success to the error that says what it means."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

import attrs

from .. import errors
from ..retry import read_retry_after

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..auth import Scrubber, Secret
    from ..models import ErrorType

__all__ = ["Answer", "Lost", "describe", "forget_frames", "from_answer"]

_CLASSES: dict[int, type[errors.StatusError]] = {
    400: errors.BadRequestError,
    403: errors.PermissionDeniedError,
    404: errors.NotFoundError,
    409: errors.ConflictError,
    429: errors.RateLimitError,
}

_ADVICE: dict[int, str] = {
    400: "Check what was sent.",
    401: "Check the credential and the base URL it belongs to.",
    403: "This credential may not do that; operations of a tenant need the tenant's own.",
    404: "No such object exists for this credential, or the base URL is wrong.",
    409: "The service's present state does not allow it.",
    429: "Too many requests: wait, or make fewer at once.",
}

_LONGEST_TEXT = 500

# An object with one of these and without `error` is an error that came without its envelope.
_OF_AN_ERROR = frozenset({"code", "message", "ext_message"})


@attrs.frozen(slots=True, eq=False)
class Answer:
    """A response, read to its end.

    Args:
        status: the HTTP status.
        headers: the header fields, their names in lower case.
        content: the body, decompressed.
        secrets: what the request carried that must not be seen; only told with a failure.
    """

    status: int
    headers: Mapping[str, str] = attrs.field(repr=False)
    content: bytes = attrs.field(repr=False)
    secrets: tuple[Secret, ...] = ()

    @property
    def is_success(self) -> bool:
        """Whether the request was granted."""
        return 200 <= self.status < 300


@attrs.frozen(slots=True, eq=False)
class Lost:
    """No usable response.

    Args:
        reason: what the HTTP library said, without secrets.
        sent: whether any of the request may have reached the service.
        final: whether it would fail the same way again.
    """

    reason: str
    sent: bool
    final: bool = False


def from_answer(
    answer: Answer, *, method: str, url: str, attempts: int, scrubber: Scrubber
) -> errors.StatusError | errors.AuthenticationError:
    """The error for a response that is no success.

    Args:
        answer: the response.
        method: the HTTP method of the request.
        url: the URL of the request, without its query.
        attempts: how many times the request was sent.
        scrubber: what takes out the secrets that the service may have repeated.
    """
    status = answer.status
    body = _body(answer.content, scrubber)
    request_id = answer.headers.get("x-request-id")
    request_id = None if request_id is None else scrubber.text(request_id)
    message = f"{method} {url} answered {describe(status)}"
    if said := _said(body):
        message += f": {said}"
    if request_id is not None:
        message += f" (request id {request_id})"
    if advice := _advice(status):
        message += f". {advice}"
    if status == 401:
        return errors.AuthenticationError(message, status_code=status, request_id=request_id)
    kind = _CLASSES.get(status, errors.ServerError if status >= 500 else errors.StatusError)
    return kind(
        message,
        status_code=status,
        method=method,
        url=url,
        error=_error_type(body),
        request_id=request_id,
        retry_after=read_retry_after(answer.headers),
        attempts=attempts,
    )


def describe(status: int) -> str:
    """The status with its name, where it has one."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _advice(status: int) -> str:
    if 300 <= status < 400:
        return "Redirects are not followed: check the base URL."
    if status >= 500:
        return "The service failed: try again later."
    return _ADVICE.get(status, "")


def _body(content: bytes, scrubber: Scrubber) -> dict[str, object]:
    """The body as an object without secrets; empty where it is none."""
    try:
        body = json.loads(content)
        cleaned = scrubber.data(body)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(cleaned, dict):
        return {}
    is_bare = "error" not in cleaned and not _OF_AN_ERROR.isdisjoint(cleaned)
    return {"error": cleaned} if is_bare else cleaned


def _said(body: dict[str, object]) -> str:
    """What the service says about the error, in its own form or in that of OAuth2."""
    error = body.get("error")
    if isinstance(error, dict):
        parts = [error.get(name) for name in ("code", "message", "ext_message")]
    else:
        parts = [error, body.get("error_description"), body.get("message")]
    text = ": ".join(part for part in parts if isinstance(part, str) and part)
    text = " ".join(text.split())
    return text.removesuffix(".") if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}..."


def _error_type(body: dict[str, object]) -> ErrorType | None:
    """The service's own error object, when it has the documented form."""
    error = body.get("error")
    if not isinstance(error, dict):
        return None
    # Imported by the first error: a call that succeeds does not need it.
    from ..models import ErrorType

    for candidate in (error, _plain(error)):
        try:
            return ErrorType.from_dict(candidate)
        except errors.ResponseDecodeError:
            continue
    return None


def _plain(error: dict[str, object]) -> dict[str, object]:
    """What is text or a number: the rest is what a wrong type is in."""
    return {name: value for name, value in error.items() if type(value) in (str, int)}


def forget_frames(error: BaseException | None, *, until: BaseException | None = None) -> None:
    """Take off the error, and off all that led to it, the frames it came through.

    The local variables of frames show in tracebacks, and those of the HTTP library hold the very
    bytes that are being sent.

    Args:
        error: the error.
        until: what the caller was handling already: it, and what led to it, is not ours.
    """
    seen: set[int] = set()
    while error is not None and error is not until and id(error) not in seen:
        seen.add(id(error))
        error.__traceback__ = None
        error = error.__cause__ or error.__context__
