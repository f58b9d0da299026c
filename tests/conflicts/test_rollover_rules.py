"""What is told of rollovers by looking at them, as tables."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from uuid import UUID

import pytest

from interop_client.rollovers import rules

from .samples import CLOUD, NOW, OTHER_CLOUD, day, request, rollover


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
    assert rules.overlapping(request(day(10), day(20)), [found]) == [found] * overlaps
    if start is not None and end is not None:
        mirrored = request(start, end)
        other = rollover(day(10), day(20))
        assert rules.overlapping(mirrored, [other]) == [other] * overlaps


@pytest.mark.parametrize(
    ("cloud", "overlaps"), [(CLOUD, True), (OTHER_CLOUD, False), (None, False)]
)
def test_only_rollovers_of_the_same_known_cloud_overlap(cloud: UUID | None, overlaps: bool) -> None:
    found = rollover(day(10), day(20), cloud_id=cloud)
    assert rules.overlapping(request(day(10), day(20)), [found]) == [found] * overlaps


@pytest.mark.parametrize(
    "cloud", [str(CLOUD), str(CLOUD).upper(), CLOUD.hex, CLOUD.urn, f"{{{CLOUD}}}"]
)
def test_identifiers_are_equal_however_they_are_written(cloud: str) -> None:
    found = rollover(day(10), day(20))
    wanted = request(day(10), day(20), cloud_id=cloud)
    assert rules.overlapping(wanted, [found]) == [found]
    assert rules.same_rollover(wanted, found)
    own = cloud.replace(CLOUD.hex, UUID(int=1).hex).replace(str(CLOUD), str(UUID(int=1)))
    if own != cloud:
        assert rules.overlapping(wanted, [found], own_id=own) == []


def test_a_rollover_does_not_overlap_itself() -> None:
    own, other = rollover(day(10), day(20)), rollover(day(15), day(25), id=UUID(int=2))
    wanted = request(day(11), day(21))
    assert rules.overlapping(wanted, [own, other], own_id=UUID(int=1)) == [other]
    assert rules.overlapping(wanted, [own, other], own_id=str(UUID(int=1))) == [other]
    assert rules.overlapping(wanted, [own, other]) == [own, other]
    nameless = rollover(day(10), day(20), id=None)
    assert rules.overlapping(wanted, [nameless], own_id=UUID(int=1)) == [nameless]


def test_windows_are_compared_as_instants_whatever_their_zones() -> None:
    east = timezone(timedelta(hours=9))
    west = timezone(timedelta(hours=-7))
    found = rollover(day(10).astimezone(east), day(20).astimezone(west))
    assert rules.overlapping(request(day(20), day(21)), [found]) == []
    assert rules.overlapping(request(day(19.9).astimezone(east), day(21)), [found]) == [found]
    assert rules.same_rollover(request(day(10), day(20)), found)


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
    assert rules.is_active(found, NOW) is active
    assert rules.is_ended(found, NOW) is ended
    assert rules.may_be_active(found, NOW) is active


def test_a_clock_of_whole_seconds_leaves_the_second_open() -> None:
    soon = rollover(NOW + timedelta(milliseconds=400), NOW + timedelta(days=1))
    assert not rules.is_active(soon, NOW)
    assert rules.may_be_active(soon, NOW)
    assert not rules.may_be_active(soon, NOW + timedelta(milliseconds=1))


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
    assert rules.same_rollover(request(day(10), day(20)), found) is same


def test_the_actor_counts_where_one_is_asked_for() -> None:
    wanted = request(day(10), day(20), actor_id=UUID(int=5))
    assert rules.is_named(wanted, rollover(day(1), day(2), actor_id=UUID(int=5)))
    assert not rules.is_named(wanted, rollover(day(1), day(2), actor_id=UUID(int=6)))
    assert not rules.is_named(wanted, rollover(day(1), day(2)))


def test_what_was_written_has_the_undocumented_properties_that_were_sent() -> None:
    wanted = request(day(10), day(20), additional_properties={"colour": "blue", "gone": None})
    kept = {"colour": "blue", "more": 1}
    assert rules.is_as_sent(wanted, rollover(day(10), day(20), additional_properties=kept))
    assert not rules.is_as_sent(wanted, rollover(day(10), day(20)))
    still = {"colour": "blue", "gone": 1}
    assert not rules.is_as_sent(wanted, rollover(day(10), day(20), additional_properties=still))


@pytest.mark.parametrize(
    ("changes", "may"),
    [
        ({}, True),
        ({"type": "term"}, True),
        ({"name": "Renamed"}, True),
        ({"start_date": day(11)}, True),
        ({"name": "Renamed", "start_date": day(11)}, False),
        ({"cloud_id": OTHER_CLOUD}, False),
        ({"cloud_id": None}, False),
    ],
)
def test_what_may_have_been_made_by_a_create_whose_answer_was_lost(
    changes: dict[str, object], may: bool
) -> None:
    found = rollover(day(10), day(20), **changes)
    assert rules.may_have_been(request(day(10), day(20)), found) is may


THIRD_CLOUD = UUID(int=0xC12)


@pytest.mark.parametrize(
    ("others", "numbers"),
    [
        ([(2, 15, 25, OTHER_CLOUD)], [2]),
        ([(2, 20, 25, OTHER_CLOUD)], []),
        ([(2, 15, 25, CLOUD)], []),
        ([(2, 15, 25, None)], []),
        ([(2, 15, 25, OTHER_CLOUD), (3, 5, 12, THIRD_CLOUD)], [2, 3]),
        # The service lets two clouds overlap: so that is not why it refuses this one.
        ([(2, 15, 25, OTHER_CLOUD), (3, 24, 30, THIRD_CLOUD)], []),
        ([(1, 10, 20, CLOUD), (2, 15, 25, OTHER_CLOUD)], []),
        ([(1, 1, 9, CLOUD), (2, 15, 25, OTHER_CLOUD)], [2]),
        ([(2, 15, 25, OTHER_CLOUD), (3, 24, 30, OTHER_CLOUD)], [2]),
    ],
)
def test_what_overlaps_in_another_cloud_counts_only_where_the_service_allows_none(
    others: list[tuple[int, int, int, UUID | None]], numbers: list[int]
) -> None:
    there = [
        rollover(day(start), day(end), id=UUID(int=number), cloud_id=cloud)
        for number, start, end, cloud in others
    ]
    wanted = request(day(10), day(20))
    found = rules.overlapping_elsewhere(wanted, there, own_id=UUID(int=1))
    assert [each.id.int for each in found if each.id is not None] == numbers
