"""Answers of the service: asking for them, and looking at all that is beside their values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import anyio
import attrs

from .._clock import utc_now
from .._http_date import read_date
from ..errors import StatusError
from .compare import Comparison
from .contract import Contract, Json, ReadOperation
from .findings import Finding, shown_name

if TYPE_CHECKING:
    from ..client import InteropClient

_CLOCKS_APART = 60.0


@attrs.frozen
class Answer:
    """What came: its status, its headers and its body. It is never shown."""

    status: int
    headers: Mapping[str, str] = attrs.field(repr=False)
    text: str = attrs.field(repr=False)

    def json(self) -> Any:
        """The body, or `...` where it is no JSON."""
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError):
            return ...


class Asker:
    """Makes the calls, one after the other, with a pause between two.

    Args:
        account: a client with account credentials.
        actor: a client that acts for a tenant; None for none.
        pause: seconds between two calls.
    """

    def __init__(self, account: InteropClient, actor: InteropClient | None, pause: float) -> None:
        self.account = account
        self.actor = actor
        self.requests: int = 0
        self._pause = pause

    async def ask(
        self, operation: ReadOperation, path: str, params: Mapping[str, object]
    ) -> Answer:
        """Make a GET, and give its answer whatever the status is."""
        client = self.actor if operation.credential == "actor" else self.account
        assert client is not None
        if self.requests:
            await anyio.sleep(self._pause)
        self.requests += 1
        try:
            raw = await client.request("GET", path, params=params)
        except StatusError as error:
            return Answer(error.status_code, error.headers, error.body or "")
        return Answer(raw.status_code, raw.headers, raw.content.decode(errors="replace"))


class Judge:
    """Looks at answers, and keeps what differs from the document.

    Args:
        contract: the document.
    """

    def __init__(self, contract: Contract) -> None:
        self.comparison: Comparison = Comparison(contract)
        self.notes: dict[str, None] = {}
        self._contract = contract

    def success(self, operation: ReadOperation, answer: Answer) -> bool:
        """Look at an answer; whether its body is the one to go on with."""
        self.headers(answer)
        status = str(answer.status)
        if status == operation.success or answer.status in range(200, 300):
            if status != operation.success:
                self.note(operation, "status", operation.success, status)
            return self._body(operation, answer, operation.responses[operation.success])
        if status not in operation.responses:
            self.note(operation, "status", ", ".join(operation.responses), status)
        else:
            self.error(operation, answer)
        return False

    def _body(self, operation: ReadOperation, answer: Answer, schema: Json | None) -> bool:
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            found = kind if kind.isascii() and "/" in kind and len(kind) < 60 else "none"
            self.note(operation, "content-type", "application/json", found or "none")
        value = answer.json()
        if value is ...:
            self.note(operation, "body", "JSON", "no JSON")
            return False
        _, opened = self._contract.resolved(schema)
        properties = opened.get("properties") or {}
        if "data" in properties and not (isinstance(value, dict) and "data" in value):
            found = "a bare list" if isinstance(value, list) else "no `data`"
            self.note(operation, "envelope", "an object with `data`", found)
            self.comparison.value(operation.id, value, properties["data"])
        else:
            self.comparison.value(operation.id, value, schema)
        return True

    def error(self, operation: ReadOperation, answer: Answer) -> None:
        """Look at the body of a refusal."""
        schema = operation.responses.get(str(answer.status))
        if not answer.text or schema is None:
            return
        value = answer.json()
        if value is ...:
            self.note(operation, "error-body", "JSON", "no JSON", answer.status)
        elif (
            isinstance(value, dict)
            and "error" not in value
            and "error" in (self._contract.resolved(schema)[1].get("properties") or {})
        ):
            self.note(operation, "error-body", "wrapped in `error`", "not wrapped", answer.status)
        else:
            self.comparison.value(operation.id, value, schema)

    def headers(self, answer: Answer) -> None:
        """Look at the header fields of an answer."""
        date = answer.headers.get("date")
        if date is None:
            self.comparison.add(Finding("headers", "header", "Date", "none"))
        else:
            self._clock(date)
        for name in answer.headers:
            plain = name.lower()
            if "request-id" in plain or "ratelimit" in plain or "rate-limit" in plain:
                self.notes[f"the header {shown_name(plain)} comes with answers"] = None

    def _clock(self, date: str) -> None:
        there = read_date(date)
        if there is None:
            self.comparison.add(Finding("headers", "header", "Date", "one that is no date"))
            return
        apart = (there - utc_now()).total_seconds()
        if abs(apart) > _CLOCKS_APART:
            ahead = "ahead of" if apart > 0 else "behind"
            self.notes[f"the service's clock is more than a minute {ahead} ours"] = None

    def note(
        self,
        operation: ReadOperation,
        kind: str,
        documented: str,
        found: str,
        status: int | None = None,
    ) -> None:
        """Keep a deviation of an operation."""
        pointer: tuple[str, ...] = ("paths", operation.path, "get")
        where = operation.id if status is None else f"{operation.id}.{status}"
        self.comparison.add(Finding(where, kind, documented, found, pointer))
