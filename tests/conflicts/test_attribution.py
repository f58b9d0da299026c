"""Which ingestion a run has started, on a service that lists all and on one that does not."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from interop_client.models import Ingestion, IngestionState, IngestionType
from interop_client.schedules.attribution import Before, started_since, which_started

from .samples import NOW


def collection(number: int, at: datetime | None, kind: str = "collection") -> Ingestion:
    return Ingestion(id=UUID(int=number), type=IngestionType(kind), created_at=at)


@pytest.mark.parametrize(
    ("before", "since", "found", "numbers"),
    [
        (1, NOW, [collection(1, NOW), collection(2, NOW + timedelta(seconds=1))], [2]),
        (1, NOW, [collection(2, NOW + timedelta(seconds=1)), collection(1, NOW)], [2]),
        (2, NOW, [collection(1, NOW), collection(2, NOW + timedelta(seconds=1))], []),
        (3, NOW, [collection(1, NOW), collection(2, NOW + timedelta(seconds=1))], []),
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


def ended(number: int, at: datetime) -> Ingestion:
    found = collection(number, at)
    found.state = IngestionState.SUCCESS
    return found


def seconds(number: float) -> datetime:
    return NOW + timedelta(seconds=number)


LISTED = (collection(1, NOW - timedelta(days=1)),)
EARLIER = ended(9, NOW - timedelta(days=1))


@pytest.mark.parametrize(
    ("listed", "found", "answered", "numbers"),
    [
        # What was not there before is new, whatever its time.
        ((), [collection(2, seconds(0))], None, [2]),
        (LISTED, [*LISTED, collection(2, None)], None, [2]),
        (LISTED, [*LISTED, collection(2, seconds(-7200))], None, [2]),
        (LISTED, [collection(2, seconds(0)), collection(2, seconds(0))], None, [2]),
        # What was there before is not, not even a moment before.
        ((collection(2, seconds(0)),), [collection(2, seconds(0))], None, []),
        ((), [], None, []),
        # Another type is not what a schedule starts; an unknown one may be.
        ((), [collection(2, seconds(0), "bulk_load")], None, []),
        ((), [collection(2, seconds(0)), Ingestion(id=UUID(int=3))], None, [2, 3]),
        # What was created after the answer is somebody else's, where ours need not be listed.
        ((), [collection(2, seconds(2))], seconds(0), []),
        ((), [collection(2, seconds(1))], seconds(0), []),
        ((), [collection(2, seconds(0.9))], seconds(0), [2]),
        ((), [collection(2, None)], seconds(0), [2]),
        ((EARLIER,), [EARLIER, collection(2, seconds(2))], seconds(0), [2]),
        ((EARLIER,), [EARLIER, ended(2, seconds(0)), collection(3, seconds(2))], seconds(0), [2]),
        ((), [collection(2, seconds(0)), collection(3, seconds(0))], seconds(0), [2, 3]),
        # A service whose clocks are hours apart tells nothing by them.
        ((), [collection(2, seconds(7200))], seconds(0), [2]),
    ],
)
def test_what_a_run_may_have_started_is_what_was_not_there_before(
    listed: tuple[Ingestion, ...],
    found: list[Ingestion],
    answered: datetime | None,
    numbers: list[int],
) -> None:
    before = Before(moment=0, listed=listed, all_seen=True)
    new = which_started(found, before, NOW, answered, seconds(3))
    assert sorted(each.id.int for each in new if each.id is not None) == numbers


def test_without_all_that_was_there_the_count_tells_what_is_new() -> None:
    old = collection(1, NOW)
    before = Before(moment=0, listed=(old,), count=1)
    assert which_started([old], before, NOW, None, NOW) == []
    new = collection(2, seconds(1))
    assert which_started([new, old, new], before, NOW, None, NOW) == [new]
