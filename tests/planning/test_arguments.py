"""Arguments of planning that cannot be meant: refused with their names, before anything is sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import attrs
import pytest

from interop_client import InteropClient
from interop_client.models import Rollover, RolloverRequest, TenantInfo
from interop_client.planning import (
    Action,
    Applied,
    Plan,
    PlannedTenant,
    Wanted,
    Window,
    Zone,
    cover_of,
    instant,
    judge,
    pattern_of,
    plan_rollovers,
    read_moment,
    zone_named,
    zone_of,
)
from planning.service import Service, tenant_id

SUMMER = Wanted(
    name="Summer", start=date(2027, 6, 15), end=date(2027, 8, 20), type="full", status="upcoming"
)
NOW = datetime(2027, 1, 15, tzinfo=UTC)
LATE = datetime(2027, 6, 15, 18)


@pytest.mark.parametrize(
    ("values", "kind", "says"),
    [
        ({"name": ""}, ValueError, "name must not be empty"),
        ({"name": " \t"}, ValueError, "name must not be empty"),
        ({"name": None}, TypeError, "name must be a text, not None"),
        ({"start": "2027-06-15"}, TypeError, r"start .* not str: read_moment\('2027-06-15'\)"),
        ({"end": 7}, TypeError, "end must be a date or a datetime, not int"),
        ({"end": None}, TypeError, "end must be"),
        ({"type": 7}, TypeError, "type must be a text, not int"),
        ({"status": ""}, ValueError, "status must not be empty"),
        ({"integration": ["driver"]}, TypeError, "integration must be a text, not list"),
        ({"integration": ""}, ValueError, "integration must not be empty"),
        ({"tenants": "seven"}, TypeError, "tenants must be a list of ids, not str"),
        ({"tenants": 7}, TypeError, "tenants must be a list of ids, not int"),
        ({"tenants": iter([tenant_id(0)])}, TypeError, "tenants must be a list of ids"),
        ({"tenants": [7]}, TypeError, "tenants must hold ids of tenants .* not int"),
        ({"tenants": ["seven"]}, ValueError, "tenants must hold ids .* not 'seven'"),
        ({"tenants": [tenant_id(0)], "integration": "driver"}, ValueError, "not both"),
        ({"end": date(2027, 6, 15)}, ValueError, "start must be before end, not"),
        ({"end": date(2027, 6, 14)}, ValueError, "2027-06-14"),
        ({"start": LATE, "end": LATE}, ValueError, "start must be before end"),
        (
            {"start": LATE, "end": LATE.replace(day=14, tzinfo=UTC)},
            ValueError,
            "start must be before end",
        ),
        (
            {"start": LATE.replace(tzinfo=UTC), "end": LATE.replace(day=14)},
            ValueError,
            "start must be",
        ),
        (
            {"start": datetime.max.replace(tzinfo=ZoneInfo("America/Denver"))},
            ValueError,
            "calendar",
        ),
    ],
)
def test_a_wish_that_cannot_be_meant_is_refused(
    values: dict[str, Any], kind: type[Exception], says: str
) -> None:
    with pytest.raises(kind, match=says):
        attrs.evolve(SUMMER, **values)


@pytest.mark.parametrize(
    "values",
    [
        {"end": LATE},
        {"start": LATE, "end": LATE.replace(hour=9, tzinfo=UTC)},
        {"tenants": []},
        {"tenants": {tenant_id(0)}},
        {"tenants": (str(tenant_id(0)),)},
    ],
)
def test_a_wish_that_may_be_meant_somewhere_is_not(values: dict[str, Any]) -> None:
    assert attrs.evolve(SUMMER, **values).name == "Summer"


@pytest.mark.parametrize(
    ("given", "options", "kind", "says"),
    [
        ("summer", {}, TypeError, "wanted must be a Wanted, or several, not str"),
        (None, {}, TypeError, "wanted must be a Wanted, or several, not None"),
        ([SUMMER, "summer"], {}, TypeError, "wanted must hold Wanted alone, not str"),
        (SUMMER, {"timezone": "America/Denver"}, TypeError, "timezone must be a Zone, not str"),
        (SUMMER, {"timezone": ZoneInfo("UTC")}, TypeError, "timezone must be a Zone, .*zone_named"),
        (SUMMER, {"pausing": "upcoming"}, TypeError, r"pausing .* one text: \['upcoming'\]"),
        (SUMMER, {"pausing": None}, TypeError, "pausing must be a collection"),
        (SUMMER, {"pausing": [7]}, TypeError, "pausing must hold statuses as texts, not int"),
        (SUMMER, {"concurrency": 0}, ValueError, "concurrency must be"),
        (SUMMER, {"concurrency": "2"}, TypeError, "concurrency must be"),
        ([], {"concurrency": True}, TypeError, "concurrency must be"),
        (SUMMER, {"on_progress": 7}, TypeError, "on_progress must be a function"),
        (SUMMER, {"on_progress": lambda: None}, TypeError, "on_progress .* of one argument"),
        (
            attrs.evolve(SUMMER, start=date(2026, 6, 15), end=date(2026, 8, 20)),
            {},
            ValueError,
            "the window of 'Summer' is over: it ended on 2026-08-20",
        ),
        (
            attrs.evolve(SUMMER, start=date(2026, 6, 15), end=NOW),
            {},
            ValueError,
            "is over: it ended on 2027-01-15 00:00",
        ),
    ],
)
@pytest.mark.anyio
@pytest.mark.virtual_clock
async def test_a_plan_that_cannot_be_meant_is_refused(
    given: Any, options: dict[str, Any], kind: type[Exception], says: str
) -> None:
    service = Service()
    async with service.client() as interop:
        with pytest.raises(kind, match=says):
            await plan_rollovers(interop, given, **options)
    assert service.requests == 0


@pytest.mark.parametrize("interop", ["https://api.example", None, InteropClient])
@pytest.mark.anyio
@pytest.mark.virtual_clock
async def test_what_is_no_client_is_refused(interop: Any) -> None:
    with pytest.raises(TypeError, match="interop must be an InteropClient, not"):
        await plan_rollovers(interop, SUMMER)
    with pytest.raises(TypeError, match="interop must be an InteropClient, not"):
        await Plan(tenants=(), made_at=NOW).apply(interop)


@pytest.mark.parametrize(
    ("options", "kind", "says"),
    [
        ({"only": str(tenant_id(0))}, TypeError, "only must be a collection of ids .* not str"),
        ({"only": 7}, TypeError, "only must be a collection"),
        ({"only": [7]}, TypeError, "only must hold ids .* not int"),
        ({"only": ["seven"]}, ValueError, "only must hold ids .* not 'seven'"),
        ({"concurrency": 0}, ValueError, "concurrency must be"),
        ({"on_result": 7}, TypeError, "on_result must be a function"),
        ({"on_result": lambda one, two: None}, TypeError, "on_result .* of one argument"),
    ],
)
@pytest.mark.anyio
@pytest.mark.virtual_clock
async def test_an_apply_that_cannot_be_meant_is_refused_before_anyone_is_told(
    options: dict[str, Any], kind: type[Exception], says: str
) -> None:
    service, told = Service(2), list[Applied]()
    service.without_credentials = {1}
    async with service.client() as interop:
        plan = await plan_rollovers(interop, SUMMER)
        service.requests = 0
        with pytest.raises(kind, match=says):
            await plan.apply(interop, **{"on_result": told.append, **options})
    assert service.requests == 0
    assert told == []


def listed(text: str) -> Any:
    return [text]


WINDOW = Window(NOW, datetime(2027, 2, 1, tzinfo=UTC))
ROW: dict[str, Any] = {
    "id": UUID(int=1),
    "name": "District",
    "timezone": "UTC",
    "action": "blocked",
}
AFTER = RolloverRequest(
    name="Summer",
    start_date=NOW,
    end_date=WINDOW.end,
    type="full",
    status="upcoming",
    cloud_id=UUID(int=2),
)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda it: judge(it, [], NOW, NOW, zone=zone_named("UTC"), now=NOW), "tenant must be"),
        (lambda it: judge(TenantInfo(), [], NOW, NOW, zone=it, now=NOW), "zone must be a Zone"),
        (lambda it: cover_of(it, [], cloud_id=UUID(int=1), now=NOW), "wanted must be a Window"),
        (lambda it: cover_of(WINDOW, [], cloud_id=it, now=NOW), "cloud_id must be a UUID"),
        (lambda it: cover_of(WINDOW, [], cloud_id=UUID(int=1), now=it), "now must be a datetime"),
        (
            lambda it: cover_of(WINDOW, [], cloud_id=UUID(int=1), now=NOW, pausing=it),
            "pausing must be a collection",
        ),
        (lambda it: pattern_of([], now=it), "now must be a datetime"),
        (lambda it: pattern_of([], now=NOW, type=listed(it)), "type must be a text"),
        (lambda it: instant(it, UTC), "moment must be a date"),
        (lambda it: instant(NOW, it), "zone must be a tzinfo"),
        (lambda it: read_moment(listed(it)), "text must be a text"),
        (lambda it: zone_named(listed(it)), "name must be a text"),
        (lambda it: zone_of(it), "tenant must be a TenantInfo"),
        (lambda it: Zone("UTC", it), "info must be a tzinfo"),
        (lambda it: Window(it, NOW), "a time of a window must be a datetime"),
        (lambda it: Window(NOW, WINDOW.end, it), "zone must be a tzinfo"),
        (lambda it: Plan(tenants=(), made_at=it), "made_at must be a datetime"),
        (lambda it: Plan(tenants=(), made_at=NOW, pausing=it), "pausing must be a list of texts"),
        (lambda it: PlannedTenant(**{**ROW, "id": it}), "id must be a UUID"),
        (lambda it: PlannedTenant(**ROW, reasons=it), "reasons must be a list of texts"),
        (lambda it: PlannedTenant(**ROW, warnings=it), "warnings must be a list of texts"),
    ],
)
def test_what_is_of_another_kind_is_refused_by_its_name(
    make: Callable[[Any], object], says: str
) -> None:
    with pytest.raises(TypeError, match=says):
        make("a text")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Plan(tenants=(), made_at=NOW.replace(tzinfo=None)), "made_at must have an offset"),
        (lambda: Plan(tenants=[PlannedTenant(**ROW)] * 2, made_at=NOW), "twice"),
        (lambda: PlannedTenant(**{**ROW, "action": "explode"}), "action must be nothing, create"),
        (lambda: PlannedTenant(**ROW, after=AFTER), "after does not fit"),
        (lambda: PlannedTenant(**{**ROW, "action": Action.CREATE}), "after does not fit"),
        (lambda: PlannedTenant(**ROW, before=Rollover(id=UUID(int=1))), "before does not fit"),
        (
            lambda: PlannedTenant(**{**ROW, "action": "change"}, before=Rollover(), after=AFTER),
            "before has no id",
        ),
        (lambda: pattern_of([], now=NOW.replace(tzinfo=None)), "now must have an offset"),
        (lambda: pattern_of([], now=NOW, status=""), "status must not be empty"),
        (lambda: zone_named(" "), "name must not be empty"),
    ],
)
def test_what_contradicts_itself_is_refused(make: Callable[[], object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        make()
