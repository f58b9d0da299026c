"""What can go wrong, as one tree.

    InteropError
    ├── ConfigurationError (also ValueError)       wrong or missing settings; nothing was sent
    ├── AuthenticationError                        the service refused the credential
    ├── RequestError                               no usable response
    │   ├── RequestTimeoutError (also TimeoutError)    the call's own bound was reached
    │   └── OutcomeUnknownError                        it may or may not have happened
    ├── ResponseDecodeError                        a response that the document does not allow
    ├── PagingError                                a list that contradicts itself
    ├── StatusError                                any response other than success
    │   ├── BadRequestError                        400
    │   │   └── ScheduleNotRunnableError
    │   ├── PermissionDeniedError                  403
    │   ├── NotFoundError                          404
    │   ├── ConflictError                          409
    │   │   ├── RolloverOverlapError
    │   │   ├── ActiveRolloverError
    │   │   ├── ScheduleOverlapError
    │   │   ├── SchedulePausedError
    │   │   ├── IngestionPendingError
    │   │   └── ConcurrentModificationError
    │   ├── RateLimitError                         429
    │   └── ServerError                            5xx
    ├── IngestionFailedError                       a run ended in another state than success
    ├── WaitTimeoutError (also TimeoutError)       what was waited for did not come in time
    └── FleetStoppedError                          too many tenants of a fleet failed

Every error can be pickled, and none holds a credential: not in its message, its attributes
or its causes.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self, TypedDict, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import NotRequired, Unpack

    from .fleet import FleetResult
    from .models import (
        ErrorType,
        Ingestion,
        Rollover,
        Schedule,
    )

__all__ = [
    "ActiveRolloverError",
    "AuthenticationError",
    "BadRequestError",
    "ConcurrentModificationError",
    "ConfigurationError",
    "ConflictError",
    "FleetStoppedError",
    "IngestionFailedError",
    "IngestionPendingError",
    "InteropError",
    "NotFoundError",
    "OutcomeUnknownError",
    "PagingError",
    "PermissionDeniedError",
    "RateLimitError",
    "RequestError",
    "RequestTimeoutError",
    "ResponseDecodeError",
    "RolloverOverlapError",
    "ScheduleNotRunnableError",
    "ScheduleOverlapError",
    "SchedulePausedError",
    "ServerError",
    "StatusError",
    "TenantReference",
    "WaitTimeoutError",
]

T = TypeVar("T")


def _rebuild(kind: type[InteropError], message: str, state: dict[str, Any]) -> InteropError:
    error = kind.__new__(kind, message)
    error.args = (message,)
    error.__dict__.update(state)
    return error


class TenantReference(NamedTuple):
    """Which tenant a call was made for: all tenants share one URL, so errors say it.

    Args:
        id: its id.
        name: its name, where it is known.
    """

    id: str | None
    name: str | None = None

    def __str__(self) -> str:
        if self.name is None or self.id is None:
            return repr(self.name) if self.id is None else self.id
        return f"{self.name!r} ({self.id})"


class InteropError(Exception):
    """The root of everything this package raises on purpose.

    Args:
        message: what was wrong, with which value, and what to do.

    Attributes:
        tenant: the tenant that the call was made for, where that is known.
        operation_id: the operationId of the call, for example `createRollover`; None where the
            error came from no call. `operation` is the same.
    """

    tenant: TenantReference | None = None
    operation_id: str | None = None

    def __init__(self, message: str) -> None:
        super().__init__(message)

    @property
    def operation(self) -> str | None:
        """The operationId of the call."""
        return self.operation_id

    @property
    def message(self) -> str:
        """What was wrong, with which value, and what to do."""
        return str(self.args[0])

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.message, self.__dict__.copy())


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
    """The call's own time bound was reached before a response came."""


class OutcomeUnknownError(RequestError):
    """A write was sent and its answer was lost: it may or may not have happened.

    Look before acting again: read back what the call would have changed.

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


class _Answer(TypedDict):
    """What every `StatusError` holds, as its constructor takes it."""

    status_code: int
    method: str
    url: str
    error: NotRequired[ErrorType | None]
    body: NotRequired[str]
    headers: NotRequired[Mapping[str, str] | None]
    request_id: NotRequired[str | None]
    tenant: NotRequired[TenantReference | None]
    operation_id: NotRequired[str | None]
    retry_after: NotRequired[float | None]
    attempts: NotRequired[int]
    answered: NotRequired[bool]


class StatusError(InteropError):
    """The service answered with something other than success.

    Args:
        message: method, URL, tenant, status and what the service said.
        status_code: the HTTP status; where `answered` is False, the one that was to be expected.
        method: the HTTP method of the request.
        url: the URL of the request, without its query.
        error: the service's own error object, where the body held one, bare or in `error`.
        body: the body as text, without secrets, at most 2,000 characters of it.
        headers: the header fields of the response, their names in lower case, without secrets.
        request_id: the response's `x-request-id`: give it to the vendor's support.
        tenant: the tenant that the call was made for, where that is known.
        operation_id: the operationId of the call.
        retry_after: seconds that the service asked to wait, where it did.
        attempts: how many times the request was sent.
        answered: whether the service has said this. False where it was not asked, because what
            is known already shows that it would say so; then nothing was sent.
    """

    _OWN: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self,
        message: str,
        *,
        status_code: int,
        method: str,
        url: str,
        error: ErrorType | None = None,
        body: str = "",
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        tenant: TenantReference | None = None,
        operation_id: str | None = None,
        retry_after: float | None = None,
        attempts: int = 1,
        answered: bool = True,
    ) -> None:
        super().__init__(message)
        self.status_code = status_code
        self.method = method
        self.url = url
        self.error = error
        self.body = body
        self.headers: dict[str, str] = dict(headers or {})
        self.request_id = request_id
        self.tenant = tenant
        self.operation_id = operation_id
        self.retry_after = retry_after
        self.attempts = attempts
        self.answered = answered

    @classmethod
    def from_status(cls, error: StatusError, message: str | None = None, **facts: object) -> Self:
        """The same response, understood better: an error of this class with all that `error` holds.

        Args:
            error: the response as it was understood so far.
            message: what it says now; by default what it said.
            facts: what this class holds beyond any other `StatusError`, by name.

        Raises:
            TypeError: this class holds something that neither `error` nor `facts` has.
        """
        held = vars(error)
        names = (*_Answer.__annotations__, *cls._OWN)
        taken: dict[str, Any] = {name: held[name] for name in names if name in held}
        made = cls(error.message if message is None else message, **{**taken, **facts})
        for note in getattr(error, "__notes__", ()):
            made.add_note(note)
        return made


class BadRequestError(StatusError):
    """400: the service did not accept the request as it was."""


class ScheduleNotRunnableError(BadRequestError):
    """The schedule's type cannot be run on demand: only collection schedules can."""


class PermissionDeniedError(StatusError):
    """403: the credential is valid but may not do this."""


class NotFoundError(StatusError):
    """404: there is no such object for this credential."""


class ConflictError(StatusError):
    """409: the service's state does not allow the request now. Where `answered` is False, the
    service was not asked, since what was read shows that it would refuse."""


class RolloverOverlapError(ConflictError):
    """The rollover's window overlaps another rollover.

    Args:
        message: which rollovers, and what to do.
        conflicting: the rollovers in the way, as they were read.
        answer: what every `StatusError` holds.
    """

    _OWN = ("conflicting",)

    def __init__(
        self, message: str, *, conflicting: Sequence[Rollover] = (), **answer: Unpack[_Answer]
    ) -> None:
        super().__init__(message, **answer)
        self.conflicting: list[Rollover] = list(conflicting)


class ActiveRolloverError(ConflictError):
    """The rollover is active, between its start and its end, so it cannot be deleted.

    Args:
        message: which rollover, and when to come back.
        rollover: the rollover, as it was read; its end tells when to come back.
        answer: what every `StatusError` holds.
    """

    _OWN = ("rollover",)

    def __init__(self, message: str, *, rollover: Rollover, **answer: Unpack[_Answer]) -> None:
        super().__init__(message, **answer)
        self.rollover = rollover


class ScheduleOverlapError(ConflictError):
    """Another schedule already has this hour.

    Args:
        message: which schedules, and what to do.
        conflicting: the schedules in the way, as they were read.
        answer: what every `StatusError` holds.
    """

    _OWN = ("conflicting",)

    def __init__(
        self, message: str, *, conflicting: Sequence[Schedule] = (), **answer: Unpack[_Answer]
    ) -> None:
        super().__init__(message, **answer)
        self.conflicting: list[Schedule] = list(conflicting)


class SchedulePausedError(ConflictError):
    """The schedule is paused, by its own setting or by an active rollover.

    Args:
        message: which schedule, why, and what to do.
        schedule: the schedule, as it was read.
        answer: what every `StatusError` holds.
    """

    _OWN = ("schedule",)

    def __init__(self, message: str, *, schedule: Schedule, **answer: Unpack[_Answer]) -> None:
        super().__init__(message, **answer)
        self.schedule = schedule


class IngestionPendingError(ConflictError):
    """An earlier ingestion has not ended yet.

    Args:
        message: which ingestion, and what to do.
        ingestion: the ingestion, as it was read, kept without its session token.
        answer: what every `StatusError` holds.
    """

    _OWN = ("ingestion",)

    def __init__(self, message: str, *, ingestion: Ingestion, **answer: Unpack[_Answer]) -> None:
        super().__init__(message, **answer)
        self.ingestion: Ingestion = without_secrets(ingestion)


class ConcurrentModificationError(ConflictError):
    """Somebody else changed the same thing at the same time."""


class RateLimitError(StatusError):
    """429: too many requests. `retry_after` tells how long to wait, where the service said it."""


class ServerError(StatusError):
    """5xx: the service failed."""


class IngestionFailedError(InteropError):
    """An ingestion ended in another state than success.

    Args:
        message: which ingestion, and how it ended.
        ingestion: the ended ingestion, without its session token.
    """

    def __init__(self, message: str, *, ingestion: Ingestion) -> None:
        super().__init__(message)
        self.ingestion: Ingestion = without_secrets(ingestion)


class WaitTimeoutError(InteropError, TimeoutError):
    """What was waited for did not come within the bound that the caller gave."""


class FleetStoppedError(InteropError):
    """Work on a fleet was stopped, since it failed for more tenants than was allowed.

    Args:
        message: how many failed, and how the first did.
        results: those that failed, the first 100 of them, their tenants without credentials.
    """

    def __init__(self, message: str, *, results: Sequence[FleetResult[Any]]) -> None:
        super().__init__(message)
        self.results: list[FleetResult[Any]] = list(results)


def without_secrets(value: T) -> T:
    """What can travel in an error: a copy of a model without its secret properties, or the
    value itself where it has none."""
    secret: frozenset[str] = getattr(type(value), "SECRET", frozenset())
    if not secret:
        return value
    public = copy.copy(value)
    for name in secret:
        setattr(public, name, None)
    return public
