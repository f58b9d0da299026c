"""The run of a contract watch: which calls are made, and what is looked at in each answer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit
from uuid import UUID, uuid4

import anyio
import attrs

from .._clock import wall_time
from ..errors import InteropError, StatusError
from .compare import Comparison
from .contract import Contract, Json, ReadOperation
from .findings import Finding, Report, shown_name

if TYPE_CHECKING:
    from ..client import InteropClient
    from ..models import TenantInfo

__all__ = ["verify"]

# A page this small makes it likely that there is a second one to look at.
_PAGE_SIZE = 3
_PAGES = 2
_CLOCKS_APART = 60.0


@attrs.frozen
class _Answer:
    """What came: its status, its headers and its body. It never leaves this module."""

    status: int
    headers: Mapping[str, str] = attrs.field(repr=False)
    text: str = attrs.field(repr=False)

    def json(self) -> Any:
        """The body, or `...` where it is no JSON."""
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError):
            return ...


async def verify(
    interop: InteropClient,
    *,
    tenant: TenantInfo | None = None,
    pause: float = 0.2,
    contract: Contract | None = None,
) -> Report:
    """Hold what the service answers against the OpenAPI document, by read-only calls.

    It makes at most some six calls for each GET of the document, one after the other, and never
    a write. The report names fields and shapes only: no value, no id, no name.

    Args:
        interop: a client with account credentials.
        tenant: the tenant whose own operations are called too; None to leave them out.
        pause: seconds between two calls.
        contract: the document; by default the one that this package was generated from.

    Raises:
        ConfigurationError: the document cannot be read.
    """
    chosen = Contract.packaged() if contract is None else contract
    actor = None if tenant is None else interop.for_tenant(tenant)
    return await _Run(interop, actor, pause, chosen).report()


class _Run:
    def __init__(
        self,
        account: InteropClient,
        actor: InteropClient | None,
        pause: float,
        contract: Contract,
    ) -> None:
        self._account = account
        self._actor = actor
        self._pause = pause
        self._contract = contract
        self._comparison = Comparison(contract)
        self._items: dict[str, list[Json]] = {}
        self._checked: list[str] = []
        self._unchecked: dict[str, str] = {}
        self._notes: dict[str, None] = {}
        self._requests = 0

    async def report(self) -> Report:
        for operation in sorted(self._contract.operations, key=lambda each: "{" in each.path):
            if operation.credential == "actor" and self._actor is None:
                self._unchecked[operation.id] = "it needs a tenant"
                continue
            reason = await self._operation(operation)
            if reason is None:
                self._checked.append(operation.id)
            else:
                self._unchecked[operation.id] = reason
        return Report(
            findings=sorted(self._comparison.findings),
            unseen=self._comparison.unseen(),
            checked=self._checked,
            unchecked=self._unchecked,
            notes=list(self._notes),
            requests=self._requests,
        )

    async def _operation(self, operation: ReadOperation) -> str | None:
        """Check one operation; the reason where it could not be."""
        path = operation.path
        if operation.variable is not None:
            identifier = self._identifier(operation)
            if identifier is None:
                return "there is nothing to ask for"
            path = path.replace(f"{{{operation.variable}}}", quote(identifier, safe=""), 1)
        params: dict[str, object] = {}
        if operation.is_paged:
            params = {"page": 0, "page_size": _PAGE_SIZE}
        try:
            answer = await self._ask(operation, path, params)
        except InteropError as error:
            return f"there was no answer ({type(error).__name__})"
        if not self._success(operation, answer):
            return None if str(answer.status) in operation.responses else "it was refused"
        if operation.is_paged:
            await self._pages(operation, path, answer)
            await self._filters(operation, path)
        elif operation.variable is not None:
            await self._nobody(operation)
        return None

    def _identifier(self, operation: ReadOperation) -> str | None:
        for item in self._items.get(operation.parent, ()):
            for key, value in item.items():
                if (key == "id" or key.endswith("_id")) and _is_id(value, key, operation):
                    return str(value)
        return None

    async def _ask(
        self, operation: ReadOperation, path: str, params: Mapping[str, object]
    ) -> _Answer:
        client = self._actor if operation.credential == "actor" else self._account
        assert client is not None
        if self._requests:
            await anyio.sleep(self._pause)
        self._requests += 1
        try:
            raw = await client.request("GET", path, params=params)
        except StatusError as error:
            return _Answer(error.status_code, error.headers, error.body or "")
        return _Answer(raw.status_code, raw.headers, raw.content.decode(errors="replace"))

    def _success(self, operation: ReadOperation, answer: _Answer) -> bool:
        """Look at an answer; whether its body is the one to go on with."""
        self._headers(operation, answer)
        status = str(answer.status)
        if status == operation.success or answer.status in range(200, 300):
            if status != operation.success:
                self._note(operation, "status", operation.success, status)
            return self._body(operation, answer, operation.responses[operation.success])
        if status not in operation.responses:
            self._note(operation, "status", ", ".join(operation.responses), status)
        else:
            self._error(operation, answer)
        return False

    def _body(self, operation: ReadOperation, answer: _Answer, schema: Json | None) -> bool:
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            found = kind if kind.isascii() and "/" in kind and len(kind) < 60 else "none"
            self._note(operation, "content-type", "application/json", found or "none")
        value = answer.json()
        if value is ...:
            self._note(operation, "body", "JSON", "no JSON")
            return False
        _, opened = self._contract.resolved(schema)
        properties = opened.get("properties") or {}
        if "data" in properties and not (isinstance(value, dict) and "data" in value):
            found = "a bare list" if isinstance(value, list) else "no `data`"
            self._note(operation, "envelope", "an object with `data`", found)
            self._comparison.value(operation.id, value, properties["data"])
        else:
            self._comparison.value(operation.id, value, schema)
        return True

    def _error(self, operation: ReadOperation, answer: _Answer) -> None:
        schema = operation.responses.get(str(answer.status))
        if not answer.text or schema is None:
            return
        value = answer.json()
        if value is ...:
            self._note(operation, "error-body", "JSON", "no JSON", answer.status)
        elif (
            isinstance(value, dict)
            and "error" not in value
            and "error" in (self._contract.resolved(schema)[1].get("properties") or {})
        ):
            self._note(operation, "error-body", "wrapped in `error`", "not wrapped", answer.status)
        else:
            self._comparison.value(operation.id, value, schema)

    def _headers(self, operation: ReadOperation, answer: _Answer) -> None:
        date = answer.headers.get("date")
        if date is None:
            self._comparison.add(Finding("headers", "header", "Date", "none"))
        else:
            self._clock(date)
        for name in answer.headers:
            plain = name.lower()
            if "request-id" in plain or "ratelimit" in plain or "rate-limit" in plain:
                self._notes[f"the header {shown_name(plain)} comes with answers"] = None

    def _clock(self, date: str) -> None:
        try:
            there = parsedate_to_datetime(date)
        except (ValueError, TypeError, IndexError, OverflowError):
            self._comparison.add(Finding("headers", "header", "Date", "one that is no date"))
            return
        there = there if there.tzinfo else there.replace(tzinfo=UTC)
        apart = (there - datetime.fromtimestamp(wall_time(), UTC)).total_seconds()
        if abs(apart) > _CLOCKS_APART:
            ahead = "ahead of" if apart > 0 else "behind"
            self._notes[f"the service's clock is more than a minute {ahead} ours"] = None

    async def _pages(self, operation: ReadOperation, path: str, first: _Answer) -> None:
        before: list[Any] | None = None
        answer = first
        for page in range(_PAGES):
            items, following = _page(answer.json())
            kept = self._items.setdefault(operation.path, [])
            kept += [each for each in items if isinstance(each, dict)]
            if len(items) > _PAGE_SIZE:
                self._note(operation, "paging", "at most page_size items on a page", "more")
            if before is not None and items and items == before:
                self._note(operation, "paging", "another page for each number", "the same page")
            self._following(operation, following)
            if following is None or page + 1 == _PAGES:
                return
            before = items
            params = {"page": page + 1, "page_size": _PAGE_SIZE}
            try:
                answer = await self._ask(operation, path, params)
            except InteropError:
                return
            if not self._success(operation, answer):
                return

    def _following(self, operation: ReadOperation, following: Any) -> None:
        if not isinstance(following, str):
            return
        try:
            host = urlsplit(following).netloc
        except ValueError:
            host = "?"
        base = urlsplit(self._account.base_url).netloc
        if host and host != base:
            self._note(operation, "paging", "`next` within the service", "`next` at another host")

    async def _filters(self, operation: ReadOperation, path: str) -> None:
        """Ask for what one item has, and look whether other items come as well."""
        for parameter, schema in operation.parameters.items():
            many = schema.get("type") == "array"
            kind = schema["items"] if many else schema
            route = _route(parameter, kind.get("format"), self._items.get(operation.path, ()))
            if route is None:
                continue
            values = [_at(item, route) for item in self._items[operation.path]]
            wanted = next(each for each in values if each not in (None, ""))
            params = {parameter: [wanted] if many else wanted, "page_size": _PAGE_SIZE}
            try:
                answer = await self._ask(operation, path, params)
            except InteropError:
                continue
            if not self._success(operation, answer):
                continue
            items, _ = _page(answer.json())
            others = [_at(each, route) for each in items if isinstance(each, dict)]
            if any(each is not None and str(each) != str(wanted) for each in others):
                found = "others come too"
                self._note(operation, "filter", f"only what matches `{parameter}`", found)

    async def _nobody(self, operation: ReadOperation) -> None:
        """Ask for something that is not there."""
        path = operation.path.replace(f"{{{operation.variable}}}", str(uuid4()), 1)
        try:
            answer = await self._ask(operation, path, {})
        except InteropError:
            return
        if answer.status != 404:
            found = f"{answer.status}"
            self._note(operation, "status", "404 for what is not there", found)
            return
        self._headers(operation, answer)
        self._error(operation, answer)

    def _note(
        self,
        operation: ReadOperation,
        kind: str,
        documented: str,
        found: str,
        status: int | None = None,
    ) -> None:
        pointer: tuple[str, ...] = ("paths", operation.path, "get")
        where = operation.id if status is None else f"{operation.id}.{status}"
        self._comparison.add(Finding(where, kind, documented, found, pointer))


def _page(value: Any) -> tuple[list[Any], Any]:
    """The items of a page and its word of the next one."""
    if isinstance(value, list):
        return value, None
    if not isinstance(value, dict):
        return [], None
    data, paging = value.get("data"), value.get("paging")
    following = paging.get("next") if isinstance(paging, dict) else None
    return data if isinstance(data, list) else [], following


def _route(parameter: str, kind: str | None, items: Sequence[Json]) -> tuple[str, ...] | None:
    """Where the items hold what a query parameter filters by; None where they do not."""
    for key in (parameter, parameter.removesuffix("s")):
        for route in ((key,), (key, "id" if kind == "uuid" else "name")):
            values = [_at(item, route) for item in items]
            if any(isinstance(each, str | int) and each != "" for each in values):
                return route
    return None


def _at(item: Any, route: tuple[str, ...]) -> Any:
    for key in route:
        item = item.get(key) if isinstance(item, dict) else None
    return item


def _is_id(value: object, key: str, operation: ReadOperation) -> bool:
    """Whether a property holds what the operation's path takes: `id`, or `school_id` of schools."""
    if not isinstance(value, str):
        return False
    last = operation.parent.rpartition("/")[2]
    if key != "id" and not last.startswith(key.removesuffix("_id")):
        return False
    try:
        UUID(value)
    except ValueError:
        return False
    return True
