"""Why a schedule was refused, told from what is there."""

from __future__ import annotations

import pickle
from datetime import timedelta
from uuid import UUID

import pytest

from interop_client import errors
from interop_client.errors import ConflictError
from interop_client.ingestions.wait import is_pending
from interop_client.models import Ingestion, IngestionState, Rollover, Schedule
from interop_client.schedules import causes

from .samples import NOW, conflict, rollover

ENDED = Ingestion.from_dict({"id": str(UUID(int=8)), "state": "success"})
PENDING = Ingestion.from_dict(
    {"id": str(UUID(int=9)), "state": "executing", "session_token": "hush"}
)
ACTIVE = rollover(NOW - timedelta(days=1), NOW + timedelta(days=1))
PAST = rollover(NOW - timedelta(days=9), NOW - timedelta(days=1))


@pytest.mark.parametrize(
    ("enabled", "paused", "expected"),
    [
        (True, None, False),
        (None, None, False),
        (False, None, True),
        (False, False, True),
        (True, True, True),
        (None, True, True),
        (True, False, False),
    ],
)
def test_paused_is_the_schedules_own_word(
    enabled: bool | None, paused: bool | None, expected: bool
) -> None:
    assert causes.is_paused(Schedule(enabled=enabled, paused=paused)) is expected


@pytest.mark.parametrize(
    ("state", "pending"),
    [
        *((state, False) for state in ("success", "failed", "cancelled", "timeout")),
        *((state, True) for state in ("unspecified", "preparing", "scheduled", "executing")),
        ("never heard of", True),
        ("SUCCESS", True),
        (None, True),
    ],
)
def test_pending_is_any_state_that_is_not_known_to_be_final(
    state: str | None, pending: bool
) -> None:
    assert is_pending(Ingestion.from_dict({"state": state})) is pending


@pytest.mark.parametrize(("hour", "told"), [(3, True), (4, False), (None, False)])
def test_why_a_schedule_was_not_created(hour: int | None, told: bool) -> None:
    there = Schedule(id=UUID(int=4), hour=hour, type=None)
    error = causes.why_not_created(conflict(), 3, [there])
    assert (error is not None) is told
    if error is not None:
        assert type(error) is errors.ScheduleOverlapError
        assert error.conflicting == [there]
        assert str(UUID(int=4)) in error.message


@pytest.mark.parametrize(
    ("schedule", "rollovers", "ingestions", "cause"),
    [
        (Schedule(enabled=False), [], [], errors.SchedulePausedError),
        (Schedule(paused=True), [PAST], [ENDED], errors.SchedulePausedError),
        (Schedule(enabled=True), [PAST, ACTIVE], [], errors.SchedulePausedError),
        (Schedule(enabled=True), [ACTIVE], [PENDING], errors.SchedulePausedError),
        (Schedule(enabled=True), [PAST], [ENDED, PENDING], errors.IngestionPendingError),
        (Schedule(), [], [Ingestion()], errors.IngestionPendingError),
        (Schedule(enabled=True), [PAST], [ENDED], None),
        (Schedule(enabled=True), [], [], None),
    ],
)
def test_why_a_schedule_was_not_run(
    schedule: Schedule,
    rollovers: list[Rollover],
    ingestions: list[Ingestion],
    cause: type[ConflictError] | None,
) -> None:
    error = causes.why_not_run(conflict(), schedule, rollovers, ingestions, NOW)
    assert (None if error is None else type(error)) is cause
    if isinstance(error, errors.SchedulePausedError):
        assert error.schedule is schedule
    if isinstance(error, errors.IngestionPendingError):
        assert error.ingestion.session_token is None
        assert b"hush" not in pickle.dumps(error)
    assert PENDING.session_token == "hush"


def test_no_state_of_the_document_is_forgotten() -> None:
    assert {str(state) for state in IngestionState} >= {
        *("unspecified", "preparing", "scheduled", "executing"),
        *("success", "failed", "cancelled", "timeout"),
    }
