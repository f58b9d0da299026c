"""Ingestions: their state follows from the clock, so nothing runs in the background."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import attrs

from ..contract.refusing import checked_seconds, one_of
from .collection import Record
from .times import write_time

FINAL_STATES = ("success", "failed", "cancelled", "timeout")
"""The states that an ingestion does not leave."""


def _duration(instance: object, attribute: attrs.Attribute[Any], value: Any) -> None:
    checked_seconds(attribute.name, value, endless=True)


def _outcome(instance: object, attribute: attrs.Attribute[Any], value: Any) -> None:
    one_of("state that an ingestion ends in", value, FINAL_STATES)


@attrs.frozen
class IngestionPlan:
    """How an ingestion goes: seconds spent in each state, and the state it ends in.

    `float("inf")` keeps it in a state for good.

    Raises:
        ValueError: a time is negative, or the outcome is no state that an ingestion ends in.
    """

    preparing: float = attrs.field(default=0.3, validator=_duration)
    scheduled: float = attrs.field(default=0.3, validator=_duration)
    executing: float = attrs.field(default=1.4, validator=_duration)
    outcome: str = attrs.field(default="success", validator=_outcome)

    def state_after(self, seconds: float) -> tuple[str, float]:
        """The state that many seconds in, and how many seconds in it was entered."""
        entered = 0.0
        for state, lasts in (
            ("preparing", self.preparing),
            ("scheduled", self.scheduled),
            ("executing", self.executing),
        ):
            if seconds < entered + lasts:
                return state, entered
            entered += lasts
        return self.outcome, entered


@attrs.define
class IngestionRun:
    """One ingestion, as the sandbox keeps it."""

    id: str
    account_id: str
    tenant_id: str
    type: str
    topics: list[str]
    session_token: str
    created: datetime
    plan: IngestionPlan
    additional: Record = attrs.field(factory=dict)

    def state(self, now: datetime) -> str:
        """The state at that time."""
        return self.plan.state_after((now - self.created).total_seconds())[0]

    def is_pending(self, now: datetime) -> bool:
        """Whether it has not ended by that time."""
        return self.state(now) not in FINAL_STATES

    def end(self, outcome: str, now: datetime) -> None:
        """Ends it now, with the state given, whatever was planned."""
        elapsed = max((now - self.created).total_seconds(), 0.0)
        self.plan = IngestionPlan(preparing=0.0, scheduled=0.0, executing=elapsed, outcome=outcome)

    def record(self, now: datetime) -> Record:
        """The ingestion as the service shows it at that time."""
        state, entered = self.plan.state_after((now - self.created).total_seconds())
        return {
            "id": self.id,
            "account_id": self.account_id,
            "tenant_id": self.tenant_id,
            "created_at": write_time(self.created),
            "updated_at": write_time(self.created + timedelta(seconds=entered)),
            "session_token": self.session_token,
            "type": self.type,
            "topics": list(self.topics),
            "state": state,
            **self.additional,
        }
