"""Foreign credentials: auth objects of the HTTP library, which sign requests by themselves."""

from __future__ import annotations

import base64
from contextlib import suppress
from typing import TYPE_CHECKING

from .._redaction import Secret
from .credential import Credential

if TYPE_CHECKING:
    from ..transport.base import Auth

__all__ = ["ForeignCredential", "secrets_of"]


class ForeignCredential(Credential):
    """A credential of which only the HTTP library knows how it works.

    Args:
        flow: the auth object.
    """

    def __init__(self, flow: Auth) -> None:
        super().__init__()
        self.flow: Auth | None = flow


def secrets_of(authorization: str) -> tuple[Secret, ...]:
    """What the value of a header `Authorization` holds."""
    scheme, _, value = authorization.partition(" ")
    found = [Secret(value)]
    if scheme.lower() == "basic":
        with suppress(ValueError):
            found.append(Secret(base64.b64decode(value).decode().partition(":")[2]))
    return tuple(found)
