"""Secrets of one request: what is taken out of an answer before anybody sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..._redaction import secrets_in
from ...auth import secrets_of

if TYPE_CHECKING:
    from ..._redaction import Secret
    from ...auth import Credential
    from ...operation import Operation

__all__ = ["LONGEST_REASON", "secrets_of_exchange"]

LONGEST_REASON = 600
"""Room for what a proxy says to people, in characters."""


def secrets_of_exchange(
    credential: Credential, operation: Operation[Any], authorization: str
) -> tuple[Secret, ...]:
    """What an answer may repeat and nobody may see.

    Args:
        credential: who sent.
        operation: what was sent.
        authorization: the value of the header that was sent.
    """
    return (
        *credential.secrets(),
        *secrets_of(authorization),
        *secrets_in(operation.body),
    )
