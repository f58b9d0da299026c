"""The results file of an apply."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import attrs
import pytest

from interop_client.cli import results as module
from interop_client.cli.exits import UsageError
from interop_client.cli.results import Results, earlier_rows, results_text
from interop_client.models import Rollover, RolloverRequest
from interop_client.planning import Action, Applied, Outcome, Plan, PlannedTenant

FILE = Path("plan.json")


def plan_of(count: int, made_at: datetime = datetime(2027, 1, 1, tzinfo=UTC)) -> Plan:
    rows = [
        PlannedTenant(id=UUID(int=number), name=None, timezone="UTC", action=Action.NOTHING)
        for number in range(count)
    ]
    return Plan(tenants=rows, made_at=made_at)


PLAN = plan_of(3)


def text(applied: Sequence[Applied]) -> str:
    return results_text(FILE, PLAN, applied)


def one(number: int, outcome: Outcome = Outcome.DONE) -> Applied:
    return Applied(id=UUID(int=number), name=f"Tenant {number}", outcome=outcome)


def count(file: Path) -> int:
    return len(json.loads(file.read_text(encoding="utf-8"))["tenants"])


def test_it_tells_of_the_first_tenants_one_by_one(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    with Results(file, text) as results:
        for number in range(20):
            assert count(file) == number
            results.add(one(number))


def test_what_is_no_file_is_written_once_when_all_is_done(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        with Results(pipe, text) as results:
            for number in range(10):
                results.add(one(number))
            read = pool.submit(pipe.read_text, "utf-8")
        assert len(json.loads(read.result(60))["tenants"]) == 10
    assert results.problem is None


def test_it_is_whole_however_an_apply_ends(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    results = Results(file, text)

    def interrupted() -> None:
        with results:
            for number in range(333):
                results.add(one(number))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert count(file) == 333


def test_a_large_fleet_writes_it_a_few_hundred_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    monkeypatch.setattr(module, "write_text", lambda path, text: written.append(path))
    with Results(tmp_path / "results.json", text) as results:
        for number in range(2000):
            results.add(one(number))
    assert len(written) < 200


def test_a_place_that_cannot_be_written_is_told_before_anything_is_done(tmp_path: Path) -> None:
    with (
        pytest.raises(UsageError, match="cannot be written"),
        Results(tmp_path / "missing" / "results.json", text),
    ):
        pytest.fail("something was done")


def test_what_is_begun_goes_on_where_the_file_can_no_longer_be_written(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    with Results(folder / "results.json", text) as results:
        results.add(one(0))
        (folder / "results.json").unlink()
        folder.rmdir()
        results.add(one(1))
        assert results.problem is not None
        assert "results.json cannot be written" in results.problem
        folder.mkdir()
    assert results.problem is None
    assert count(folder / "results.json") == 2


def test_progress_counts_as_failed_what_a_person_has_to_look_at() -> None:
    results = Results(None, text)
    for number, outcome in enumerate(Outcome):
        results.add(one(number, outcome))
    told = results.progress(20)
    assert (told.done, told.failed, told.listed) == (len(Outcome), 4, 20)


def test_only_what_was_done_is_not_tried_again(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    outcomes = [Outcome.DONE, Outcome.BLOCKED, Outcome.UNKNOWN]
    file.write_text(text([one(*each) for each in enumerate(outcomes)]), encoding="utf-8")
    assert list(earlier_rows(file, PLAN)) == [str(UUID(int=0))]


def test_the_results_of_another_plan_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    file.write_text(text([one(0)]), encoding="utf-8")
    later = plan_of(3, datetime(2027, 1, 2, tzinfo=UTC))
    with pytest.raises(UsageError, match="another plan"):
        earlier_rows(file, later)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"plan_made_at": "", "tenants": [1]}'])
def test_what_is_no_results_file_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "results.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match="no results file"):
        earlier_rows(file, PLAN)


def test_a_tenant_whose_row_was_edited_since_is_tried_again(tmp_path: Path) -> None:
    window = {"start_date": "2027-06-15T00:00:00Z", "end_date": "2027-08-01T00:00:00Z"}
    values = {"name": "S", "type": "t", "status": "upcoming", "cloud_id": str(UUID(int=7))}
    made = Rollover.from_dict({**values, **window, "id": str(UUID(int=9))})
    wanted = RolloverRequest.from_dict({**values, **window})
    longer = RolloverRequest.from_dict({**values, **window, "end_date": "2027-08-20T00:00:00Z"})
    file = tmp_path / "results.json"
    applied = Applied(id=UUID(int=0), name=None, outcome=Outcome.DONE, rollover=made)
    file.write_text(text([applied]), encoding="utf-8")
    for after, skipped in ((wanted, 1), (longer, 0)):
        (row,) = plan_of(1).tenants
        edited = attrs.evolve(row, action=Action.CREATE, after=after)
        plan = Plan(tenants=[edited], made_at=PLAN.made_at)
        assert len(earlier_rows(file, plan)) == skipped
