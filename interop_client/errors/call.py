"""Errors of a call that got no usable answer: not sent, refused, lost, too late, or unreadable."""

from __future__ import annotations

from .root import InteropError, without_secrets


class ConfigurationError(InteropError, ValueError):
    """Settings that are missing, contradictory or unusable. Nothing was sent."""


class AuthenticationError(InteropError):
    """The service refused the credential, also with a fresh token.

    Args:
        message: what was refused and what to check.
        status_code: the HTTP status, where a response said no.
        request_id: the response's `x-request-id`: give it to the vendor's support.
    """

    def __init__(
        self, message: str, *, status_code: int | None = None, request_id: str | None = None
    ) -> None:
        super().__init__(message)
        self.status_code = status_code
        self.request_id = request_id


class RequestError(InteropError):
    """No usable response came back: the connection failed or was lost."""


class RequestTimeoutError(RequestError, TimeoutError):
    """The call's own time bound was reached before a response came.

    A POST, a PATCH and the PUT of a rollover were not done then: such a one that was sent and may
    have happened is an `OutcomeUnknownError`. A DELETE or another PUT may have happened; sending
    it again is safe.
    """


class OutcomeUnknownError(RequestError):
    """A write was sent and its answer was lost, or tells nothing: it may or may not have happened.

    Look before acting again: read back what the call would have changed. It is a `RequestError`,
    so catch it before that one.

    Args:
        message: what was lost and how to find out.
        operation: the operationId of the call, for example `createRollover`.
        sent: what was sent, as the model or value that the call was given, its secret properties
            left out; None without a body.
    """

    def __init__(self, message: str, *, operation: str, sent: object = None) -> None:
        super().__init__(message)
        self.operation_id: str = operation
        self.sent: object = without_secrets(sent)

    @property
    def operation(self) -> str:
        """The operationId of the call."""
        return self.operation_id


class ResponseDecodeError(InteropError):
    """A response that does not have the documented form.

    Args:
        message: what was found; never the value of a secret.
        path: where, as in `data[3].cloud.id`; empty for the whole body.
        operation: the operationId of the call, where known.
        request_id: the response's `x-request-id`, where it has one.
        write_done: whether it was the answer to a write, which the service accepted: what the call
            was to do is done. False for a read, and for what did not come from the service.
    """

    def __init__(
        self,
        message: str,
        *,
        path: str = "",
        operation: str | None = None,
        request_id: str | None = None,
        write_done: bool = False,
    ) -> None:
        super().__init__(message)
        self.path = path
        self.operation_id = operation
        self.request_id = request_id
        self.write_done = write_done


class PagingError(InteropError):
    """A list that contradicts itself: it would never end, or would repeat or lose items."""
