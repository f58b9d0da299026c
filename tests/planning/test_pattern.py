"""Type and status of a new rollover: copied from others, and said from which."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from interop_client import ConfigurationError
from interop_client.models import Rollover
from interop_client.planning import Pattern, Window, cover_of, pattern_of

NOW = datetime(2027, 1, 20, tzinfo=UTC)
CLOUD = uuid4()
COVER = cover_of(
    Window(datetime(2027, 6, 15, tzinfo=UTC), datetime(2027, 8, 20, tzinfo=UTC)),
    [],
    cloud_id=CLOUD,
    now=NOW,
)


def rollover(start: str, type: str | None, status: str | None) -> tuple[str, Rollover]:
    values = {"name": start[:4], "start_date": f"{start}T00:00:00Z", "type": type, "status": status}
    return f"Tenant of {start[:4]}", Rollover.from_dict(values)


def pattern(*rollovers: tuple[str, Rollover]) -> Pattern:
    return pattern_of(rollovers, now=NOW)


def test_the_type_is_copied_from_any_and_the_status_from_one_that_lies_ahead() -> None:
    found = pattern(
        rollover("2026-06-15", "year", "completed"), rollover("2028-06-15", None, "upcoming")
    )
    assert (found.type.value, found.type.source) == ("year", "copied from '2026' of Tenant of 2026")
    assert found.status.value == "upcoming"
    assert found.status.source == "copied from '2028' of Tenant of 2028"


def test_of_several_values_most_rollovers_decide_and_the_others_are_named() -> None:
    found = pattern(
        rollover("2024-06-15", "move", None),
        rollover("2025-06-15", "year", None),
        rollover("2026-06-15", "year", None),
    )
    assert found.type.value == "year"
    assert found.type.source == (
        "copied from '2025' of Tenant of 2025, as 2 of 3 have it; others have 'move'"
    )


def test_a_status_of_the_past_or_a_contradicting_one_is_not_copied() -> None:
    found = pattern(
        rollover("2026-06-15", "year", "upcoming"), rollover("2028-06-15", "year", "completed")
    )
    assert found.status.value is None


def test_a_status_that_is_not_documented_is_not_copied() -> None:
    found = pattern(
        rollover("2028-06-15", "year", "snowed_in"),
        rollover("2029-06-15", "year", "snowed_in"),
        rollover("2030-06-15", "year", "upcoming"),
    )
    assert found.status.value == "upcoming"
    assert pattern(rollover("2028-06-15", "year", "snowed_in")).status.value is None


def test_what_is_given_is_taken() -> None:
    found = pattern_of([rollover("2028-06-15", "a", "b")], now=NOW, type="x", status="y")
    assert [(copied.value, copied.source) for copied in (found.type, found.status)] == [
        ("x", "as given"),
        ("y", "as given"),
    ]


def test_a_rollover_is_made_over_the_window_that_was_judged() -> None:
    body = pattern(rollover("2028-06-15", "year", "upcoming")).rollover("Summer", COVER)
    assert (body.name, body.type, body.status) == ("Summer", "year", "upcoming")
    assert (body.start_date, body.end_date) == (COVER.wanted.start, COVER.wanted.end)
    assert body.cloud_id == CLOUD


@pytest.mark.parametrize(
    ("found", "missing"),
    [
        (pattern(), "type"),
        (pattern(rollover("2026-06-15", "year", "completed")), "status"),
    ],
)
def test_without_a_type_or_a_status_nothing_is_made(found: Pattern, missing: str) -> None:
    with pytest.raises(ConfigurationError, match=f"no {missing} to copy.*give --type"):
        found.rollover("Summer", COVER)
