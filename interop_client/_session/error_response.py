"""Error responses: which status becomes which exception, and what its message says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .. import errors
from .._redaction import Scrubber
from .error_body import ErrorBody

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..operation import Operation
    from .outcome import Answer
    from .settings import Settings

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
    407: "A proxy on the way wants other credentials: check `proxy`.",
    409: "The service's present state does not allow it.",
    429: "Too many requests: wait, or make fewer at once.",
}

_SECRET_HEADER = re.compile(r"cookie|authorization|token|secret|password|session|api-?key")
_REMOVED = "***"


def error_of(
    answer: Answer,
    settings: Settings,
    operation: Operation[Any],
    attempts: int,
    note: str,
) -> errors.StatusError | errors.AuthenticationError:
    """The error for a response that is no success.

    Args:
        answer: the response.
        settings: who sent.
        operation: what was sent.
        attempts: how many times the request was sent.
        note: what else is to be said, as sentences after a space.
    """
    status, tenant = answer.status, settings.tenant
    url = settings.base_url + operation.url
    scrubber = Scrubber(answer.secrets)
    body = ErrorBody(answer.content, answer.headers.get("content-type", ""), scrubber)
    headers = _headers(answer.headers, scrubber)
    request_id = headers.get("x-request-id")
    asked = f"{operation.method} {url}{settings.for_tenant}"
    message = _message(answer, body, asked, request_id) + note
    if status == 401:
        refused = errors.AuthenticationError(message, status_code=status, request_id=request_id)
        refused.tenant, refused.operation_id = tenant, operation.operation_id
        return refused
    kind = _CLASSES.get(status, errors.ServerError if status >= 500 else errors.StatusError)
    return kind(
        message,
        status_code=status,
        method=operation.method,
        url=url,
        error=body.error_type(),
        body=body.text,
        headers=headers,
        request_id=request_id,
        tenant=tenant,
        operation_id=operation.operation_id,
        retry_after=answer.retry_after,
        attempts=attempts,
    )


def _message(answer: Answer, body: ErrorBody, asked: str, request_id: str | None) -> str:
    message = f"{asked} answered {answer.reason}"
    if said := body.said():
        message += f": {said}"
    if request_id is not None:
        message += f" (request id {request_id})"
    if advice := _advice(answer.status, body):
        message += f". {advice}"
    return message


def _advice(status: int, body: ErrorBody) -> str:
    if 300 <= status < 400:
        return "Redirects are not followed: check the base URL."
    if status >= 500:
        return "The service failed: try again later."
    if body.is_page and status not in (401, 407, 429):
        return (
            "That is a web page, so a server on the way answered and not the API: check the base"
            " URL, the proxy and the certificates."
        )
    return _ADVICE.get(status, "")


def _headers(headers: Mapping[str, str], scrubber: Scrubber) -> dict[str, str]:
    """The header fields without secrets: those sent back, and those that are secret by name."""
    return {
        name: _REMOVED if _SECRET_HEADER.search(name) else scrubber.text(value)
        for name, value in ((name.lower(), value) for name, value in headers.items())
    }
