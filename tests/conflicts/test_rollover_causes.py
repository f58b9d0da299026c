"""Why a rollover was refused, told from what is there."""

from __future__ import annotations

import pickle
from datetime import timedelta
from uuid import UUID

import pytest

from interop_client import errors
from interop_client._conflicts.causes import concurrent
from interop_client.errors import ConflictError
from interop_client.models import Rollover
from interop_client.rollovers import causes

from .samples import NOW, OTHER_CLOUD, conflict, day, request, rollover

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
    error = causes.why_not_written(conflict(), wanted, [own, *others], own_id=UUID(int=1))
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
    error = concurrent(conflict())
    assert type(error) is errors.ConcurrentModificationError
    assert error.request_id == "r-1"


@pytest.mark.parametrize(("found", "told"), [(ACTIVE, True), (PAST, False)])
def test_why_a_rollover_was_not_deleted(found: Rollover, told: bool) -> None:
    error = causes.why_not_deleted(conflict(), found, NOW)
    if not told:
        assert error is None
        return
    assert type(error) is errors.ActiveRolloverError
    assert error.rollover is found
    assert error.rollover.end_date == NOW + timedelta(days=1)
    assert pickle.loads(pickle.dumps(error)).rollover == found


def test_what_overlaps_in_another_cloud_alone_is_told_as_our_conclusion() -> None:
    there = rollover(day(15), day(25), id=UUID(int=2), cloud_id=OTHER_CLOUD)
    error = causes.why_not_written(conflict(), request(day(10), day(20)), [there])
    assert error is not None
    assert error.conflicting == [there]
    assert str(UUID(int=2)) in error.message
    assert "nothing in its own cloud" in error.message
    assert "our conclusion" in error.message


def test_what_overlaps_in_the_same_cloud_is_told_before_that_of_another() -> None:
    same = rollover(day(15), day(25), id=UUID(int=2))
    other = rollover(day(5), day(12), id=UUID(int=3), cloud_id=OTHER_CLOUD)
    error = causes.why_not_written(conflict(), request(day(10), day(20)), [other, same])
    assert error is not None
    assert error.conflicting == [same]
    assert "our conclusion" not in error.message
