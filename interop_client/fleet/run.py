"""The run over a fleet: tenants are listed, worked on and told about, all at the same time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from inspect import isawaitable
from typing import TYPE_CHECKING, Generic, Self, TypeVar
from uuid import UUID

import anyio
import attrs

from .._callbacks import tell
from .._clock import loop_time
from ..errors import AuthenticationError, FleetStoppedError
from ..models import TenantInfo
from .arguments import not_awaitable
from .cancellation import other_than_the_run_s
from .results import FleetProgress, FleetResult
from .source import found, public

if TYPE_CHECKING:
    from types import TracebackType

    from .source import TenantSource

C = TypeVar("C")
T = TypeVar("T")

# A share of failures is judged from so many tenants on: the first failure alone is a share of 1.
_FEWEST_FOR_A_SHARE = 20

# So many of the failures that stopped a run are kept in its error.
_MOST_KEPT = 100

_NOT_BEGUN = "Use `async with` first: `async with interop.for_each_tenant(work) as results: ...`."
_ENDED = "The `async with` of this fleet has ended: iterate inside it, or call it again."


class FleetRun(Generic[C, T]):
    """Work for every tenant of a list, so many at once: `async with` it, then `async for` in it.

    Results come as they complete. Nothing is started before the `async with`, and nothing is left
    after it: leaving it cancels what is in flight. A reader who is slow slows the work down, so
    memory does not grow with the number of tenants.

    Args:
        source: the tenants to work on, some by id alone.
        find: reads a tenant that is given by its id.
        acting: gives the client that acts for a tenant.
        work: what is done for each tenant.
        concurrency: tenants that are worked on at once, 1 or more.
        max_failures: how many may fail, as a count or as a share of those done; None for all.
        on_progress: is told after each tenant; it may be a coroutine function. What it raises
            stops the run, and is raised after the last result.
    """

    def __init__(
        self,
        source: TenantSource,
        find: Callable[[UUID], Awaitable[TenantInfo]],
        acting: Callable[[TenantInfo], C],
        work: Callable[[C, TenantInfo], Awaitable[T]],
        *,
        concurrency: int,
        max_failures: float | None,
        on_progress: Callable[[FleetProgress], Awaitable[None] | None] | None,
    ) -> None:
        self._source = source
        self._find = find
        self._acting = acting
        self._work = work
        self._concurrency = concurrency
        self._max_failures = max_failures
        self._on_progress = on_progress
        self._workers = self._running = self._listed = self._done = self._failed = 0
        self._complete = self._stopped = self._begun = self._ended = False
        self._failures: list[FleetResult[T]] = []
        self._failure: Exception | None = None
        self._crash: BaseException | None = None

    async def __aenter__(self) -> Self:
        self._turn = anyio.Lock()
        self._send, self._receive = anyio.create_memory_object_stream[FleetResult[T]](0)
        self._group = anyio.create_task_group()
        await self._group.__aenter__()
        self._begun = True
        self._hire()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._ended = True
        self._receive.close()
        if error is None:  # else the group does so, and tells a foreign cancellation from its own
            self._group.cancel_scope.cancel()
        try:
            await self._group.__aexit__(kind, error, traceback)
        except (BaseExceptionGroup, anyio.get_cancelled_exc_class()) as ended:
            # A group wraps what is raised below, or the body's own error, which goes on as it is.
            if self._crash is None and not isinstance(ended, BaseExceptionGroup):
                raise
        finally:
            self._send.close()
            with anyio.CancelScope(shield=True):
                await self._source.aclose()
        if self._crash is not None:
            raise self._crash from None

    def __aiter__(self) -> AsyncIterator[FleetResult[T]]:
        return self

    async def __anext__(self) -> FleetResult[T]:
        """The next result, as soon as there is one.

        Raises:
            FleetStoppedError: after the last result of a run that `max_failures` stopped.
            InteropError: after the last result, where the list of tenants could not be read on, or
                the account's credentials were refused when a tenant was read by its id.
        """
        if self._ended or not self._begun:
            raise RuntimeError(_ENDED if self._ended else _NOT_BEGUN)
        try:
            return await self._receive.receive()
        except anyio.EndOfStream:
            pass
        if isinstance(self._failure, StopAsyncIteration):  # It would look like the end of the list.
            raise RuntimeError("The run was stopped by a StopAsyncIteration") from self._failure
        if self._failure is not None:
            raise self._failure
        if self._stopped:
            first = self._failures[0].error
            said = (
                f"The run over the fleet was stopped: the work failed for {self._failed} of"
                f" {self._done} tenants, more than max_failures={self._max_failures!r} allows. The"
                f" first failed with {type(first).__name__}: {first}"
            )
            raise FleetStoppedError(said.removesuffix(".") + ".", results=self._failures)
        raise StopAsyncIteration

    def stop(self, error: Exception | None = None) -> None:
        """Begin no other tenant; the results of those that were begun are still to come.

        Args:
            error: what is raised after the last of them, an `Exception`; None for nothing.
        """
        if error is not None and not isinstance(error, Exception):
            raise TypeError(f"error must be an Exception or None, not {type(error).__name__}")
        self._complete = True
        self._failure = self._failure or error

    def _hire(self) -> None:
        self._workers += 1
        self._group.start_soon(self._worker)

    async def _worker(self) -> None:
        """Work on one tenant after the other, and let another worker begin beside it."""
        try:
            while (tenant := await self._next()) is not None:
                if self._workers < self._concurrency:
                    self._hire()
                await self._tell(await self._one(tenant))
        except anyio.BrokenResourceError:
            pass  # nobody reads any more
        except BaseException as error:
            if not isinstance(error, anyio.get_cancelled_exc_class()):
                self._crash = self._crash or error
            if not isinstance(error, SystemExit | KeyboardInterrupt):
                raise
            # From a task it would stop the loop of asyncio where it stands, so it goes up the body.
            self._group.cancel_scope.cancel()
        finally:
            self._workers -= 1
            if not self._workers:
                self._send.close()

    async def _next(self) -> TenantInfo | UUID | None:
        """The next tenant; None when there is none, or none is to be begun any more."""
        async with self._turn:
            if self._complete or self._stopped:
                return None
            try:
                tenant = await anext(self._source)
            except StopAsyncIteration:
                self.stop()
            except Exception as error:
                if not (self._complete or self._stopped):  # What ended the run first is told.
                    self.stop(error)
            if self._complete or self._stopped:  # as it was told, or found out, meanwhile
                return None
            self._listed += 1
            self._running += 1
            return tenant

    async def _one(self, wanted: TenantInfo | UUID) -> FleetResult[T]:
        """The work for one tenant, with what came of it."""
        began = loop_time()
        error: Exception
        tenant = TenantInfo(id=wanted) if isinstance(wanted, UUID) else wanted
        try:
            if isinstance(wanted, UUID):
                tenant = await self._found(wanted)
            working: object = self._work(self._acting(tenant), tenant)
            if not isawaitable(working):
                error = not_awaitable(self._work, working)
                self.stop(error)  # It would do the like for every other tenant.
                raise error
            value = await working
        except Exception as raised:
            error = raised
        except (BaseExceptionGroup, anyio.get_cancelled_exc_class()) as ended:
            what = f"The work for tenant {tenant.name!r} ({tenant.id})"
            error = await other_than_the_run_s(ended, what)
        else:
            return FleetResult(tenant=tenant, value=value, seconds=loop_time() - began)
        return FleetResult(tenant=tenant, error=error, seconds=loop_time() - began)

    async def _found(self, wanted: UUID) -> TenantInfo:
        try:
            return found(wanted, await self._find(wanted))
        except AuthenticationError as error:
            # The account's own credentials are refused: no other tenant could be read either.
            self.stop(error)
            raise

    async def _tell(self, result: FleetResult[T]) -> None:
        self._running -= 1
        self._done += 1
        if result.error is not None:
            self._failed += 1
            if len(self._failures) < _MOST_KEPT and self._max_failures is not None:
                self._failures.append(attrs.evolve(result, tenant=public(result.tenant)))
            self._stopped = self._stopped or self._too_many()
        progress = FleetProgress(
            done=self._done,
            failed=self._failed,
            running=self._running,
            listed=self._listed,
            complete=self._complete,
        )
        try:
            await tell(self._on_progress, progress)
        except Exception as error:
            self.stop(error)  # No reason to cancel what is being written.
        except (BaseExceptionGroup, anyio.get_cancelled_exc_class()) as ended:
            self.stop(await other_than_the_run_s(ended, "on_progress"))
        await self._send.send(result)

    def _too_many(self) -> bool:
        bound = self._max_failures
        if bound is None:
            return False
        if isinstance(bound, int):
            return self._failed > bound
        return self._done >= _FEWEST_FOR_A_SHARE and self._failed > bound * self._done
