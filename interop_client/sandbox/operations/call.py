"""One call of an operation: what it has to work with, and what it gives back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import attrs

from ..contract.profile import Profile
from ..world.changes import Transaction
from ..world.collection import Record
from ..world.state import State, Tenant
from ..world.times import write_time
from ..world.tokens import Token, Tokens


@attrs.frozen
class Single:
    """An object (of the bulk operations a list) in the `data` envelope."""

    data: Record | list[Record]


@attrs.frozen
class Updated:
    """An object after a partial update: in the `data` envelope, or not shown at all."""

    data: Record


@attrs.frozen
class Bulk:
    """What a bulk create made: as a list, or the first of them, in the `data` envelope."""

    made: Sequence[Record]


@attrs.frozen
class Listing:
    """All objects of a list; the page that was asked for is cut from them.

    Attributes:
        show: makes what is sent of an object on that page; the object itself when absent.
    """

    items: Sequence[Any]
    show: Callable[[Any], Record] | None = None


@attrs.frozen
class Count:
    """How many there are."""

    count: int


Result = Single | Updated | Bulk | Listing | Count | None


class Query(Mapping[str, Any]):
    """The documented query parameters of a call, which notes those that were acted on."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        self._used: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self._used.add(name)
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    @property
    def unused(self) -> list[str]:
        """Those that were sent and that nothing looked at."""
        return [name for name in self._values if name not in self._used]


@attrs.define
class Call:
    """One call, signed in and checked against the document.

    Attributes:
        now: the time by the sandbox's clock.
        path: path parameters.
        query: the documented query parameters, as values.
        sent: every query parameter, as it was sent.
        profile: how the service answers.
        transaction: for the writes that can meet another, their beginning; None with the
            detection of concurrent change switched off.
    """

    state: State
    tokens: Tokens
    now: datetime
    token: Token
    path: Mapping[str, str]
    query: Query
    sent: Sequence[tuple[str, str]]
    content: bytes
    profile: Profile
    transaction: Transaction | None = attrs.field(default=None)

    @property
    def tenant(self) -> Tenant:
        """The tenant that the credentials belong to."""
        return self.state.tenants[self.token.principal.tenant_id or ""]

    @property
    def id(self) -> str:
        """The path's `id`, in lower case."""
        return self.path["id"].lower()

    def json(self) -> Any:
        """The body."""
        return json.loads(self.content) if self.content else None

    def created(self) -> Record:
        """`id` and times of a new object."""
        time = write_time(self.now)
        return {"id": self.state.new_id(), "created_at": time, "updated_at": time}


Handler = Callable[[Call], Result]
