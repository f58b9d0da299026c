"""Saved plans, whatever they hold: read back, a plan is equal to the one that was written."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from interop_client.models import Rollover, RolloverRequest
from interop_client.planning import Action, Plan, PlannedTenant

# Half of a character as well: services send those.
texts = st.text(max_size=8) | st.sampled_from(["", "\ud83d", "a\udc00b", "Škola", '"\\\n\u2028'])
ids = st.uuids()
offsets = st.integers(-14 * 60, 14 * 60).map(lambda each: timezone(timedelta(minutes=each)))
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=offsets)
whole = st.text(max_size=8)  # What can be sent.


def undocumented(strings: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, object]]:
    """Properties that no document has, with values of any shape."""
    plain = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(-1e9, 1e9)
    values = st.recursive(
        plain | strings,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(strings, inner, max_size=3),
        max_leaves=5,
    )
    return st.dictionaries(strings.map(lambda key: f"x-{key}"), values, max_size=2)


@st.composite
def rollovers(draw: st.DrawFn, identifier: st.SearchStrategy[UUID | None]) -> Rollover:
    values = {
        name: draw(st.none() | of)
        for name, of in {
            "name": texts,
            "type": texts,
            "status": texts | st.sampled_from(["upcoming", "completed"]),
            "start_date": moments.map(datetime.isoformat),
            "end_date": moments.map(datetime.isoformat),
            "cloud_id": ids.map(str),
            "actor_id": ids.map(str),
        }.items()
    }
    found = draw(identifier)
    values["id"] = None if found is None else str(found)
    return Rollover.from_dict({**values, **draw(undocumented(texts))})


@st.composite
def requests(draw: st.DrawFn) -> RolloverRequest:
    start = draw(moments)
    return RolloverRequest(
        name=draw(whole),
        start_date=start,
        end_date=start + timedelta(milliseconds=draw(st.integers(1, 10**10))),
        type=draw(whole),
        status=draw(whole),
        cloud_id=draw(ids | ids.map(str)),
        actor_id=draw(st.none() | ids),
        additional_properties=draw(undocumented(whole)),
    )


@st.composite
def tenants(draw: st.DrawFn) -> PlannedTenant:
    action = draw(st.sampled_from(Action))
    writes = action in (Action.CREATE, Action.CHANGE)
    return PlannedTenant(
        id=draw(ids),
        name=draw(st.none() | texts),
        timezone=draw(texts),
        action=action,
        before=draw(rollovers(ids)) if action is Action.CHANGE else None,
        after=draw(requests()) if writes else None,
        reasons=draw(st.lists(texts, max_size=3)),
        warnings=draw(st.lists(texts, max_size=3)),
        seen=draw(st.lists(rollovers(st.none() | ids), max_size=3)),
        cloud_id=draw(st.none() | ids),
        account_timezone=draw(st.none() | texts),
    )


plans = st.builds(
    Plan,
    tenants=st.lists(tenants(), max_size=3, unique_by=lambda each: each.id),
    made_at=moments,
    pausing=st.lists(texts, max_size=3),
)


@given(plan=plans)
def test_a_plan_that_is_read_back_is_equal_to_the_one_that_was_written(plan: Plan) -> None:
    text = plan.to_json()
    assert Plan.from_json(text) == plan
    assert Plan.from_json(text).to_json() == text
    # As a file holds it.
    assert Plan.from_json(text.encode("utf-8")) == plan
