"""Planned tenants: which rollover is wanted, and what is done for one tenant, with the reasons."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

import attrs

from .._config.arguments import kind_of
from ..fleet.arguments import tenant_uuid
from ..models import Rollover, RolloverRequest
from ..rollovers.write import writable
from .arguments import check_kind, check_text, texts
from .window import instant

# No time zone is as much as a day away from UTC.
_FARTHEST = timedelta(days=1)


class Action(StrEnum):
    """What a plan does for a tenant."""

    NOTHING = "nothing"
    """The whole window is paused already."""
    CREATE = "create"
    """A rollover is created."""
    CHANGE = "change"
    """The rollover of that name gets another window, or another type or status."""
    BLOCKED = "blocked"
    """It cannot be done, or not by a plan: a person has to look."""


def action_of(value: Action | str) -> Action:
    """The action of this value.

    Raises:
        ValueError: there is none.
    """
    try:
        return Action(value)
    except ValueError:
        raise ValueError(f"action must be {', '.join(Action)}, not {value!r}") from None


def _reasons(lines: Iterable[str]) -> tuple[str, ...]:
    return texts("reasons", lines)


def _warnings(lines: Iterable[str]) -> tuple[str, ...]:
    return texts("warnings", lines)


def _rollovers(values: Iterable[Rollover]) -> tuple[Rollover, ...]:
    return tuple(map(_without_none, values))


def _rollover(value: Rollover | None) -> Rollover | None:
    return None if value is None else _without_none(value)


def _request(value: RolloverRequest | None) -> RolloverRequest | None:
    """What is to be written, as it can be sent, and as it is read where it was saved."""
    return None if value is None else RolloverRequest.from_dict(writable(value).to_dict())


def _without_none(rollover: Rollover) -> Rollover:
    """A rollover without undocumented properties that are None: they read as absent when saved."""
    more = rollover.additional_properties
    if None not in more.values():
        return rollover
    kept = {name: value for name, value in more.items() if value is not None}
    return attrs.evolve(rollover, additional_properties=kept)


@attrs.frozen(kw_only=True)
class Wanted:
    """The rollover that is wanted, and for which tenants.

    Args:
        name: what it is called; a rollover of this name in the tenant's cloud is *it*.
        start: when it begins: a date is midnight in each tenant's own time zone, a time without
            an offset is one of that zone.
        end: when it is over, likewise.
        type: its type; None to take what most rollovers have.
        status: its status; None to take what most rollovers that lie ahead have.
        integration: for all tenants of this integration, by name or id.
        tenants: for these tenants, by id. Give this or `integration`, or neither for all tenants
            of the account.

    Raises:
        TypeError, ValueError: an argument that cannot be meant: an empty name, a window that ends
            before it begins wherever that is, what is no id, `tenants` beside `integration`.
    """

    name: str
    start: date | datetime
    end: date | datetime
    type: str | None = None
    status: str | None = None
    integration: str | None = None
    tenants: Sequence[UUID | str] | None = None

    def __attrs_post_init__(self) -> None:
        check_text("name", self.name)
        check_kind("start", self.start, date)
        check_kind("end", self.end, date)
        for name in ("type", "status", "integration"):
            if getattr(self, name) is not None:
                check_text(name, getattr(self, name))
        if self.tenants is not None:
            if isinstance(self.tenants, str | bytes) or not isinstance(self.tenants, Collection):
                raise TypeError(f"tenants must be a list of ids, not {kind_of(self.tenants)}")
            for each in self.tenants:
                tenant_uuid("tenants", each)
            if self.integration is not None:
                raise ValueError("give tenants or integration, not both")
        slack = timedelta() if _has_offset(self.start) is _has_offset(self.end) else _FARTHEST
        if instant(self.start, UTC) - instant(self.end, UTC) >= slack:
            raise ValueError(f"start must be before end, not {self.start} and {self.end}")


def check_not_over(wanted: Wanted, now: datetime) -> None:
    """Refuse a window that is over in every time zone.

    Raises:
        ValueError: it is.
    """
    slack = timedelta() if _has_offset(wanted.end) else _FARTHEST
    if now - instant(wanted.end, UTC) >= slack:
        raise ValueError(f"the window of {wanted.name!r} is over: it ended on {wanted.end}")


def _has_offset(moment: date | datetime) -> bool:
    return isinstance(moment, datetime) and moment.utcoffset() is not None


@attrs.frozen(kw_only=True)
class PlannedTenant:
    """What a plan does for one tenant.

    Args:
        id: the tenant's id.
        name: its name.
        timezone: the time zone in which its dates were read.
        action: what is done.
        before: the rollover that is changed; None for anything but a change.
        after: what is written; None where nothing is.
        reasons: why, a line each: what pauses the window, what is open, what is in the way.
        warnings: what to look at before it is applied.
        seen: the rollovers that were there, and have to be there still when it is applied.
        cloud_id: the cloud that the tenant was in; None where that was not told.
        account_timezone: the time zone of its account, which has to be the same still when it is
            applied; None where its dates were not read in it.

    Raises:
        TypeError, ValueError: an argument that cannot be meant, or that does not fit the action:
            `after` goes with what writes and can be sent, `before` with a change, and has an id.
    """

    id: UUID
    name: str | None
    timezone: str
    action: Action = attrs.field(converter=action_of)
    before: Rollover | None = attrs.field(default=None, converter=_rollover)
    after: RolloverRequest | None = attrs.field(default=None, converter=_request)
    reasons: Sequence[str] = attrs.field(default=(), converter=_reasons)
    warnings: Sequence[str] = attrs.field(default=(), converter=_warnings)
    seen: Sequence[Rollover] = attrs.field(default=(), converter=_rollovers)
    cloud_id: UUID | None = None
    account_timezone: str | None = None

    def __attrs_post_init__(self) -> None:
        check_kind("id", self.id, UUID)
        if (self.after is not None) != self.writes:
            raise ValueError(f"after does not fit the action {self.action!s}")
        if (self.before is not None) != (self.action is Action.CHANGE):
            raise ValueError(f"before does not fit the action {self.action!s}")
        if self.before is not None and self.before.id is None:
            raise ValueError("before has no id")

    @property
    def writes(self) -> bool:
        """Whether something is written for this tenant."""
        return self.action in (Action.CREATE, Action.CHANGE)
