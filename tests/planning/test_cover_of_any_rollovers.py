"""Cover, whatever rollovers there are: hour by hour, it is what a look at each hour tells."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from interop_client.models import Rollover
from interop_client.planning import Verdict, Window, cover_of

CLOUD = uuid4()
BEGIN = datetime(2027, 6, 15, tzinfo=UTC)
HOURS = 48
WANTED = Window(BEGIN, BEGIN + timedelta(hours=HOURS))

spans = st.lists(st.tuples(st.integers(-10, 60), st.integers(1, 40)), max_size=8)


def at(hour: int) -> datetime:
    return BEGIN + timedelta(hours=hour)


@given(spans=spans, now=st.integers(-5, HOURS - 1))
def test_the_open_stretches_are_the_hours_that_no_rollover_holds(
    spans: list[tuple[int, int]], now: int
) -> None:
    rollovers = [
        Rollover(name=str(start), start_date=at(start), end_date=at(start + hours), cloud_id=CLOUD)
        for start, hours in spans
    ]
    cover = cover_of(WANTED, rollovers, cloud_id=CLOUD, now=at(now))
    held = {hour for start, hours in spans for hour in range(start, start + hours)}
    left = range(max(now, 0), HOURS)
    opened = {
        hour
        for stretch in cover.open
        for hour in range(-10, 100)
        if stretch.start <= at(hour) < stretch.end
    }
    assert opened == set(left) - held
    assert (cover.verdict is Verdict.COVERED) == (not opened)
    assert (cover.verdict is Verdict.PARTLY) == (bool(opened) and bool(set(left) & held))
    assert all(
        earlier.end < later.start
        for earlier, later in zip(cover.open, cover.open[1:], strict=False)
    )
