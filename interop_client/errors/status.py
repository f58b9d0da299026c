"""Status errors: an answer other than success, a class for each status, and what all hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypedDict

from .root import InteropError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import NotRequired

    from ..models import ErrorType
    from .root import TenantReference


class Answered(TypedDict):
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
        names = (*Answered.__annotations__, *cls._OWN)
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


class RateLimitError(StatusError):
    """429: too many requests. `retry_after` tells how long to wait, where the service said it."""


class ServerError(StatusError):
    """5xx: the service failed."""
