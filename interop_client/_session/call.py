"""One public call: its deadline, its sends, and what it makes of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from anyio import CancelScope

from ..errors import InteropError
from ..operation import RawResponse, settle
from .deadline import Deadline
from .retrying import Retrying
from .token_requests import TokenRequests

if TYPE_CHECKING:
    from ..operation import Operation
    from .outcome import Answer
    from .settings import Settings

T = TypeVar("T")


class Call:
    """One public call: any number of sends before one deadline.

    A helper that needs several requests makes one of these and sends them through it, so that
    its `timeout` bounds them together.

    Args:
        settings: who sends.
        timeout: seconds from now, for everything; None for no bound.

    Raises:
        ConfigurationError: the client is closed.
    """

    __slots__ = ("_deadline", "_settings", "_tokens", "_used")

    def __init__(self, settings: Settings, timeout: float | None) -> None:
        settings.check_open()
        self._settings = settings
        self._deadline = Deadline(timeout)
        self._tokens = TokenRequests(settings, self._deadline)
        self._used = False

    def remaining(self) -> float:
        """Seconds that are left, 0 or less when there are none, infinity without a bound."""
        return self._deadline.remaining()

    async def sleep(self, seconds: float, error: InteropError) -> None:
        """Wait, unless that would pass the bound.

        Args:
            seconds: how long.
            error: what went wrong before: raised at once if there is no time to wait.
        """
        self._settings.address(error)
        await self._deadline.sleep(seconds, error)

    async def send(self, operation: Operation[T], /) -> T:
        """Make the call and return its parsed result."""
        answer = await self._answer(operation)
        try:
            return await settle(self, operation, answer)
        except InteropError as error:
            self._settings.address(error, operation.operation_id)
            raise

    async def send_raw(self, operation: Operation[Any], /) -> RawResponse:
        """Make the call and return the response unparsed."""
        answer = await self._answer(operation)
        return RawResponse(
            status_code=answer.status, headers=dict(answer.headers), content=answer.content
        )

    async def _answer(self, operation: Operation[Any]) -> Answer:
        try:
            return await self._admitted(operation)
        except InteropError as error:
            self._settings.address(error, operation.operation_id)
            raise

    async def _admitted(self, operation: Operation[Any]) -> Answer:
        entrance = self._settings.shared.entrance
        if entrance is not None and not entrance.let_in():
            self._settings.shared.check()
            await entrance.wait(self._deadline.at)
            self._used = True
        retrying = Retrying(self._settings, self._deadline, operation, self._tokens)
        if self._used and self._deadline.remaining() <= 0:
            raise retrying.timed_out()
        self._used = True
        try:
            with CancelScope(deadline=self._deadline.at):
                return await retrying.run()
        finally:
            if entrance is not None:
                entrance.ended()
        raise retrying.timed_out()
