"""Requests to the token endpoint, made by the same retry loop and within the same deadline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from .._config.headers import ExtraHeaders
from ..auth import Credential
from ..auth.refresh import LONGEST_PAUSE_SECONDS
from ..operation import RawResponse
from .retrying import Retrying

if TYPE_CHECKING:
    from .._redaction import Secret
    from ..operation import Operation
    from .deadline import Deadline
    from .settings import Settings


class TokenRequests:
    """The call on whose account a credential fetches its token.

    Args:
        settings: those of the call.
        deadline: the time of the send that needs the token.
    """

    __slots__ = ("_deadline", "_settings")

    def __init__(self, settings: Settings, deadline: Deadline) -> None:
        self._settings = settings
        self._deadline = deadline

    @property
    def out_of_time(self) -> bool:
        """Whether the call gave up because its own time would not have sufficed."""
        return self._deadline.out_of_time

    def remaining(self) -> float:
        """Seconds that the call has left; infinity without a bound."""
        return self._deadline.remaining()

    async def request_token(self, operation: Operation[object], /) -> RawResponse:
        """Send to the token endpoint, whose absolute address is the operation's `url`."""
        self._deadline.out_of_time = False
        settings = attrs.evolve(
            self._settings,
            base_url="",
            credential=_Unsigned(self._settings.credential),
            headers=ExtraHeaders(),
            rate_limit=None,
        )
        try:
            answer = await Retrying(settings, self._deadline, operation, self).run()
        except BaseException:
            # The next client with this credential is not to try the same at once.
            self._settings.keep_credential(LONGEST_PAUSE_SECONDS)
            raise
        return RawResponse(
            status_code=answer.status, headers=dict(answer.headers), content=answer.content
        )


class _Unsigned(Credential):
    """The credential whose token is being fetched: it sends nothing of its own, and a 429 to it
    holds back token requests alone: a token that is still good may be used.

    Args:
        credential: the credential.
    """

    def __init__(self, credential: Credential) -> None:
        super().__init__()
        self._credential = credential

    def hold(self, seconds: float) -> None:
        """Hold back all token requests of the credential for so long."""
        self._credential.token_held.extend(seconds)

    def held_for(self) -> float:
        """Seconds for which token requests are still to be held back."""
        return self._credential.token_held.left()

    def secrets(self) -> tuple[Secret, ...]:
        """What must not be seen."""
        return self._credential.secrets()
