"""Session: who calls and with which settings; the one that resources send through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from .call import Call
from .settings import Settings

if TYPE_CHECKING:
    from ..auth import Strategy
    from ..errors import TenantReference
    from ..operation import Operation, RawResponse
    from ..transport.base import Auth

T = TypeVar("T")


class Session(Settings):
    """Sends operations for one credential: the settings of a client, with which calls are made."""

    __slots__ = ()

    @property
    def described(self) -> str:
        """Who calls and where, in short."""
        return f"{self.auth!r} at {self.base_url}{self.for_tenant}"

    async def send(self, operation: Operation[T], /) -> T:
        """Make one call and return its parsed result; see `Call.send`."""
        return await Call(self, self.timeout).send(operation)

    async def send_raw(self, operation: Operation[Any], /) -> RawResponse:
        """Make one call and return the response unparsed."""
        return await Call(self, self.timeout).send_raw(operation)

    def call(self, timeout: float | None = None) -> Call:
        """One call of several sends, bounded together from now on.

        Args:
            timeout: seconds; None for those of the session.
        """
        return Call(self, self.timeout if timeout is None else timeout)

    def acting(self, auth: Strategy | Auth, tenant: TenantReference | None) -> Session:
        """A session with the same options on the same connections, for somebody else.

        Args:
            auth: who calls.
            tenant: for which tenant, where that is known.
        """
        credential = self.shared.credential(auth)
        return attrs.evolve(
            self, auth=auth, credential=credential, tenant=tenant, life=self.life.copy()
        )
