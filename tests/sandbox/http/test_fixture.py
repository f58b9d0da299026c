"""The fixtures and the mark that the package gives to every test suite."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


def run(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    """Runs a test file in a pytest of its own."""
    suite = folder / "test_it.py"
    suite.write_text(text, encoding="utf-8")
    options = ("-W", "error", "-q", "-c", os.devnull, "--strict-markers", "-p", "no:asyncio")
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            *options,
            str(suite),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_the_mark_gives_the_fixture_options_the_nearest_last(tmp_path: Path) -> None:
    done = run(
        tmp_path,
        """
import pytest
from datetime import datetime, UTC
from interop_client.sandbox import Clock

pytestmark = pytest.mark.interop_sandbox(tenants=3, profile="strict")

def test_it(interop_sandbox):
    assert len(interop_sandbox.tenants) == 3
    assert interop_sandbox.profile.name == "strict"
    assert interop_sandbox.is_served

@pytest.mark.interop_sandbox(tenants=5, clock=Clock(datetime(2031, 6, 1, tzinfo=UTC), frozen=True))
def test_nearer(interop_sandbox):
    assert len(interop_sandbox.tenants) == 5
    assert interop_sandbox.profile.name == "strict"
    assert interop_sandbox.clock.now().year == 2031

def test_several(make_interop_sandbox):
    first, second = make_interop_sandbox(seed=1), make_interop_sandbox(serve=False)
    assert (first.is_served, second.is_served) == (True, False)
""",
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ("tenant=3", "did you mean 'tenants'?"),
        ("3", "takes options by name"),
        ("profile='vendor-2002'", "did you mean 'vendor-2020'?"),
    ],
)
def test_a_mark_that_makes_no_sense_is_refused(tmp_path: Path, mark: str, said: str) -> None:
    done = run(
        tmp_path,
        f"""
import pytest

@pytest.mark.interop_sandbox({mark})
def test_it(interop_sandbox):
    pass
""",
    )
    assert done.returncode != 0
    assert said in done.stdout


def test_a_strict_fixture_fails_on_a_fault_that_was_never_met(tmp_path: Path) -> None:
    done = run(
        tmp_path,
        """
import pytest

@pytest.mark.interop_sandbox(strict_faults=True)
def test_it(interop_sandbox):
    interop_sandbox.faults.status("tenants.list", 503)
""",
    )
    assert done.returncode != 0
    assert "no request met these planted faults: status 503 on listInteropTenants" in done.stdout
