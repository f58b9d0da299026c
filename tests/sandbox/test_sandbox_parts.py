"""The parts of the sandbox that need no server: clock, rules, ingestions, paging, blueprints."""

from __future__ import annotations

import itertools
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interop_client.sandbox import Clock, IngestionPlan, Quirks, Sandbox
from interop_client.sandbox.contract.blueprint import BlueprintError, read_blueprint
from interop_client.sandbox.operations.paging import cut_page
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


def test_a_frozen_clock_stands_still_until_it_is_moved() -> None:
    clock = Clock(NOON, frozen=True)
    assert clock.now() == NOON == clock.now()
    assert clock.advance(90) == NOON + timedelta(seconds=90)
    assert clock.advance(timedelta(hours=-1)) == NOON + timedelta(seconds=90, hours=-1)
    assert clock.frozen
    assert clock.http_date() == "Sun, 01 Jun 2031 11:01:30 GMT"


def test_a_clock_runs_with_the_machine_and_goes_on_from_where_it_was_stopped() -> None:
    clock = Clock()
    assert abs(clock.timestamp() - time.time()) < 1
    clock.freeze(at=NOON)
    clock.resume()
    assert not clock.frozen
    assert timedelta() <= clock.now() - NOON < timedelta(seconds=1)


def test_a_clock_refuses_a_time_without_an_offset() -> None:
    with pytest.raises(ValueError, match="aware"):
        Clock(datetime(2031, 6, 1))


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


def pages(count: int, quirks: Quirks, size: int = 3) -> list[list[int]]:
    """The pages that following ``next`` leads to."""
    found: list[list[int]] = []
    for page in itertools.count():
        items, paging = cut_page(
            range(count),
            query=[("page", str(page)), ("page_size", str(size))],
            max_page_size=3,
            url="http://host",
            path="/list",
            quirks=quirks,
        )
        found.append(items)
        if not paging or not paging.get("next"):
            return found
    raise AssertionError


@given(st.integers(0, 20), st.none() | st.integers(0, 4), st.booleans())
def test_following_next_gives_everything_once_whatever_the_quirks(
    count: int, empty: int | None, empty_last: bool
) -> None:
    quirks = Quirks()
    quirks.empty_page, quirks.empty_last_page = empty, empty_last
    found = pages(count, quirks)
    assert [item for page in found for item in page] == list(range(count))
    if empty_last and count:
        assert found[-1] == []
    if empty is not None and empty * 3 < count:
        assert found[empty] == []
        assert found[empty + 1] != []


def test_a_page_is_never_larger_than_the_maximum() -> None:
    assert pages(7, Quirks(), size=50) == [[0, 1, 2], [3, 4, 5], [6]]


@pytest.mark.parametrize(
    ("kind", "link"),
    [
        ("absolute", "http://host/list?page=1&integration=a,b"),
        ("relative", "/list?page=1&integration=a,b"),
        ("opaque", "page-mark-001"),
        ("https://elsewhere.example/", "https://elsewhere.example/"),
    ],
)
def test_the_link_to_the_next_page_takes_the_form_asked_for(kind: str, link: str) -> None:
    quirks = Quirks()
    quirks.next_link = kind
    _, paging = cut_page(
        range(9),
        query=[("integration", "a,b")],
        max_page_size=3,
        url="http://host",
        path="/list",
        quirks=quirks,
    )
    assert paging == {"next": link}


def test_a_blueprint_is_read_for_its_version_and_title() -> None:
    found = read_blueprint(
        b'<B Version="2.0"><Integration><Title>A &amp; B</Title></Integration></B>'
    )
    assert (found.version, found.title) == ("2.0", "A & B")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<a>",
        b"<a/><b/>",
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    ],
)
def test_a_blueprint_that_is_broken_or_declares_entities_is_refused(content: bytes) -> None:
    with pytest.raises(BlueprintError):
        read_blueprint(content)


def test_the_data_set_is_the_same_for_the_same_seed_and_clock() -> None:
    first, second, third = (
        Sandbox(seed=seed, clock=Clock(NOON, frozen=True)) for seed in (1, 1, 2)
    )
    assert [tenant.info for tenant in first.tenants] == [tenant.info for tenant in second.tenants]
    assert first.account == second.account
    assert first.tenants[0].id != third.tenants[0].id


def test_the_data_set_has_every_kind_of_tenant() -> None:
    sandbox = Sandbox(clock=Clock(NOON, frozen=True))
    tenants = sandbox.tenants
    assert len({tenant.name for tenant in tenants}) == 36
    assert {tenant.integration for tenant in tenants} == {"roster-sync", "grade-lens"}
    statuses = {
        rollover_status(rollover, NOON) for tenant in tenants for rollover in tenant.rollovers
    }
    assert statuses == {"upcoming", "ongoing", "completed"}
    enabled = {schedule["enabled"] for tenant in tenants for schedule in tenant.schedules}
    assert enabled == {True, False}
    assert any(len(tenant.schedules) == 0 for tenant in tenants)
    outcomes = {run.state(NOON) for tenant in tenants for run in tenant.ingestions.values()}
    assert outcomes == {"success", "failed"}
    for tenant in tenants:
        for one, other in itertools.combinations(tenant.rollovers, 2):
            assert not overlap(one, other)
        hours = [schedule["hour"] for schedule in tenant.schedules]
        assert len(hours) == len(set(hours))


@pytest.mark.parametrize("count", [0, 1, 400])
def test_there_can_be_any_number_of_tenants_with_distinct_names(count: int) -> None:
    sandbox = Sandbox(tenants=count)
    assert len({tenant.name for tenant in sandbox.tenants}) == count


def test_secrets_stay_out_of_repr() -> None:
    sandbox = Sandbox()
    tenant = sandbox.tenants[0]
    assert tenant.client_secret not in repr(tenant)
    assert sandbox.account[1] not in repr(sandbox)
