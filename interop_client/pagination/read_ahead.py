"""Reading ahead: the next pages are on their way while this one is worked on.

Decoding a page takes long beside sending a request. Pages that come at the same time are therefore
decoded in their order, and after each its reader has time to ask for another: else the requests
that follow would all be late together, and again come back together, round after round.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

import anyio
import attrs
from anyio.lowlevel import checkpoint

from ..operation import read
from .iteration import LEFT, ItemIterator, PageIterator
from .slips import ReadAheadSlips

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from types import TracebackType

    from .iteration import Reading
    from .page import Page

T = TypeVar("T")

# Turns of the event loop from the start of a request to its first byte on the wire.
_TURNS_TO_SEND = 6

# Seconds by which responses that come at the same time may be apart.
_PATIENCE = 0.01


@attrs.define(eq=False, repr=False)
class Request(Generic[T]):
    """A page that was asked for ahead; `ready` is set with either `page` or `error`."""

    number: int
    scope: anyio.CancelScope = attrs.field(factory=anyio.CancelScope)
    ready: anyio.Event = attrs.field(factory=anyio.Event)
    page: Page[T] | None = None
    error: BaseException | None = None


class ReadAhead(ReadAheadSlips, Generic[T]):
    """Keeps the page that is waited for and `depth` more in flight or ready, in `async with`."""

    def __init__(self, reading: Reading[T], depth: int) -> None:
        self._items = ItemIterator(PageIterator(reading, self._fetch))
        self._reading = reading
        self._depth = depth
        self._requests: dict[int, Request[T]] = {}
        self._last: int | None = None  # the first page known to promise nothing more
        self._crash: BaseException | None = None

    async def __aenter__(self) -> AsyncIterator[T]:
        self._group = anyio.create_task_group()
        await self._group.__aenter__()
        return self._items

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        self._items.close()
        self._requests.clear()
        if exc_val is None:  # else the group does so, and tells a foreign cancellation from its own
            self._group.cancel_scope.cancel()
        try:
            await self._group.__aexit__(exc_type, exc_val, exc_tb)
        except BaseExceptionGroup:
            if self._crash is not None:
                raise self._crash from None
            # Else it wraps the body's own error, which goes on as it is.

    async def _fetch(self, number: int) -> Page[T]:
        for ahead in range(number, number + self._depth + 1):
            if ahead not in self._requests and (self._last is None or ahead <= self._last):
                self._requests[ahead] = Request(ahead)
                self._group.start_soon(self._run, self._requests[ahead])
        request = self._requests[number]
        await request.ready.wait()  # even if it is: new requests get on their way meanwhile
        # From here to the end of _judge nothing awaits, so that a cancellation loses no page.
        if self._requests.pop(number, None) is not request:
            raise RuntimeError(LEFT)
        try:
            if request.error is not None:
                raise request.error
            assert request.page is not None
            return request.page
        finally:
            request.error = None  # its traceback knows the request: leave no cycle behind

    async def _turn(self, number: int) -> None:
        """Wait until the page before is decoded, and what its reader asks for next was sent.

        A page that is late is not waited for: the one after it may say that it is the last.
        """
        before = self._requests.get(number - 1)
        if before is not None:
            with anyio.move_on_after(_PATIENCE):
                await before.ready.wait()
        for _ in range(_TURNS_TO_SEND):
            await checkpoint()

    async def _run(self, request: Request[T]) -> None:
        number = request.number
        with request.scope:
            try:
                if self._requests.get(number) is not request:
                    return  # dropped before it began
                call = self._reading.call(number)
                response = await self._reading.sender.send_raw(call)
                await self._turn(number)
                request.page = read(call, response.content, response.headers)
                if self._requests.get(number) is not request:
                    return  # dropped, and came all the same
                if request.page.next is None:
                    self._last = number
                    for beyond in [ahead for ahead in self._requests if ahead > number]:
                        self._requests.pop(beyond).scope.cancel()
                elif self._last == number:
                    self._last = None  # asked again, it says otherwise
            except BaseException as error:
                # The reader gets it, even a cancellation that was not ours. One that was ours has
                # done its work, as the task ends here. What ends a program goes up at once.
                request.error = error
                if not isinstance(error, (Exception, anyio.get_cancelled_exc_class())):
                    self._crash = error
                    raise
            finally:
                request.ready.set()
