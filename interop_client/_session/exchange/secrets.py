"""Secrets of one request, and a loss that is told without them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..._redaction import Scrubber, secrets_in
from ...auth import secrets_of
from ..outcome import Lost, named

if TYPE_CHECKING:
    from ..._redaction import Secret
    from ...operation import Operation
    from ..settings import Settings

__all__ = ["lost", "secrets_of_exchange"]

# Room for what a proxy says to people, in characters.
_LONGEST_REASON = 600


def secrets_of_exchange(
    settings: Settings, operation: Operation[Any], authorization: str
) -> tuple[Secret, ...]:
    """What an answer may repeat and nobody may see.

    Args:
        settings: who sent.
        operation: what was sent.
        authorization: the value of the header that was sent.
    """
    return (
        *settings.credential.secrets(),
        *secrets_of(authorization),
        *secrets_in(operation.body),
    )


def lost(
    told: str, secrets: tuple[Secret, ...], status: int | None, *, sent: bool, final: bool
) -> Lost:
    """The loss of an answer.

    Args:
        told: why, in the words of a library or a proxy.
        secrets: what must not be seen of it.
        status: of its head, where that had come.
        sent: whether any of the request may have reached the service.
        final: whether it would fail the same way again.
    """
    reason = Scrubber(secrets).text(told)[:_LONGEST_REASON].rstrip(": .")
    if status is not None:
        reason += f", after the answer had begun with {named(status)}"
    return Lost(reason, sent=sent, final=final)
