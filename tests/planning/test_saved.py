"""Saved plans that were edited, cut or made by something else: refused, with the place."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from interop_client.models import RolloverRequest
from interop_client.planning import Action, Plan, PlannedTenant

AFTER = RolloverRequest(
    name="Summer",
    start_date=datetime(2027, 6, 15, tzinfo=UTC),
    end_date=datetime(2027, 8, 20, tzinfo=UTC),
    type="full",
    status="upcoming",
    cloud_id=UUID(int=2),
)
TEXT = Plan(
    tenants=(
        PlannedTenant(
            id=UUID(int=1), name="District", timezone="UTC", action=Action.CREATE, after=AFTER
        ),
    ),
    made_at=datetime(2026, 11, 26, tzinfo=UTC),
).to_json()


def edited(key: str, value: object) -> str:
    document = json.loads(TEXT)
    document["tenants"][0][key] = value
    return json.dumps(document)


def after(**values: object) -> dict[str, Any]:
    return {**AFTER.to_dict(), **values}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (TEXT.replace('"action"', '"action": "nothing", "action"'), "'action' stands twice"),
        (TEXT[: len(TEXT) // 2], "not JSON"),
        (edited("tenant", {"id": 5, "name": None}), "tenant.id must be an id (a UUID), not 5"),
        (
            edited("tenant", {"id": "seven", "name": None}),
            'tenant.id must be an id (a UUID), not "seven"',
        ),
        (edited("tenant", []), "tenant must be an object, not a list"),
        (edited("action", ["create"]), "action must be a text, not a list"),
        (
            edited("action", "explode"),
            "action must be nothing, create, change, blocked, not 'explode'",
        ),
        (edited("reasons", None), "reasons must be a list, not null"),
        (edited("seen", [True]), "seen must be an object, not true"),
        (edited("after", []), "after must be an object, not a list"),
        (edited("after", after(start_date="2027-06-15T00:00:00")), "has no offset"),
        (edited("after", after(start_date="2027-09-15T00:00:00Z")), "before end_date"),
        (edited("after", after(end_date="9999-12-31T23:59:59-12:00")), "outside of the calendar"),
        (
            edited("after", after(start_date=None)),
            "after.start_date must be a time, such as 2027-06-15T06:00:00Z, not null",
        ),
        (edited("after", after(start_date="soon")), "after.start_date must be a time, such as"),
        (edited("after", after(cloud_id="x")), "cloud_id is not what"),
        (edited("after", after(odd=float("nan"))), "cannot be sent"),
        (edited("cloud_id", 7), "cloud_id must be an id (a UUID), not 7"),
        (json.dumps({**json.loads(TEXT), "tenants": [5]}), "a tenant must be an object, not 5"),
        (json.dumps({**json.loads(TEXT), "tenants": None}), "tenants must be a list, not null"),
        (json.dumps({**json.loads(TEXT), "made_at": "soon"}), "made_at must be a time"),
        (json.dumps({**json.loads(TEXT), "made_at": "9999-12-31T23:59:59-12:00"}), "made_at"),
        (json.dumps({**json.loads(TEXT), "pausing": "upcoming"}), "pausing must be a list"),
        (TEXT.replace('"pausing"', '"pausng"'), 'a plan has no "pausng": pausing was meant?'),
        (
            TEXT.replace('"account_timezone"', '"account_timzone"'),
            'tenants[0]: a tenant has no "account_timzone": account_timezone was meant?',
        ),
        (edited("looked_at_by", "Bob"), 'tenants[0]: a tenant has no "looked_at_by"'),
    ],
)
def test_what_is_no_plan_any_more_is_refused(text: str, says: str) -> None:
    with pytest.raises(ValueError, match="plan") as caught:
        Plan.from_json(text)
    assert says in str(caught.value)
    assert "openapi" not in str(caught.value)


def test_a_mark_that_editors_put_before_the_text_is_passed_over() -> None:
    assert Plan.from_json("\ufeff" + TEXT).to_json() == TEXT
    assert Plan.from_json(TEXT.encode("utf-8-sig")).to_json() == TEXT
