"""How runs of the summer's job go: dry, again, two at once, and with what goes wrong."""

from __future__ import annotations

import errno
import io
from collections.abc import Awaitable, Callable
from contextlib import redirect_stdout
from datetime import timedelta

import anyio
import pytest

from interop_client import InteropClient
from interop_client.sandbox import Hold, IngestionPlan
from summer_options import Options
from summer_rollover import Job, Outcome, report, run

from .fleet import WINDOW, Fleet, until

pytestmark = pytest.mark.anyio


async def test_a_dry_run_shows_what_would_be_written_and_writes_nothing(fleet: Fleet) -> None:
    fleet.rollover(fleet.tenants[0], "Next", "09-10", "09-20", status="upcoming")
    fleet.rollover(fleet.tenants[1], "Long break", "06-01", "09-01")
    done = await fleet.run("roster-sync", *WINDOW, "--dry-run")
    outcomes = [job.outcome for job in done.jobs]
    assert (done.code, outcomes) == (0, [Outcome.PLANNED, Outcome.COVERED, *[Outcome.PLANNED] * 2])
    assert fleet.written() == []
    source = f"'Next' of {fleet.tenants[0].name}"
    for zone in ("America/New_York", "America/Chicago"):
        assert (
            f"         15 Jun 2027 00:00 to 20 Aug 2027 00:00, {zone}\n"
            f"         type school_year, copied from {source}"
        ) in done.printed
    assert f"         status upcoming, copied from {source}\n" in done.printed
    assert "would be created  would collect" in done.printed
    assert done.printed.endswith("\nThis was a DRY RUN: nothing was written.\n")


async def test_a_dry_run_with_open_nights_is_no_success(fleet: Fleet) -> None:
    fleet.rollover(fleet.tenants[0], "Server move", "08-09", "08-11")
    assert (await fleet.summer("--dry-run")).code == 1


async def test_a_second_run_changes_nothing_and_collects_nothing(fleet: Fleet) -> None:
    await fleet.summer()
    fleet.sandbox.clear_requests()
    again = await fleet.summer()
    assert (again.code, {job.outcome for job in again.jobs}) == (0, {Outcome.COVERED})
    assert fleet.written() == []


async def test_collections_are_left_out_or_repeated_as_told(fleet: Fleet) -> None:
    await fleet.summer("--no-collect")
    assert fleet.written() == ["createRollover"] * 4
    fleet.sandbox.clear_requests()
    done = await fleet.summer("--collect")
    assert (done.code, fleet.written()) == (0, ["runSchedule"] * 4)


async def test_two_runs_at_once_end_well_and_make_one_rollover_each(fleet: Fleet) -> None:
    held = fleet.sandbox.faults.hold("createRollover", times=None)
    codes: list[int] = []

    async def one() -> None:
        done = await fleet.summer()
        codes.append(done.code)
        assert {job.outcome for job in done.jobs} <= {Outcome.CREATED, Outcome.COVERED}

    async with anyio.create_task_group() as group:
        group.start_soon(one)
        group.start_soon(one)
        await until(lambda: len(fleet.sandbox.requests_to("createRollover")) == 8)
        held.release()
    assert codes == [0, 0]
    assert [len(tenant.rollovers) for tenant in fleet.tenants] == [1] * 4


async def test_a_collection_waits_for_one_that_is_pending(fleet: Fleet) -> None:
    tenant = fleet.tenants[0]
    pending = IngestionPlan(preparing=0.0, scheduled=0.0, executing=float("inf"))
    an_hour_ago = fleet.sandbox.clock.now() - timedelta(hours=1)
    earlier = fleet.sandbox.state.start_ingestion(tenant, an_hour_ago, plan=pending)

    async def end_it() -> None:
        await until(lambda: fleet.sandbox.requests_to("findIngestion"))
        earlier.end("success", fleet.sandbox.clock.now())

    async with anyio.create_task_group() as group:
        group.start_soon(end_it)
        done = await fleet.summer()
    assert done.code == 0
    assert done.of(tenant).collection.startswith("collected in")


async def test_any_error_of_one_tenant_is_its_own(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlucky = fleet.tenants[0]
    fleet.sandbox.faults.status("listRollovers", 403, where=fleet.is_of(unlucky))
    monkeypatch.setattr("summer_rollover.collect", raises_for(fleet.tenants[1].id))
    done = await fleet.summer()
    assert done.code == 1
    assert done.of(unlucky).outcome is Outcome.FAILED
    assert done.of(fleet.tenants[1]).why == ["the rollover is there, but: RuntimeError('a bug')"]
    assert "2 of 4 tenants need a person:" in done.printed
    assert f"\n  {unlucky.name}\n    failed: " in done.printed
    assert "4 tenants: 3 created, 1 failed" in done.printed


def raises_for(id: str) -> Callable[[InteropClient, Job, Options], Awaitable[None]]:
    async def collect(client: InteropClient, job: Job, options: Options) -> None:
        if str(job.tenant.id) == id:
            raise RuntimeError("a bug")

    return collect


async def test_a_refused_rollover_is_the_failure_of_its_tenant(fleet: Fleet) -> None:
    unlucky = fleet.tenants[2]
    fleet.sandbox.faults.status("createRollover", 403, where=fleet.is_of(unlucky))
    done = await fleet.summer()
    assert (done.code, done.of(unlucky).outcome) == (1, Outcome.FAILED)
    assert [job.outcome for job in done.jobs].count(Outcome.CREATED) == 3


async def test_a_rollover_that_is_there_without_its_collection_needs_a_person(fleet: Fleet) -> None:
    fleet.sandbox.ingestion_plan = IngestionPlan(0.0, 0.0, 0.0, outcome="failed")
    done = await fleet.summer()
    assert (done.code, {job.outcome for job in done.jobs}) == (1, {Outcome.CREATED})
    assert {job.collection for job in done.jobs} == {"failed"}
    assert "ended as failed" in done.printed


async def test_a_create_that_is_not_there_afterwards_is_no_success(fleet: Fleet) -> None:
    fleet.sandbox.quirks.change("listRollovers", lambda body: {**body, "data": []})
    done = await fleet.summer()
    assert (done.code, {job.outcome for job in done.jobs}) == (1, {Outcome.FAILED})
    assert "it was not in the list" in done.printed


async def test_a_rollover_whose_answer_was_lost_is_found_to_be_there(fleet: Fleet) -> None:
    def no_object(body: object) -> object:
        return {"data": "created"}

    fleet.sandbox.quirks.change("createRollover", no_object)
    done = await fleet.summer()
    assert (done.code, {job.outcome for job in done.jobs}) == (0, {Outcome.CREATED})
    assert [len(tenant.rollovers) for tenant in fleet.tenants] == [1] * 4


async def test_a_list_that_cannot_be_read_back_is_told_beside_the_rollover(fleet: Fleet) -> None:
    unlucky = fleet.tenants[0]
    fleet.sandbox.faults.status("listRollovers", 403, skip=2, where=fleet.is_of(unlucky))
    done = await fleet.summer()
    assert (done.code, done.of(unlucky).outcome) == (1, Outcome.CREATED)
    assert done.of(unlucky).collection == "not run"
    assert f"{unlucky.name}\n    created: the rollover is there, but: " in done.printed


async def test_a_rollover_that_the_service_cut_short_is_no_success(fleet: Fleet) -> None:
    def cut_short(body: dict[str, list[dict[str, object]]]) -> None:
        for item in body["data"]:
            item["end_date"] = "2027-08-01T05:00:00Z"

    fleet.sandbox.quirks.change("listRollovers", cut_short)
    done = await fleet.summer()
    assert (done.code, {job.outcome for job in done.jobs}) == (1, {Outcome.PARTLY})
    assert "covered in part: the rollover was created, and still:\n    'Summer" in done.printed


async def test_a_conflict_that_nothing_explains_blocks_its_tenant(fleet: Fleet) -> None:
    stubborn = fleet.tenants[0]
    refused = fleet.is_of(stubborn)
    fleet.sandbox.faults.status("createRollover", 409, times=None, where=refused)
    done = await fleet.summer()
    assert (done.code, done.of(stubborn).outcome) == (1, Outcome.BLOCKED)
    assert len(stubborn.rollovers) == 0


@pytest.mark.parametrize(
    ("schedules", "said"),
    [
        ([], "no schedule to run"),
        ([{"hour": 1, "enabled": False}], "no schedule to run"),
        ([{"hour": 1, "enabled": False}, {"hour": 2}], "collected in"),
    ],
)
async def test_the_first_schedule_that_may_run_is_run(
    fleet: Fleet, schedules: list[dict[str, object]], said: str
) -> None:
    fleet.tenants[0].schedules.clear()
    for properties in schedules:
        fleet.schedule(fleet.tenants[0], **properties)
    done = await fleet.summer()
    assert done.code == 0
    assert done.of(fleet.tenants[0]).collection.startswith(said)


async def test_what_a_service_leaves_out_ends_nothing(fleet: Fleet) -> None:
    fleet.sandbox.quirks.plant("listSchedules", hour=None, type=None, enabled=None, paused=None)
    fleet.sandbox.quirks.plant("listInteropTenants", name=None, account=None)
    done = await fleet.summer()
    assert (done.code, {job.outcome for job in done.jobs}) == (0, {Outcome.CREATED})


async def test_an_interrupted_run_says_where_each_tenant_stands(fleet: Fleet) -> None:
    creating, collecting = fleet.tenants[:2]
    holds = [
        fleet.sandbox.faults.hold("createRollover", where=fleet.is_of(creating)),
        fleet.sandbox.faults.hold("runSchedule", where=fleet.is_of(collecting)),
    ]
    printed = await interrupted(fleet, *holds)
    assert f"{creating.name}\n    not done: stopped while the rollover was created" in printed
    assert f"{collecting.name}\n    created: the rollover is there; stopped while" in printed
    assert "paused all the time" not in printed


async def test_tenants_that_an_interrupted_run_did_not_begin_are_named(fleet: Fleet) -> None:
    hold = fleet.sandbox.faults.hold("createRollover")
    printed = await interrupted(fleet, hold, concurrency=1)
    assert printed.count("\n    not done: not begun") == 3
    assert printed.count("\n    not done: stopped while the rollover was created") == 1


class Unread(io.StringIO):
    """An output that takes no more after the first tenant of four."""

    left = False

    def __init__(self, error: OSError) -> None:
        super().__init__()
        self.error = error

    def write(self, text: str) -> int:
        if "1/4" in self.getvalue():
            self.left = True
            raise self.error
        return super().write(text)


@pytest.mark.parametrize("error", [BrokenPipeError(), OSError(errno.ENOSPC, "the disk is full")])
async def test_an_output_that_takes_no_more_cancels_no_write(fleet: Fleet, error: OSError) -> None:
    first, *others = [
        fleet.sandbox.faults.hold("createRollover", where=fleet.is_of(tenant))
        for tenant in fleet.tenants
    ]
    jobs: list[Job] = []
    stdout = Unread(error)

    async def summer() -> None:
        async with fleet.client() as interop:
            with pytest.raises(type(error)), redirect_stdout(stdout):
                await run(interop, fleet.options("--no-collect"), jobs)

    async with anyio.create_task_group() as group:
        group.start_soon(summer)
        for hold in (first, *others):
            await hold.arrived(120.0)
        first.release()
        await until(lambda: stdout.left)
        for hold in others:
            hold.release()
    assert fleet.written() == ["createRollover"] * 4
    assert [job.outcome for job in jobs] == [Outcome.CREATED] * 4


async def interrupted(fleet: Fleet, *holds: Hold, concurrency: int = 4) -> str:
    """What is said of a run that is cancelled when requests have met all the holds."""
    options = fleet.options("--concurrency", str(concurrency))
    jobs: list[Job] = []

    async def stop(scope: anyio.CancelScope) -> None:
        for hold in holds:
            await hold.arrived(120.0)
        scope.cancel()

    async with fleet.client() as interop:
        with anyio.CancelScope() as scope:
            async with anyio.create_task_group() as group:
                group.start_soon(stop, scope)
                await run(interop, options, jobs)
    with redirect_stdout(io.StringIO()) as printed:
        assert report(jobs, options) == 1
    return printed.getvalue()
