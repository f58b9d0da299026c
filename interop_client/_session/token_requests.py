"""Requests to the token endpoint: by which settings they are sent, and what a 429 to one holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from .._config.headers import ExtraHeaders
from ..auth import Credential

if TYPE_CHECKING:
    from .._redaction import Secret
    from .settings import Settings


def without_token(settings: Settings) -> Settings:
    """The settings by which a token is asked for, whose endpoint has a whole address.

    Args:
        settings: those of the call that needs the token.
    """
    return attrs.evolve(
        settings,
        base_url="",
        credential=_Unsigned(settings.credential),
        headers=ExtraHeaders(),
        rate_limit=None,
    )


class _Unsigned(Credential):
    """The credential whose token is being fetched: it sends nothing of its own, and a 429 to it
    holds back token requests alone: a token that is still good may be used.

    Args:
        credential: the credential.
    """

    def __init__(self, credential: Credential) -> None:
        super().__init__()
        self.held = credential.token_held
        self._credential = credential

    def secrets(self) -> tuple[Secret, ...]:
        """What must not be seen."""
        return self._credential.secrets()
