"""Planned tenants: which rollover is wanted, and what is done for one tenant, with the reasons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import attrs

from ..models import Rollover, RolloverRequest


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
    """

    name: str
    start: date | datetime
    end: date | datetime
    type: str | None = None
    status: str | None = None
    integration: str | None = None
    tenants: Sequence[UUID | str] | None = None


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
    """

    id: UUID
    name: str | None
    timezone: str
    action: Action
    before: Rollover | None = None
    after: RolloverRequest | None = None
    reasons: Sequence[str] = ()
    warnings: Sequence[str] = ()
    seen: Sequence[Rollover] = ()
    cloud_id: UUID | None = None
    account_timezone: str | None = None

    @property
    def writes(self) -> bool:
        """Whether something is written for this tenant."""
        return self.action in (Action.CREATE, Action.CHANGE)
