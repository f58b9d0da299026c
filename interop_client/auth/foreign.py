"""Auth objects of the HTTP library, which prepare requests by themselves."""

from __future__ import annotations

import base64
from contextlib import suppress
from typing import TYPE_CHECKING

from ..errors import ConfigurationError
from .credential import Credential
from .secrets import Secret

if TYPE_CHECKING:
    import httpx

__all__ = ["ForeignCredential", "secrets_of"]


class ForeignCredential(Credential):
    """A credential of which only the HTTP library knows how it works.

    Args:
        flow: the auth object.

    Raises:
        ConfigurationError: it is none.
    """

    def __init__(self, flow: object) -> None:
        # Imported when there is such an object, which has imported it already.
        import httpx

        super().__init__()
        if not isinstance(flow, httpx.Auth):
            raise ConfigurationError(
                "auth must be ClientCredentials, ApiKey, LtiJwt or an httpx.Auth, not"
                f" {type(flow).__name__}."
            )
        self.flow: httpx.Auth | None = flow


def secrets_of(request: httpx.Request) -> tuple[Secret, ...]:
    """What the header `Authorization` of the request holds."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    found = [Secret(value)]
    if scheme.lower() == "basic":
        with suppress(ValueError):
            found.append(Secret(base64.b64decode(value).decode().partition(":")[2]))
    return tuple(found)
