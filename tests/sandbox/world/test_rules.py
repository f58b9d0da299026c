"""The rules of rollovers, schedules, ingestions and times, which need no server."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interop_client.sandbox import Clock, IngestionPlan, Sandbox
from interop_client.sandbox.world.collection import Collection
from interop_client.sandbox.world.rules import (
    is_active,
    is_paused,
    overlap,
    overlapping,
    rollover_status,
)
from interop_client.sandbox.world.times import read_time, write_time

NOON = datetime(2031, 6, 1, 12, tzinfo=UTC)


def spanning(start: int, end: int, cloud: str = "a") -> dict[str, str]:
    """A rollover over some days of June 2031."""
    return {
        "id": f"{cloud}-{start}-{end}",
        "cloud_id": cloud,
        "start_date": write_time(NOON + timedelta(days=start)),
        "end_date": write_time(NOON + timedelta(days=end)),
    }


@given(st.lists(st.integers(0, 20), min_size=4, max_size=4))
def test_overlap_is_symmetric_half_open_and_within_one_cloud(days: list[int]) -> None:
    a, b, c, d = days
    one, other = spanning(min(a, b), max(a, b) + 1), spanning(min(c, d), max(c, d) + 1)
    shared = set(range(min(a, b), max(a, b) + 1)) & set(range(min(c, d), max(c, d) + 1))
    assert overlap(one, other) == overlap(other, one) == bool(shared)
    assert not overlap(one, {**other, "cloud_id": "b"})


def test_windows_that_touch_do_not_overlap_whatever_their_offsets() -> None:
    one = spanning(0, 1)
    touching = {**spanning(1, 2), "start_date": "2031-06-02T14:00:00+02:00"}
    assert not overlap(one, touching)
    assert overlap(one, {**touching, "start_date": "2031-06-02T13:59:59.999+02:00"})


def test_a_rollover_does_not_overlap_itself_nor_one_without_dates() -> None:
    one = spanning(0, 5)
    assert overlapping(one, [one, {**one, "id": "else", "end_date": None}]) == []


def test_status_follows_from_the_window() -> None:
    rollover = spanning(0, 1)
    moments = [NOON - timedelta(seconds=1), NOON, NOON + timedelta(days=1)]
    assert [rollover_status(rollover, now) for now in moments] == [
        "upcoming",
        "ongoing",
        "completed",
    ]
    assert [is_active(rollover, now) for now in moments] == [False, True, False]


def test_a_schedule_is_paused_when_switched_off_or_while_a_rollover_is_active() -> None:
    assert is_paused({"enabled": False}, [], NOON)
    assert is_paused({"enabled": True}, [spanning(0, 1)], NOON)
    assert not is_paused({"enabled": True}, [spanning(1, 2)], NOON)


@given(st.datetimes(timezones=st.timezones()))
def test_times_survive_the_wire_to_the_millisecond(moment: datetime) -> None:
    try:
        text = write_time(moment)
    except OverflowError:
        return
    read = read_time(text)
    assert read is not None
    assert timedelta() <= moment - read < timedelta(milliseconds=1)


@pytest.mark.parametrize("text", [None, 3, "", "soon", "0001-01-01T00:00:00+14:00"])
def test_what_is_no_time_reads_as_none(text: object) -> None:
    assert read_time(text) is None


def test_an_ingestion_passes_through_its_states_and_stays_in_the_last() -> None:
    plan = IngestionPlan(preparing=1, scheduled=2, executing=3, outcome="failed")
    states = [plan.state_after(seconds)[0] for seconds in (0, 0.9, 1, 2.9, 3, 5.9, 6, 1e9)]
    assert states == ["preparing"] * 2 + ["scheduled"] * 2 + ["executing"] * 2 + ["failed"] * 2


def test_an_ingestion_can_be_ended_by_hand() -> None:
    sandbox = Sandbox(clock=Clock(NOON, frozen=True))
    sandbox.ingestion_plan = IngestionPlan(executing=float("inf"))
    run = sandbox.state.start_ingestion(sandbox.tenants[0], sandbox.clock.now())
    assert run.is_pending(sandbox.clock.advance(1e6))
    run.end("cancelled", sandbox.clock.now())
    assert run.state(sandbox.clock.now()) == "cancelled"
    assert run.record(sandbox.clock.now())["updated_at"] == write_time(sandbox.clock.now())


def test_a_collection_numbers_its_changes() -> None:
    collection = Collection()
    collection.put({"id": "A"})
    collection.put({"id": "b"})
    collection.put({"id": "a", "more": 1})
    assert collection.version("a") == 3
    assert collection.version("b") == 2
    assert collection.remove("B")
    assert not collection.remove("b")
    assert (collection.changes, collection.version("b"), len(collection)) == (4, 0, 1)
