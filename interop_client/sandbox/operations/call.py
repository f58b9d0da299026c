"""One call of an operation: what it has to work with, and what it gives back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import attrs

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


Result = Single | Listing | Count | None


@attrs.define
class Call:
    """One call, signed in and checked against the document.

    Attributes:
        now: the time by the sandbox's clock.
        path: path parameters.
        query: query parameters, the first of each name.
        transaction: for the writes that can meet another, their beginning; None with the
            detection of concurrent change switched off.
    """

    state: State
    tokens: Tokens
    now: datetime
    token: Token
    path: Mapping[str, str]
    query: Mapping[str, str]
    content: bytes
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

    def flag(self, name: str, default: bool) -> bool:
        """A boolean query parameter."""
        return self.query[name].lower() == "true" if name in self.query else default

    def values(self, name: str) -> set[str] | None:
        """The items of a comma-separated query parameter, or None when it is absent."""
        return set(self.query[name].split(",")) if name in self.query else None

    def created(self) -> Record:
        """`id` and times of a new object."""
        time = write_time(self.now)
        return {"id": self.state.new_id(), "created_at": time, "updated_at": time}


Handler = Callable[[Call], Result]
