"""Outcome of one HTTP exchange: an answer, whatever it says, or none."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, ClassVar

import attrs

from ..retry import read_retry_after

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .._redaction import Secret

# A gateway says that it got no answer: the service may have done what was asked.
_GATEWAY_LOST_IT = (502, 504)


@attrs.frozen(slots=True, eq=False, repr=False)
class Answer:
    """A response, read to its end.

    Args:
        status: the HTTP status.
        headers: the header fields, their names in lower case.
        content: the body, decompressed.
        secrets: what the request carried that must not be seen; only told with a failure.
    """

    final: ClassVar[bool] = False
    sent: ClassVar[bool] = True

    status: int
    headers: Mapping[str, str]
    content: bytes
    secrets: tuple[Secret, ...] = ()

    @property
    def is_success(self) -> bool:
        """Whether the request was granted."""
        return 200 <= self.status < 300

    @property
    def is_loss(self) -> bool:
        """Whether the service may have done it all the same."""
        return self.status in _GATEWAY_LOST_IT

    @property
    def reason(self) -> str:
        """The status with its name, where it has one."""
        return named(self.status)

    @property
    def retry_after(self) -> float | None:
        """Seconds that the service asked to wait, where it did."""
        return read_retry_after(self.headers)


@attrs.frozen(slots=True, eq=False, repr=False)
class Lost:
    """No usable response.

    Args:
        reason: what the HTTP library said, without secrets.
        sent: whether any of the request may have reached the service.
        final: whether it would fail the same way again.
        timed_out: whether the time of the attempt was over.
    """

    status: ClassVar[None] = None
    retry_after: ClassVar[None] = None

    reason: str
    sent: bool
    final: bool = False
    timed_out: bool = False

    @property
    def is_loss(self) -> bool:
        """Whether the service may have done it all the same."""
        return self.sent


def named(status: int) -> str:
    """A status with its name, where it has one."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
