"""The examples, run as a user runs them: as programs that know nothing but their environment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from interop_client.sandbox import Hold, IngestionPlan, Sandbox
from summer_options import parse

EXAMPLES = Path(__file__).parents[2] / "examples"
YEAR = datetime.now(UTC).year + 1
SUMMER = ("summer_rollover.py", "roster-sync", "--start", f"{YEAR}-06-15", "--end", f"{YEAR}-08-20")
COPIED = ("--type", "school_year", "--status", "upcoming")
WATCHDOG = 120.0


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Twelve tenants, eight of them of roster-sync, without rollovers."""
    with Sandbox(tenants=12, max_page_size=5) as sandbox:
        sandbox.ingestion_plan = IngestionPlan(preparing=0.0, scheduled=0.0, executing=0.0)
        for tenant in sandbox.tenants:
            tenant.rollovers.clear()
        yield sandbox
        sandbox.faults.clear()


def environment(sandbox: Sandbox) -> dict[str, str]:
    environ = {key: text for key, text in os.environ.items() if not key.startswith("INTEROP_")}
    client_id, client_secret = sandbox.account
    return {
        **environ,
        "INTEROP_BASE_URL": sandbox.base_url,
        "INTEROP_CLIENT_ID": client_id,
        "INTEROP_CLIENT_SECRET": client_secret,
    }


def command(name: str, *arguments: str) -> list[str]:
    return [sys.executable, "-W", "error", str(EXAMPLES / name), *arguments]


def run(
    sandbox: Sandbox, name: str, *arguments: str, **environ: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(name, *arguments),
        env={**environment(sandbox), **environ},
        capture_output=True,
        text=True,
        timeout=WATCHDOG,
        check=False,
        encoding="utf-8",
    )


def test_the_ten_lines_print_every_tenant(sandbox: Sandbox) -> None:
    done = run(sandbox, "quickstart.py")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 12


def test_a_whole_integration_is_paused_and_collected(sandbox: Sandbox) -> None:
    done = run(sandbox, *SUMMER, *COPIED)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("8 tenants: 8 created\nAll of them are paused all the time.\n")
    assert done.stdout.count("collected in") == len(sandbox.requests_to("runSchedule")) > 0


def test_a_dry_run_says_so_first_and_last(sandbox: Sandbox) -> None:
    done = run(sandbox, *SUMMER, *COPIED, "--dry-run")
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert lines[0] == "DRY RUN: everything is read, nothing is written."
    assert lines[-1] == "This was a DRY RUN: nothing was written."


def test_a_tenant_that_needs_a_person_makes_exit_code_1(sandbox: Sandbox) -> None:
    done = run(sandbox, *SUMMER)
    assert (done.returncode, done.stderr) == (1, "")
    assert "8 of 8 tenants need a person:" in done.stdout


def test_an_unknown_integration_and_a_refused_credential_end_it(sandbox: Sandbox) -> None:
    unknown = run(sandbox, "summer_rollover.py", "nobody-has-this")
    assert unknown.returncode == 2
    assert "no tenant of an integration called 'nobody-has-this'" in unknown.stderr
    sandbox.rotate_secret()
    sandbox.revoke_tokens()
    sandbox.account = (sandbox.account[0], "sandbox-not-the-secret")
    refused = run(sandbox, *SUMMER)
    assert refused.returncode == 2
    assert "refused" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert "sandbox-not-the-secret" not in refused.stderr


def test_an_interrupted_run_ends_cleanly_and_says_what_was_done(sandbox: Sandbox) -> None:
    unlucky = next(each for each in sandbox.tenants if each.integration == "roster-sync")
    hold = sandbox.faults.hold(
        "createRollover", where=lambda request: request.tenant_id == unlucky.id
    )
    out, err = interrupted(sandbox, hold)
    assert out.startswith("8 tenants of roster-sync\n")
    assert err.startswith("\nINTERRUPTED. What was done until then stays.\n")
    assert f"{unlucky.name}\n    not done: stopped while the rollover was created" in err


@pytest.mark.parametrize("words", [(*SUMMER, *COPIED), ("demo.py",)], ids=lambda words: words[0])
def test_a_reader_who_leaves_early_sees_no_traceback(
    sandbox: Sandbox, words: tuple[str, ...]
) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    done = subprocess.run(
        command(*words),
        env=environment(sandbox),
        stdout=theirs,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        timeout=WATCHDOG,
        check=False,
    )
    os.close(theirs)
    told = "summer_rollover: nobody reads what it tells; run it again.\n"
    assert (done.returncode, done.stderr) == (1, "" if words == ("demo.py",) else told)


def test_a_run_that_is_interrupted_before_it_began_says_so(sandbox: Sandbox) -> None:
    out, err = interrupted(sandbox, sandbox.faults.hold("listInteropTenants"))
    assert out == ""
    assert err.endswith("Nothing was begun: the tenants were not listed yet.\n")


def interrupted(sandbox: Sandbox, hold: Hold) -> tuple[str, str]:
    """What a run prints that gets Ctrl-C when a request has met the hold."""
    process = subprocess.Popen(
        command(*SUMMER, *COPIED),
        env=environment(sandbox),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    hold.wait_arrived(WATCHDOG)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=WATCHDOG)
    assert process.returncode == 130
    return out, err


def test_a_name_that_the_terminal_cannot_show_ends_nothing(sandbox: Sandbox) -> None:
    sandbox.quirks.plant("listInteropTenants", name="Z\u00fcrich")
    done = run(sandbox, *SUMMER, *COPIED, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("Z?rich") == 8


NOW = datetime(2027, 1, 20, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("x --start soon", "'soon' is neither a date"),
        ("x --start 2027-08-20 --end 2027-06-15", "must begin before it ends"),
        ("x --start 2027-06-15 --end 2027-06-15", "must begin before it ends"),
        ("x --start 2026-06-15 --end 2026-08-20", "the window is over"),
        ("x --end 2072-08-20", "more than a year"),
        ("x --start 9999-06-15 --end 9999-12-31T23:59:59-12:00", "outside of the calendar"),
        ("x --timezone Denver", "'Denver' is no IANA time zone"),
        ("x --concurrency 0", "--concurrency must be at least 1"),
        ("x --timeout nan", "--timeout more than 0"),
        ("x --name= ", "name must not be empty"),
        ("x --type=", "type must not be empty"),
        ("x --trust-status=", "trust-status must not be empty"),
        ("x --start 2026-12-20", "give --start and --end both: from 2026-12-20 to 2027-08-20?"),
        ("x --end 2028-05-20", "give --start and --end both: from 2027-06-15 to 2028-05-20?"),
        ("x --start 2027-12-20", "must begin before it ends"),
        ("x --start 2027-06-16T08:00Z --end 2027-06-15", "must begin before it ends"),
        ("x --start 2027-06-16T08:00 --end 2027-06-15T17:00Z", "must begin before it ends"),
        ("x --timezone UTC --start 2027-06-15T20:00-06:00 --end 2027-06-16", "must begin before"),
        ("x --timezone localtime", "'localtime' is no IANA time zone"),
        ("", "required: integration"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    arguments: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(arguments.split(), NOW, "")
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("now", "summer"),
    [((2027, 1, 20), 2027), ((2027, 6, 10), 2027), ((2027, 8, 19), 2027), ((2027, 8, 20), 2028)],
)
def test_the_summer_that_is_not_over_is_the_one_that_is_meant(
    now: tuple[int, int, int], summer: int
) -> None:
    options = parse(["x"], datetime(*now, tzinfo=UTC), "")
    assert (str(options.start), str(options.end)) == (f"{summer}-06-15", f"{summer}-08-20")
    assert options.name == f"Summer {summer}"


@pytest.mark.parametrize(
    "arguments",
    [
        "--start 2027-06-15T20:00-06:00 --end 2027-06-16",
        "--start 2027-06-16 --end 2027-06-15T17:00-00:00",
        "--start 2027-01-01 --end 2027-01-20T20:00",
    ],
)
def test_a_night_that_is_one_somewhere_is_taken(arguments: str) -> None:
    options = parse(["x", *arguments.split()], NOW, "")
    assert options.name == "Summer 2027"
