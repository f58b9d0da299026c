"""Causes of a 409 that all resources share; those of one resource are in its own `causes`."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from ..errors import ConcurrentModificationError, ConflictError

if TYPE_CHECKING:
    from ..operation import Operation
    from .writer import Writer


def concurrent(conflict: ConflictError) -> ConcurrentModificationError:
    """The error for a 409 to a write for which the service's state shows no cause."""
    return ConcurrentModificationError.from_status(
        conflict,
        f"{conflict.message.rstrip('.')}. Nothing there speaks against the write, so somebody else "
        "changed it at the same time: read again, then write again",
    )


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
