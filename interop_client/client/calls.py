"""Calls of a client: its resources, operations of any kind, raw requests, and being open."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, TypeVar

import attrs

from .._config.headers import ExtraHeaders
from .._generated.client import Resources
from .._hints import refuses
from .._session.raw_request import NOTHING, described

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from .._session.session import Session
    from ..ingestions.resource import Ingestions
    from ..operation import Operation, RawResponse
    from ..rollovers.resource import Rollovers
    from ..schedules.resource import Schedules

T = TypeVar("T")


class Calls(Resources):
    """What can be called on a client, whoever it acts for."""

    _session: Session
    _shares: bool = False

    @property
    def base_url(self) -> str:
        """Where the API is, without a slash at the end."""
        return self._session.base_url

    @cached_property
    def rollovers(self) -> Rollovers:
        """Rollovers: windows between school years in which schedules are paused, written safely."""
        from ..rollovers.resource import Rollovers

        return Rollovers(self._session)

    @cached_property
    def schedules(self) -> Schedules:
        """Schedules: nightly collections of roster data, written and run safely."""
        from ..schedules.resource import Schedules

        return Schedules(self._session)

    @cached_property
    def ingestions(self) -> Ingestions:
        """Ingestions: runs of collections and other loads, which can be waited for."""
        from ..ingestions.resource import Ingestions

        return Ingestions(self._session)

    async def send(self, operation: Operation[T], /) -> T:
        """Make the call that an operation describes, and return its result."""
        return await self._session.send(operation)

    async def send_raw(self, operation: Operation[Any], /) -> RawResponse:
        """Make the call that an operation describes, and return the response unparsed."""
        return await self._session.send_raw(operation)

    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, object] | None = None,
        json: object = NOTHING,
        content: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> RawResponse:
        """Send what no method sends, with the same credential, retries and errors.

        GET, HEAD, OPTIONS, DELETE and PUT (not that of a rollover) are taken for requests that may
        be sent again; a lost answer to any other is an `OutcomeUnknownError`.

        Args:
            method: the HTTP method.
            path: below the base URL; it may hold a query.
            params: query parameters to add; lists go by commas, None is left out.
            json: the body, to be written as JSON; None is written as `null`.
            content: the body as it is, instead.
            headers: header fields to add.

        Raises:
            ValueError: a path that leads elsewhere, or arguments that cannot be sent.
            InteropError: as for any call.
        """
        extra = ExtraHeaders(headers)
        del headers  # What is raised below shows the variables that are left.
        operation = described(
            method,
            path,
            params=params,
            json=json,
            content=content,
            headers=extra,
        )
        session = self._session
        if extra.fields():
            session = attrs.evolve(session, headers=session.headers | extra)
        return await session.send_raw(operation)

    async def aclose(self) -> None:
        """Close the connections. A client that was derived from another closes only itself."""
        self._session.life.closed = True
        if not self._shares:
            await self._session.shared.aclose()

    async def __aenter__(self) -> Self:
        self._session.check_open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    if not TYPE_CHECKING:
        __enter__ = __exit__ = refuses(
            "A client is opened with `async with InteropClient(...) as interop:`, or closed with"
            " `await interop.aclose()`."
        )
        __reduce__ = __copy__ = __deepcopy__ = refuses(
            "A client is neither copied nor pickled, since connections and secrets cannot be: make"
            " one in each process, and use `with_options()` for another on the same connections."
        )

    def __repr__(self) -> str:
        # A traceback may show it half made.
        described = self._session.described if hasattr(self, "_session") else "unmade"
        return f"<{type(self).__name__} {described}>"
