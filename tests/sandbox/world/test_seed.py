"""The data set that a sandbox starts with."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

import pytest

from interop_client.sandbox import Clock, Sandbox
from interop_client.sandbox.world.rules import overlap, rollover_status

NOON = datetime(2031, 6, 1, 12, tzinfo=UTC)


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
