"""The results file of an apply."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

import pytest

from interop_client.cli import plans
from interop_client.cli.exits import UsageError
from interop_client.cli.plans import Results
from interop_client.planning import Applied, Outcome

PLAN = Path("plan.json")


def one(number: int) -> Applied:
    return Applied(id=UUID(int=number), name=f"Tenant {number}", outcome=Outcome.DONE)


def count(file: Path) -> int:
    return len(json.loads(file.read_text(encoding="utf-8"))["tenants"])


def test_it_tells_of_the_first_tenants_one_by_one(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    with Results(file, PLAN) as results:
        for number in range(20):
            assert count(file) == number
            results.add(one(number))


def test_it_is_whole_however_an_apply_ends(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    results = Results(file, PLAN)

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
    monkeypatch.setattr(plans, "write_text", lambda path, text: written.append(path))
    with Results(tmp_path / "results.json", PLAN) as results:
        for number in range(2000):
            results.add(one(number))
    assert len(written) < 200


def test_a_place_that_cannot_be_written_is_told_before_anything_is_done(tmp_path: Path) -> None:
    with (
        pytest.raises(UsageError, match="cannot be written"),
        Results(tmp_path / "missing" / "results.json", PLAN),
    ):
        pytest.fail("something was done")
