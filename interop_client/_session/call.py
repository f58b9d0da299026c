"""One bounded call: its sends, its waits and its errors."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeVar

from anyio import CancelScope, sleep

from .._clock import loop_time
from ..errors import InteropError
from ..operation import RawResponse, read
from .retrying import Sending

if TYPE_CHECKING:
    from ..operation import Operation
    from .error_response import Answer
    from .session import Session

__all__ = ["Call"]

T = TypeVar("T")


class Call:
    """One public call: any number of sends before one deadline.

    A helper that needs several requests makes one of these and sends them through it, so that
    its `timeout` bounds them together.

    Args:
        session: who sends.
        timeout: seconds from now, for everything; None for no bound.

    Raises:
        ConfigurationError: the client is closed.
    """

    __slots__ = ("_deadline", "_session", "_used", "out_of_time", "timeout")

    def __init__(self, session: Session, timeout: float | None) -> None:
        session.check_open()
        self._session = session
        self._deadline = math.inf if timeout is None else loop_time() + timeout
        self._used = False
        self.timeout = timeout
        self.out_of_time = False

    def remaining(self) -> float:
        """Seconds that are left, 0 or less when there are none, infinity without a bound."""
        return self._deadline - loop_time()

    async def sleep(self, seconds: float, error: InteropError) -> None:
        """Wait, unless that would pass the bound.

        Args:
            seconds: how long.
            error: what went wrong before: raised at once if there is no time to wait.
        """
        if seconds >= self.remaining():
            self.out_of_time = True
            raise error
        await sleep(seconds)

    async def send(self, operation: Operation[T], /) -> T:
        """Make the call and return its parsed result."""
        answer = await self._answer(operation)
        return read(operation, answer.content, answer.headers)

    async def send_raw(self, operation: Operation[Any], /) -> RawResponse:
        """Make the call and return the response unparsed."""
        return _raw(await self._answer(operation))

    async def request_token(self, operation: Operation[object], /) -> RawResponse:
        """Send to the token endpoint, within the time of the send that needs the token."""
        self.out_of_time = False
        return _raw(await Sending(self, self._session, operation, url=operation.url).run())

    async def _answer(self, operation: Operation[Any]) -> Answer:
        connections = self._session.connections
        entrance = connections.entrance
        if entrance is not None and not entrance.let_in():
            connections.check()
            await entrance.wait(self._deadline)
            self._used = True
        sending = Sending(self, self._session, operation)
        if self._used and self.remaining() <= 0:
            raise sending.timed_out()
        self._used = True
        try:
            with CancelScope(deadline=self._deadline):
                return await sending.run()
        finally:
            if entrance is not None:
                entrance.ended()
        raise sending.timed_out()


def _raw(answer: Answer) -> RawResponse:
    return RawResponse(
        status_code=answer.status, headers=dict(answer.headers), content=answer.content
    )
