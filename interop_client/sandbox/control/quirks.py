"""Oddities of a real service that tests can switch on: strange pages, properties and bodies."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import attrs

from ..contract.document import EVERY, load_document
from ..contract.switches import Switches

Change = Callable[[Any], Any]
"""Takes the parsed body of an answer and gives the body to send (or changes it in place)."""


@attrs.define(slots=False, eq=False)
class Quirks(Switches):
    """What the sandbox does differently from a tidy service; all off at first.

    Attributes:
        empty_last_page: the last full page promises one more, which is empty.
        empty_page: the zero-based number of a page in the middle that is empty while the pages
            after it are not; None for none. Nothing is lost: its items follow on the next page.
        without_paging: list answers carry no `paging` at all (so clients see one page).
        null_next: the last page says `"next": null` instead of leaving `next` out.
        next_link: how `paging.next` is written: `absolute`, `relative`, `opaque`, or any
            other text, which is then sent as it is; as the profile has it when None.
        conflict_body: the body of every 409, instead of the documented envelope; None leaves it.
        conflict_content_type: the content type that goes with it.
        open_enums: a request may carry values outside the documented enums (such as one that was
            planted in an answer).
    """

    empty_last_page: bool = False
    empty_page: int | None = None
    without_paging: bool = False
    null_next: bool = False
    next_link: str | None = None
    conflict_body: bytes | None = None
    conflict_content_type: str | None = "application/json"
    open_enums: bool = False
    _changes: list[tuple[str, Change]] = attrs.field(factory=list, init=False, repr=False)
    _lock: threading.Lock = attrs.field(factory=threading.Lock, init=False, repr=False)

    def reset(self) -> None:
        """Switches everything off."""
        tidy = Quirks()
        for field in attrs.fields(Quirks):
            if field.init:
                setattr(self, field.name, getattr(tidy, field.name))
        with self._lock:
            self._changes.clear()

    def change(self, operation: str, change: Change) -> None:
        """Passes the body of an operation's successful answers through a function.

        Args:
            operation: an operationId or a method (`rollovers.find`), or `*` for all.
            change: takes the parsed JSON body; what it gives back is sent, or, when it gives None,
                the body that it changed in place.

        Raises:
            TypeError: the change is no function.
            ValueError: there is no such operation, or its answer has no body.
        """
        if not callable(change):
            raise TypeError(f"a change is a function of the body, not {change!r}")
        document = load_document()
        name = document.operation_id(operation, also=(EVERY,))
        if name != EVERY and document.operation(name).status == 204:
            raise ValueError(f"{operation} is answered without a body, so nothing in it can change")
        with self._lock:
            self._changes.append((name, change))

    def plant(self, operation: str, **properties: object) -> None:
        """Sets properties (unknown ones, unknown enum values, nulls) in each object answered.

        Args:
            operation: an operationId or a method (`rollovers.find`), or `*` for all.
            properties: names and JSON values.

        Raises:
            TypeError: there are no properties, or a value is not JSON.
            ValueError: there is no such operation, or its answer has no body.
        """
        if not properties:
            raise TypeError("there is nothing to plant: give properties by name")
        json.dumps(properties)

        def set_properties(body: Any) -> None:
            data = body.get("data") if isinstance(body, dict) else None
            for item in data if isinstance(data, list) else [data]:
                if isinstance(item, dict):
                    item.update(properties)

        self.change(operation, set_properties)

    def changes_body(self, operation: str) -> bool:
        """Whether an operation's answers are to be passed through `apply`."""
        with self._lock:
            return any(name in (EVERY, operation) for name, _ in self._changes)

    def apply(self, operation: str, body: Any) -> Any:
        """The body of a successful answer as the quirks want it."""
        with self._lock:
            changes = [change for name, change in self._changes if name in (EVERY, operation)]
        for change in changes:
            changed = change(body)
            body = body if changed is None else changed
        return body
