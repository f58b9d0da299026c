"""Arguments that are wrong, in another order, or missing: what is said of them."""

from __future__ import annotations

import pytest

from cli.commands import Shell

ONE = "6f1d2d3e-8a0c-4a53-9a58-0d6c1cb2ad10"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("rollovers list", "--tenant must be given"),
        ("rollovers list --tenant", "--tenant must have a value"),
        ("rollovers list --tenant x", "--tenant must be an id (a UUID), not 'x'"),
        ("rollovers plan", "--out must be given"),
        ("rollovers plan --out -", "--out cannot be '-': standard output is /dev/stdout"),
        ("rollovers plan --out=", "--out must not be empty"),
        ("rollovers plan --out '' --name x", "--out must not be empty"),
        ("tenants show ''", "an argument must not be empty"),
        ("rollovers show", "ID must be given"),
        ("rollovers apply a.json b.json", "'b.json' is an argument too many"),
        ("tenants list a b", "'a', 'b' are arguments too many"),
        ("tenants list -- --json", "'--json' is an argument too many"),
        ("--skill extra", "'extra' is an argument too many"),
        ("--describe extra", "'extra' is an argument too many"),
        ("tenants list --json=maybe", "--json must be true or false, not 'maybe'"),
        ("verify --pause soon", "--pause must be a number, not 'soon'"),
        (f"schedules add x --tenant {ONE}", "HOUR must be a whole number, not 'x'"),
        (f"schedules add 3.5 --tenant {ONE}", "HOUR must be a whole number, not '3.5'"),
        (f"schedules add 1_0 --tenant {ONE}", "HOUR must be a whole number, not '1_0'"),
        (
            "fleet run --integration x --concurrency 2.5",
            "--concurrency must be a whole number, not",
        ),
        (f"schedules add 25 --tenant {ONE}", "hour must be from 0 to 23, not 25"),
        (f"ingestions watch {ONE} --tenant {ONE} --timeout inf", 'Invalid value "inf"'),
        ("--json", "no command was given; `interop --help` lists them"),
        ("--profile prod", "no command was given"),
    ],
)
def test_what_is_wrong_with_arguments_is_said_in_words(
    shell: Shell, arguments: str, said: str
) -> None:
    done = shell.run(*(each.strip("'") for each in arguments.split(" ")))
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"interop: {said}"), done.err
    assert not shell.sandbox.requests


def test_options_of_all_commands_may_stand_before_the_command(shell: Shell) -> None:
    url = shell.sandbox.base_url
    before = ("--json", "--base-url", url, "--loglevel=error", "--trust-env")
    expected = shell.run("tenants", "list", "--json").json()
    assert shell.run(*before, "tenants", "list", INTEROP_BASE_URL="").json() == expected
    between = ("tenants", "--json", "--base-url", url, "list")
    assert shell.run(*between, INTEROP_BASE_URL="").json() == expected
    assert shell.run("--json", "clouds", "list", "--name=a=").json() == []
    wrong = shell.run("--loglevel", "loud", "tenants", "list")
    assert wrong.code == 2
    assert '"loud" for --loglevel' in wrong.err


def test_what_follows_two_dashes_in_front_is_the_command(shell: Shell) -> None:
    expected = shell.run("tenants", "list", "--json").json()
    assert shell.run("--json", "--", "tenants", "list").json() == expected
    assert shell.run("--", "tenants", "list", "--json").json() == expected


def test_the_description_takes_the_options_of_all_commands(shell: Shell) -> None:
    plain = shell.run("--describe").json()
    assert shell.run("--describe", "--json").json() == plain
    assert shell.run("--json", "--loglevel", "error", "--describe").json() == plain


def test_the_overview_lists_what_messages_speak_of(shell: Shell) -> None:
    overview = shell.run("--help").out
    assert "--skill" in overview
    assert "--describe" in overview


def test_an_empty_variable_names_no_profile(shell: Shell) -> None:
    assert shell.run("tenants", "list", INTEROP_PROFILE="").code == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read: Is a directory"),
        (b"\xff", "cannot be read: it is not UTF-8"),
        (b"x", "cannot be read as TOML: "),
        (b"[profiles.p]\napi_key_command = ['/nonesuch']", "no secret: No such file or directory"),
        (b"[profiles.p]\napi_key_command = ['printf', '\\377']", "printed is not UTF-8"),
    ],
)
def test_a_profile_that_cannot_be_used_is_told_in_words(
    shell: Shell, content: bytes | None, said: str
) -> None:
    place = shell.folder / "config.toml"
    if content is None:
        place.mkdir()
    else:
        place.write_bytes(content)
    done = shell.run("tenants", "list", "--profile", "p")
    assert done.code == 2
    assert said in done.err
    assert "Errno" not in done.err
