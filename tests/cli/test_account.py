"""Commands about the account and the fleet, and what every command may log."""

from __future__ import annotations

import json
import signal

import pytest

from cli.commands import WATCHDOG, Done, Shell

BLUEPRINT = '<Blueprint Version="9.0"><Integration><Title>A</Title></Integration></Blueprint>'


@pytest.fixture
def integration(shell: Shell) -> str:
    listed = shell.run("integrations", "list", "--json").json()
    return str(listed[0]["name"])


def test_a_blueprint_makes_a_version_or_goes_over_one(shell: Shell, integration: str) -> None:
    (shell.folder / "blueprint.xml").write_text(BLUEPRINT, encoding="utf-8")
    command = ("integrations", "push-blueprint", "blueprint.xml", "--integration")
    before = shell.run("integrations", "versions", integration, "--json").json()
    made = shell.run(*command, integration, "--json")
    assert made.code == 0, made.err
    after = shell.run("integrations", "versions", integration, "--json").json()
    assert len(after) == len(before) + 1
    version = str(made.json()["version"])
    unasked = shell.run(*command, integration, "--version", version)
    assert unasked.code == 2
    assert "--yes" in unasked.err
    over = shell.run(*command, integration, "--version", version, "--yes")
    assert over.code == 0, over.err
    unknown = shell.run(*command, "nobody-s")
    assert unknown.code == 2
    assert integration in unknown.err
    (shell.folder / "blueprint.xml").write_text("<Blueprint", encoding="utf-8")
    assert shell.run(*command, integration).code != 0
    now = shell.run("integrations", "versions", integration, "--json").json()
    assert len(now) == len(after)


def test_a_fleet_collects_and_tells_of_each_tenant(shell: Shell, integration: str) -> None:
    mine = [each for each in shell.sandbox.tenants if each.integration == integration]
    for each in mine:
        each.rollovers.clear()
    assert shell.run("fleet", "run", "--integration", integration).code == 2
    assert not shell.sandbox.requests_to("schedules.run")
    done = shell.run("fleet", "run", "--integration", integration, "--yes", "--json")
    rows = done.json()
    assert {each["tenant"]["id"] for each in rows} == {each.id for each in mine}
    assert done.code == (0 if all(each["ok"] for each in rows) else 1), done.err
    assert any(each["ok"] for each in rows)
    shell.sandbox.faults.status("schedules.run", 403, times=None)
    failed = shell.run("fleet", "run", "--integration", integration, "--yes")
    assert failed.code == 1
    assert failed.out.startswith("FAILED: ")
    assert f"0 done, {len(mine)} failed" in failed.out


def test_a_tenant_s_own_operations_are_verified_too(shell: Shell) -> None:
    tenant = shell.sandbox.tenants[0].id
    done = shell.run("verify", "--tenant", tenant, "--pause", "0", "--json")
    assert done.code == 0, done.out
    assert "listRollovers" in done.json()["checked"]
    assert tenant not in done.out


@pytest.mark.parametrize("form", ["plain", "json"])
def test_a_log_tells_of_calls_and_of_no_secret(shell: Shell, form: str) -> None:
    tenant = shell.sandbox.tenants[0].id
    command = ("schedules", "list", "--tenant", tenant, "--json")
    done = shell.run(*command, "--loglevel", "debug", "--logformat", form)
    assert done.code == 0, done.err
    assert done.json()
    assert "listSchedules" in done.err
    if form == "json":
        lines = [json.loads(line) for line in done.err.splitlines()]
        assert any(line.get("tenant") == tenant for line in lines)
        assert any((line.get("status"), line.get("attempt")) == (200, 1) for line in lines)


def test_a_sandbox_is_served_until_it_is_told_to_stop(shell: Shell) -> None:
    with shell.started("sandbox", "--tenants", "3") as process:
        assert process.stdout is not None
        assert "http://127.0.0.1:" in process.stdout.readline() + process.stdout.readline()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=WATCHDOG)
    assert process.returncode == 0
    wrong = shell.run("sandbox", "--tenants", "-1")
    assert wrong.code == 2
    assert "-1" in wrong.err


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_a_shell_is_given_its_completion(shell: Shell, name: str) -> None:
    done = shell.run("--install-completion", "--shell", name, "--output", "completion")
    assert done.code == 0, done.err
    assert "rollovers" in (shell.folder / "completion").read_text(encoding="utf-8")


def test_what_was_interrupted_says_so(shell: Shell) -> None:
    hold = shell.sandbox.faults.hold("tenants.list")
    with shell.started("tenants", "list") as process:
        hold.wait_arrived()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=WATCHDOG)
    done = shell.checked(Done(process.returncode, out, err))
    assert (done.code, done.out) == (130, "")
    assert "interrupted" in done.err


def test_a_misspelt_integration_is_not_one_without_tenants(shell: Shell) -> None:
    misspelt = shell.run("tenants", "list", "--integration", "roster-snyc")
    assert (misspelt.code, misspelt.out) == (2, "")
    assert "there is no integration 'roster-snyc'" in misspelt.err
    without = shell.run("tenants", "list", "--integration", "bus-finder")
    assert (without.code, without.out.strip()) == (0, "none")
    both = ("--integration", "roster-sync", "--integration", "grade-lens")
    assert shell.run("tenants", "list", *both).code == 0
