"""Causes of a 409 that all resources share; those of one resource are in its own `causes`."""

from __future__ import annotations

import copy
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import (
    ConcurrentModificationError,
    ConflictError,
    InteropError,
    OutcomeUnknownError,
    StatusError,
)

if TYPE_CHECKING:
    from ..operation import Operation
    from .writer import Writer

E = TypeVar("E", bound=StatusError)


def concurrent(conflict: ConflictError) -> ConcurrentModificationError:
    """The error for a 409 to a write for which the service's state shows no cause."""
    return ConcurrentModificationError.from_status(
        conflict,
        f"{conflict.message.rstrip('.')}. Nothing there speaks against the write, so somebody else "
        "changed it at the same time: read again, then write again",
    )


def ended_since(conflict: ConflictError, seen: str) -> ConflictError:
    """The error for a 409 whose cause was gone when it was looked for.

    Args:
        conflict: the 409.
        seen: what was seen instead.
    """
    return ConflictError.from_status(
        conflict,
        f"{conflict.message.rstrip('.')}. By now {seen}: what was in the way has probably ended"
        " since. Do it again; where that is refused too, only the service knows why",
    )


def unread(refused: E, error: InteropError) -> E:
    """The refusal, where the state that would show its cause could not be read.

    Args:
        refused: what the service answered.
        error: why its state could not be read.
    """
    return type(refused).from_status(
        refused,
        f"{refused.message.rstrip('.')}. What is there could not be read to say why:"
        f" {error.message}",
    )


def still_unknown(lost: OutcomeUnknownError, error: InteropError) -> OutcomeUnknownError:
    """The loss, where what came after it did not tell what became of the write.

    Args:
        lost: the loss.
        error: why it could be neither looked for nor sent again.
    """
    unknown = copy.copy(lost)
    unknown.args = (f"{lost.message.rstrip('.')}. After that: {error.message}",)
    return unknown


def foreseen(writer: Writer, operation: Operation[Any]) -> ConflictError:
    """The 409 to a request that is not made, since what was read shows that it would come.

    Args:
        writer: who would send.
        operation: what would be sent.
    """
    address = writer.session.base_url + operation.url
    return ConflictError(
        f"{operation.method} {address} was not sent, since it would be refused",
        status_code=HTTPStatus.CONFLICT,
        method=operation.method,
        url=address,
        tenant=writer.session.tenant,
        operation_id=operation.operation_id,
        attempts=0,
        answered=False,
    )
