"""The run of a contract watch: which calls are made, and what is looked at in each answer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit
from uuid import UUID, uuid4

from ..errors import ConfigurationError, InteropError
from .answers import Answer, Asker, Judge
from .contract import Contract, Json, ReadOperation
from .findings import Report

if TYPE_CHECKING:
    from ..client import InteropClient
    from ..models import TenantInfo

__all__ = ["verify"]

# A page this small makes it likely that there is a second one to look at.
_PAGE_SIZE = 3
_PAGES = 2


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
        ConfigurationError: the document cannot be read, or the pause is none.
    """
    if type(pause) not in (int, float) or not 0 <= pause < math.inf:
        raise ConfigurationError(f"pause must be 0 or more seconds, not {pause!r}.")
    chosen = Contract.packaged() if contract is None else contract
    actor = None if tenant is None else interop.for_tenant(tenant)
    return await _Run(Asker(interop, actor, pause), chosen).report()


class _Run:
    def __init__(self, asker: Asker, contract: Contract) -> None:
        self._asker = asker
        self._contract = contract
        self._judge = Judge(contract)
        self._items: dict[str, list[Json]] = {}
        self._checked: list[str] = []
        self._unchecked: dict[str, str] = {}

    async def report(self) -> Report:
        for operation in sorted(self._contract.operations, key=lambda each: "{" in each.path):
            if operation.credential == "actor" and self._asker.actor is None:
                self._unchecked[operation.id] = "it needs a tenant"
                continue
            reason = await self._operation(operation)
            if reason is None:
                self._checked.append(operation.id)
            else:
                self._unchecked[operation.id] = reason
        return Report(
            findings=sorted(self._judge.comparison.findings),
            unseen=self._judge.comparison.unseen(),
            checked=self._checked,
            unchecked=self._unchecked,
            notes=list(self._judge.notes),
            requests=self._asker.requests,
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
            answer = await self._asker.ask(operation, path, params)
        except InteropError as error:
            return f"there was no answer ({type(error).__name__})"
        if not self._judge.success(operation, answer):
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

    async def _pages(self, operation: ReadOperation, path: str, first: Answer) -> None:
        before: list[Any] | None = None
        answer = first
        for page in range(_PAGES):
            items, following = _page(answer.json())
            kept = self._items.setdefault(operation.path, [])
            kept += [each for each in items if isinstance(each, dict)]
            if len(items) > _PAGE_SIZE:
                self._judge.note(operation, "paging", "at most page_size items on a page", "more")
            if before is not None and items and items == before:
                self._judge.note(
                    operation, "paging", "another page for each number", "the same page"
                )
            self._following(operation, following)
            if following is None or page + 1 == _PAGES:
                return
            before = items
            params = {"page": page + 1, "page_size": _PAGE_SIZE}
            try:
                answer = await self._asker.ask(operation, path, params)
            except InteropError:
                return
            if not self._judge.success(operation, answer):
                return

    def _following(self, operation: ReadOperation, following: Any) -> None:
        if not isinstance(following, str):
            return
        try:
            host = urlsplit(following).netloc
        except ValueError:
            host = "?"
        base = urlsplit(self._asker.account.base_url).netloc
        if host and host != base:
            self._judge.note(
                operation, "paging", "`next` within the service", "`next` at another host"
            )

    async def _filters(self, operation: ReadOperation, path: str) -> None:
        """Ask for what one item has, and look whether other items come as well."""
        for parameter, schema in operation.parameters.items():
            many = schema.get("type") == "array"
            kind = schema["items"] if many else schema
            route = _route(parameter, kind.get("format"), self._items.get(operation.path, ()))
            if route is None:
                continue
            values = [_at(item, route) for item in self._items[operation.path]]
            wanted = next(each for each in values if _can_be_asked_for(each))
            params = {parameter: [wanted] if many else wanted, "page_size": _PAGE_SIZE}
            try:
                answer = await self._asker.ask(operation, path, params)
            except InteropError:
                continue
            if not self._judge.success(operation, answer):
                continue
            items, _ = _page(answer.json())
            others = [_at(each, route) for each in items if isinstance(each, dict)]
            if any(each is not None and str(each) != str(wanted) for each in others):
                found = "others come too"
                self._judge.note(operation, "filter", f"only what matches `{parameter}`", found)

    async def _nobody(self, operation: ReadOperation) -> None:
        """Ask for something that is not there."""
        path = operation.path.replace(f"{{{operation.variable}}}", str(uuid4()), 1)
        try:
            answer = await self._asker.ask(operation, path, {})
        except InteropError:
            return
        if answer.status != 404:
            found = f"{answer.status}"
            self._judge.note(operation, "status", "404 for what is not there", found)
            return
        self._judge.headers(answer)
        self._judge.error(operation, answer)


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
            if any(map(_can_be_asked_for, values)):
                return route
    return None


def _can_be_asked_for(value: object) -> bool:
    """Whether a value can stand in a query, so that a service may filter by it."""
    if isinstance(value, str):
        return value != "" and value.isprintable()
    return isinstance(value, int)


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
