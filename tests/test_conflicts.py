"""What is told from what was read: the pure functions behind the conflict helpers, as tables."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest

from interop_client import errors
from interop_client._conflicts import causes as conflicts
from interop_client._policies import ConflictPolicy
from interop_client.errors import ConfigurationError, ConflictError
from interop_client.ingestions.resource import started_since
from interop_client.models import (
    Ingestion,
    IngestionState,
    IngestionType,
    Rollover,
    RolloverRequest,
    Schedule,
)

CLOUD = UUID(int=0xC10)
OTHER_CLOUD = UUID(int=0xC11)
NOW = datetime(2031, 6, 15, 12, tzinfo=UTC)


def day(number: float) -> datetime:
    return datetime(2031, 6, 1, tzinfo=UTC) + timedelta(days=number - 1)


def request(start: datetime, end: datetime, **changes: object) -> RolloverRequest:
    made = RolloverRequest(
        name="Summer",
        start_date=start,
        end_date=end,
        type="school_year",
        status="upcoming",
        cloud_id=CLOUD,
    )
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def rollover(start: datetime | None, end: datetime | None, **changes: object) -> Rollover:
    read = Rollover(
        id=UUID(int=1),
        name="Summer",
        start_date=start,
        end_date=end,
        type="school_year",
        cloud_id=CLOUD,
    )
    for name, value in changes.items():
        setattr(read, name, value)
    return read


def conflict() -> ConflictError:
    return ConflictError(
        "POST x answered 409", status_code=409, method="POST", url="x", request_id="r-1", attempts=2
    )


@pytest.mark.parametrize(
    ("start", "end", "overlaps"),
    [
        (day(10), day(20), True),
        (day(12), day(13), True),
        (day(1), day(30), True),
        (day(1), day(10), False),
        (day(20), day(30), False),
        (day(1), day(10) + timedelta(microseconds=1), True),
        (day(20) - timedelta(microseconds=1), day(30), True),
        (day(1), day(5), False),
        (day(25), day(30), False),
        (None, day(30), False),
        (day(1), None, False),
        (None, None, False),
    ],
)
def test_windows_are_half_open_and_a_missing_date_is_not_guessed(
    start: datetime | None, end: datetime | None, overlaps: bool
) -> None:
    found = rollover(start, end)
    assert conflicts.overlapping(request(day(10), day(20)), [found]) == [found] * overlaps
    if start is not None and end is not None:
        mirrored = request(start, end)
        other = rollover(day(10), day(20))
        assert conflicts.overlapping(mirrored, [other]) == [other] * overlaps


@pytest.mark.parametrize(
    ("cloud", "overlaps"), [(CLOUD, True), (OTHER_CLOUD, False), (None, False)]
)
def test_only_rollovers_of_the_same_known_cloud_overlap(cloud: UUID | None, overlaps: bool) -> None:
    found = rollover(day(10), day(20), cloud_id=cloud)
    assert conflicts.overlapping(request(day(10), day(20)), [found]) == [found] * overlaps


@pytest.mark.parametrize(
    "cloud", [str(CLOUD), str(CLOUD).upper(), CLOUD.hex, CLOUD.urn, f"{{{CLOUD}}}"]
)
def test_identifiers_are_equal_however_they_are_written(cloud: str) -> None:
    found = rollover(day(10), day(20))
    wanted = request(day(10), day(20), cloud_id=cloud)
    assert conflicts.overlapping(wanted, [found]) == [found]
    assert conflicts.same_rollover(wanted, found)
    own = cloud.replace(CLOUD.hex, UUID(int=1).hex).replace(str(CLOUD), str(UUID(int=1)))
    if own != cloud:
        assert conflicts.overlapping(wanted, [found], own_id=own) == []


def test_a_rollover_does_not_overlap_itself() -> None:
    own, other = rollover(day(10), day(20)), rollover(day(15), day(25), id=UUID(int=2))
    wanted = request(day(11), day(21))
    assert conflicts.overlapping(wanted, [own, other], own_id=UUID(int=1)) == [other]
    assert conflicts.overlapping(wanted, [own, other], own_id=str(UUID(int=1))) == [other]
    assert conflicts.overlapping(wanted, [own, other]) == [own, other]
    nameless = rollover(day(10), day(20), id=None)
    assert conflicts.overlapping(wanted, [nameless], own_id=UUID(int=1)) == [nameless]


def test_windows_are_compared_as_instants_whatever_their_zones() -> None:
    east = timezone(timedelta(hours=9))
    west = timezone(timedelta(hours=-7))
    found = rollover(day(10).astimezone(east), day(20).astimezone(west))
    assert conflicts.overlapping(request(day(20), day(21)), [found]) == []
    assert conflicts.overlapping(request(day(19.9).astimezone(east), day(21)), [found]) == [found]
    assert conflicts.same_rollover(request(day(10), day(20)), found)


@pytest.mark.parametrize(
    ("start", "end", "active", "ended"),
    [
        (NOW, NOW + timedelta(days=1), True, False),
        (NOW - timedelta(days=1), NOW + timedelta(microseconds=1), True, False),
        (NOW - timedelta(days=1), NOW, False, True),
        (NOW + timedelta(seconds=1), NOW + timedelta(days=1), False, False),
        (None, NOW + timedelta(days=1), False, False),
        (NOW - timedelta(days=1), None, False, False),
        (None, NOW, False, True),
    ],
)
def test_active_means_within_the_window(
    start: datetime | None, end: datetime | None, active: bool, ended: bool
) -> None:
    found = rollover(start, end, status="ongoing")
    assert conflicts.is_active(found, NOW) is active
    assert conflicts.is_ended(found, NOW) is ended
    assert conflicts.may_be_active(found, NOW) is active


def test_a_clock_of_whole_seconds_leaves_the_second_open() -> None:
    soon = rollover(NOW + timedelta(milliseconds=400), NOW + timedelta(days=1))
    assert not conflicts.is_active(soon, NOW)
    assert conflicts.may_be_active(soon, NOW)
    assert not conflicts.may_be_active(soon, NOW + timedelta(milliseconds=1))
    assert conflicts.why_rollover_not_deleted(conflict(), soon, NOW) is not None


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
    assert conflicts.is_paused(Schedule(enabled=enabled, paused=paused)) is expected


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
    assert conflicts.is_pending(Ingestion.from_dict({"state": state})) is pending


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"status": "completed"}, True),
        ({"additional_properties": {"colour": "blue"}}, True),
        ({"actor_id": UUID(int=5)}, True),
        ({"start_date": day(10) + timedelta(microseconds=999)}, True),
        ({"start_date": day(10) - timedelta(microseconds=999)}, True),
        ({"start_date": day(10) + timedelta(milliseconds=1)}, False),
        ({"end_date": day(20) + timedelta(milliseconds=1)}, False),
        ({"start_date": None}, False),
        ({"end_date": None}, False),
        ({"name": "summer"}, False),
        ({"type": "term"}, False),
        ({"type": None}, False),
        ({"cloud_id": OTHER_CLOUD}, False),
        ({"cloud_id": None}, False),
    ],
)
def test_what_makes_two_rollovers_the_same(changes: dict[str, object], same: bool) -> None:
    found = rollover(day(10), day(20), **changes)
    assert conflicts.same_rollover(request(day(10), day(20)), found) is same


def test_the_actor_counts_where_one_is_asked_for() -> None:
    wanted = request(day(10), day(20), actor_id=UUID(int=5))
    assert conflicts.is_named(wanted, rollover(day(1), day(2), actor_id=UUID(int=5)))
    assert not conflicts.is_named(wanted, rollover(day(1), day(2), actor_id=UUID(int=6)))
    assert not conflicts.is_named(wanted, rollover(day(1), day(2)))


def test_what_was_written_has_the_undocumented_properties_that_were_sent() -> None:
    wanted = request(day(10), day(20), additional_properties={"colour": "blue", "gone": None})
    kept = {"colour": "blue", "more": 1}
    assert conflicts.is_as_sent(wanted, rollover(day(10), day(20), additional_properties=kept))
    assert not conflicts.is_as_sent(wanted, rollover(day(10), day(20)))
    still = {"colour": "blue", "gone": 1}
    assert not conflicts.is_as_sent(wanted, rollover(day(10), day(20), additional_properties=still))


def made(moment: datetime) -> dict[str, object]:
    """What a rollover that was made then has, where the service says so."""
    return {"additional_properties": {"created_at": moment.isoformat()}}


@pytest.mark.parametrize(
    ("changes", "since", "may"),
    [
        ({"type": "term"}, NOW, True),
        ({"name": "Renamed"}, NOW, True),
        ({"start_date": day(11)}, NOW, True),
        ({"name": "Renamed", "start_date": day(11)}, NOW, False),
        (made(NOW - timedelta(seconds=6)), NOW, False),
        (made(NOW - timedelta(seconds=4)), NOW, True),
        (made(NOW), NOW, True),
        (made(NOW - timedelta(days=9)), None, True),
        ({"additional_properties": {"created_at": "2020-01-01T00:00:00"}}, NOW, False),
        ({"additional_properties": {"created_at": "long ago"}}, NOW, True),
        ({"additional_properties": {"created_at": 7}}, NOW, True),
    ],
)
def test_what_may_have_been_made_by_a_create_whose_answer_was_lost(
    changes: dict[str, object], since: datetime | None, may: bool
) -> None:
    found = rollover(day(10), day(20), **changes)
    assert conflicts.may_have_been(request(day(10), day(20)), found, since) is may


ENDED = Ingestion.from_dict({"id": str(UUID(int=8)), "state": "success"})
PENDING = Ingestion.from_dict(
    {"id": str(UUID(int=9)), "state": "executing", "session_token": "hush"}
)
ACTIVE = rollover(NOW - timedelta(days=1), NOW + timedelta(days=1))
PAST = rollover(NOW - timedelta(days=9), NOW - timedelta(days=1))


@pytest.mark.parametrize(
    ("others", "cause"),
    [
        ([rollover(day(19), day(25), id=UUID(int=2))], errors.RolloverOverlapError),
        ([rollover(day(20), day(25), id=UUID(int=2))], None),
        ([], None),
    ],
)
def test_why_a_rollover_was_not_written(
    others: list[Rollover], cause: type[ConflictError] | None
) -> None:
    wanted = request(day(10), day(20))
    own = rollover(day(10), day(20))
    error = conflicts.why_rollover_not_written(
        conflict(), wanted, [own, *others], own_id=UUID(int=1)
    )
    if cause is None:
        assert error is None
        return
    assert type(error) is cause
    assert error is not None
    assert error.conflicting == others
    assert (error.status_code, error.request_id, error.attempts) == (409, "r-1", 2)
    assert "Summer" in error.message
    assert str(UUID(int=2)) in error.message
    copied = pickle.loads(pickle.dumps(error))
    assert (type(copied), copied.message, copied.conflicting) == (cause, error.message, others)


def test_a_write_against_which_nothing_speaks_met_another() -> None:
    error = conflicts.concurrent(conflict())
    assert type(error) is errors.ConcurrentModificationError
    assert error.request_id == "r-1"


@pytest.mark.parametrize(("found", "told"), [(ACTIVE, True), (PAST, False)])
def test_why_a_rollover_was_not_deleted(found: Rollover, told: bool) -> None:
    error = conflicts.why_rollover_not_deleted(conflict(), found, NOW)
    if not told:
        assert error is None
        return
    assert type(error) is errors.ActiveRolloverError
    assert error.rollover is found
    assert error.rollover.end_date == NOW + timedelta(days=1)
    assert pickle.loads(pickle.dumps(error)).rollover == found


@pytest.mark.parametrize(("hour", "told"), [(3, True), (4, False), (None, False)])
def test_why_a_schedule_was_not_created(hour: int | None, told: bool) -> None:
    there = Schedule(id=UUID(int=4), hour=hour, type=None)
    error = conflicts.why_schedule_not_created(conflict(), 3, [there])
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
    error = conflicts.why_schedule_not_run(conflict(), schedule, rollovers, ingestions, NOW)
    assert (None if error is None else type(error)) is cause
    if isinstance(error, errors.SchedulePausedError):
        assert error.schedule is schedule
    if isinstance(error, errors.IngestionPendingError):
        assert error.ingestion is not None
        assert error.ingestion.session_token is None
        assert b"hush" not in pickle.dumps(error)
    assert PENDING.session_token == "hush"


def collection(number: int, at: datetime | None, kind: str = "collection") -> Ingestion:
    return Ingestion(id=UUID(int=number), type=IngestionType(kind), created_at=at)


@pytest.mark.parametrize(
    ("before", "since", "found", "numbers"),
    [
        (1, NOW, [collection(1, NOW), collection(2, NOW + timedelta(seconds=1))], [2]),
        (1, NOW, [collection(2, NOW + timedelta(seconds=1)), collection(1, NOW)], [2]),
        (2, NOW, [collection(1, NOW), collection(2, NOW + timedelta(seconds=1))], []),
        (3, NOW, [collection(1, NOW), collection(2, NOW + timedelta(seconds=1))], []),
        (0, NOW, [collection(1, NOW), collection(1, NOW)], [1]),
        (0, NOW, [collection(1, NOW), collection(2, NOW)], [1, 2]),
        (1, NOW, [collection(1, NOW), collection(2, NOW)], [1, 2]),
        (0, NOW, [collection(1, NOW, "bulk_load")], []),
        (1, NOW, [collection(1, NOW - timedelta(days=1)), collection(2, None)], []),
        (1, None, [collection(1, NOW - timedelta(days=1)), collection(2, NOW)], [2]),
        (0, NOW, [collection(1, NOW - timedelta(minutes=1))], []),
        (None, NOW, [collection(1, NOW), collection(2, NOW - timedelta(seconds=1))], [1]),
        (None, NOW.replace(microsecond=9), [collection(1, NOW)], [1]),
        (None, None, [collection(1, NOW)], []),
    ],
)
def test_which_collections_were_started_since(
    before: int | None, since: datetime | None, found: list[Ingestion], numbers: list[int]
) -> None:
    new = started_since(found, since, before)
    assert sorted(each.id.int for each in new if each.id is not None) == numbers


def test_no_state_of_the_document_is_forgotten() -> None:
    assert {str(state) for state in IngestionState} == {
        *("unspecified", "preparing", "scheduled", "executing"),
        *("success", "failed", "cancelled", "timeout"),
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"attempts": 0},
        {"attempts": True},
        {"attempts": 2.0},
        {"max_wait": -1},
        {"max_wait": float("nan")},
        {"max_wait": float("inf")},
        {"max_wait": "1"},
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match=next(iter(wrong))):
        ConflictPolicy(**wrong)


def test_waits_double_up_to_their_bound_and_honour_what_was_asked() -> None:
    steady = ConflictPolicy(jitter=False, max_wait=1.0)
    assert [steady.wait(attempt) for attempt in (1, 2, 3, 4, 5, 99)] == [
        *(0.1, 0.2, 0.4, 0.8, 1.0, 1.0)
    ]
    assert steady.wait(1, 0.7) == 0.7
    assert steady.wait(1, 60.0) == 1.0
    drawn = [ConflictPolicy(max_wait=1.0).wait(4) for _ in range(200)]
    assert 0 <= min(drawn) < 0.2
    assert 0.6 < max(drawn) <= 0.8
    off = ConflictPolicy.off()
    assert (off.attempts, off.enabled) == (1, False)
