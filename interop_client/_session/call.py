"""One public call: its deadline, its sends, and what it makes of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from anyio import CancelScope

from ..auth.refresh import LONGEST_PAUSE_SECONDS
from ..errors import InteropError
from ..operation import RawResponse, settle
from .deadline import Deadline
from .retrying import Retrying
from .token_requests import without_token

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

    __slots__ = ("_deadline", "_settings", "_used")

    def __init__(self, settings: Settings, timeout: float | None) -> None:
        settings.check_open()
        self._settings = settings
        self._deadline = Deadline(timeout)
        self._used = False

    @property
    def out_of_time(self) -> bool:
        """Whether it gave up because its own time would not have sufficed."""
        return self._deadline.out_of_time

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
        try:
            return await settle(self, operation, await self._answer(operation))
        except InteropError as error:
            self._settings.address(error, operation.operation_id)
            raise

    async def send_raw(self, operation: Operation[Any], /) -> RawResponse:
        """Make the call and return the response unparsed."""
        try:
            return _raw(await self._answer(operation))
        except InteropError as error:
            self._settings.address(error, operation.operation_id)
            raise

    async def request_token(self, operation: Operation[object], /) -> RawResponse:
        """Send to the token endpoint, whose absolute address is the operation's `url`."""
        self._deadline.out_of_time = False
        settings = without_token(self._settings)
        try:
            return _raw(await Retrying(settings, self._deadline, operation, self).run())
        except BaseException:
            # The next client with this credential is not to try the same at once.
            self._settings.keep_credential(LONGEST_PAUSE_SECONDS)
            raise

    async def _answer(self, operation: Operation[Any]) -> Answer:
        entrance = self._settings.shared.entrance
        if entrance is not None and not entrance.let_in():
            self._settings.shared.check()
            await entrance.wait(self._deadline.at)
            self._used = True
        retrying = Retrying(self._settings, self._deadline, operation, self)
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


def _raw(answer: Answer) -> RawResponse:
    return RawResponse(
        status_code=answer.status, headers=dict(answer.headers), content=answer.content
    )
