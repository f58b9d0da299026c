"""Plan of rollovers: for each tenant what is there, what would be written, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import attrs

from .applied import Applied
from .apply import apply
from .arguments import check_instant, check_statuses, texts
from .planned import Action, PlannedTenant
from .saved import by_name, named_twice, read, written

if TYPE_CHECKING:
    from ..client import InteropClient


def _rows(tenants: Iterable[PlannedTenant]) -> Sequence[PlannedTenant]:
    rows = tuple(sorted(tenants, key=by_name))
    if (tenant := named_twice(rows)) is not None:
        raise ValueError(f"the plan names tenant {tenant} twice")
    return rows


def _statuses(pausing: Iterable[str]) -> tuple[str, ...]:
    return texts("pausing", pausing)


def _moment(moment: datetime) -> datetime:
    check_instant("made_at", moment)
    return moment.astimezone(UTC)


@attrs.frozen(kw_only=True)
class Plan:
    """What would be written for a fleet, to be looked at, saved, and applied exactly as shown.

    Args:
        tenants: a row for each tenant; it has them by name.
        made_at: when it was made, with an offset.
        pausing: values of `status` that were taken for those of a pause, beyond those
            of `RolloverStatus`.

    Raises:
        TypeError, ValueError: an argument that cannot be meant, or a tenant that is there twice.
    """

    tenants: Sequence[PlannedTenant] = attrs.field(converter=_rows)
    made_at: datetime = attrs.field(converter=_moment)
    pausing: Sequence[str] = attrs.field(default=(), converter=_statuses)

    def __attrs_post_init__(self) -> None:
        check_statuses(self.pausing)

    @property
    def counts(self) -> dict[Action, int]:
        """How many tenants there are for each action."""
        found = Counter(each.action for each in self.tenants)
        return {action: found[action] for action in Action}

    @property
    def has_changes(self) -> bool:
        """Whether applying it would write anything."""
        return any(each.writes for each in self.tenants)

    def to_json(self) -> str:
        """The plan as JSON that people can read, keep under version control, and compare.

        Tenants come by name, times in UTC; the same plan gives the same text. It holds no
        credentials.
        """
        return written(self.tenants, self.counts, self.made_at, self.pausing)

    @classmethod
    def from_json(cls, text: str | bytes) -> Plan:
        """The plan that `to_json` wrote: equal to the one that wrote it.

        Raises:
            ValueError: it is no such plan; the text says where.
        """
        tenants, made_at, pausing = read(text)
        return cls(tenants=tenants, made_at=made_at, pausing=pausing)

    async def apply(
        self,
        interop: InteropClient,
        *,
        concurrency: int = 20,
        only: Collection[UUID | str] | None = None,
        on_result: Callable[[Applied], Awaitable[None] | None] | None = None,
    ) -> Sequence[Applied]:
        """Write exactly what the plan shows, tenant by tenant.

        For each tenant the state is read again, also where the plan has nothing to do. Where it
        is not what the plan saw, nothing is written and the result says what changed; so it does
        where the tenant is in another cloud or time zone by now. What is written is looked at:
        a result is `ok` only where the window is paused. Applied twice, or after an interruption,
        it goes on where it was: what is done already is found, and left alone.

        Args:
            interop: a client with account credentials.
            concurrency: tenants that are worked on at once.
            only: ids of the tenants to apply it for; None for all in the plan.
            on_result: is told of each tenant as it is done; it may be a coroutine function. Where
                it raises something, no other tenant is begun; those that were are done to their
                end, and told of, before that goes up.

        Returns:
            A result for each tenant of the plan that it was applied for, in the plan's order.
            A failure of one tenant ends nothing else.

        Raises:
            TypeError, ValueError: an argument that cannot be meant, or `only` names a tenant that
                is not in the plan; nothing was sent.
            AuthenticationError: the account's credentials are refused; no other tenant is begun.
        """
        return await apply(
            self.tenants,
            interop,
            concurrency=concurrency,
            only=only,
            pausing=self.pausing,
            on_result=on_result,
        )
