"""What the pages say of the command is what the command does."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from interop_client.cli import SKILL
from interop_client.cli.exits import UsageError
from interop_client.cli.profiles import environment
from interop_client.planning import Outcome

DOCS = Path(__file__).parents[2] / "docs"


def for_blocked_tenants(page: Path) -> list[str]:
    """The commands for tenants that are blocked, each as one line."""
    text = page.read_text(encoding="utf-8").replace("\\\n", " ")
    return [" ".join(line.split()) for line in text.splitlines() if "--from one.csv" in line]


def test_the_page_and_the_guide_for_agents_mend_blocked_tenants_alike() -> None:
    commands = for_blocked_tenants(DOCS / "first-rollover.md")
    assert len(commands) == 2
    assert commands == for_blocked_tenants(SKILL)


def test_the_page_says_what_to_do_for_each_outcome_of_an_apply() -> None:
    page = (DOCS / "summer-rollover.md").read_text(encoding="utf-8")
    table = page.partition("### What became of a tenant")[2]
    cells = re.findall(r"^\| (`[^|]+`) \|", table, re.MULTILINE)
    told = re.findall(r"`([^`]+)`", " ".join(cells[1:]))
    assert sorted(told) == sorted(Outcome)


def test_the_page_of_profiles_names_the_keys_that_a_profile_may_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (DOCS / "profiles.md").read_text(encoding="utf-8")
    keys = {
        key
        for cell in re.findall(r"^\| ([^|]+) \| `INTEROP_\w+` \|$", text, re.MULTILINE)
        for key in re.findall(r"`(\w+)`", cell)
    }
    file = tmp_path / "config.toml"
    file.write_text('[profiles.mine]\nunheard_of = "x"\n', encoding="utf-8")
    monkeypatch.setenv("INTEROP_CONFIG", str(file))
    with pytest.raises(UsageError) as refused:
        environment("mine")
    assert keys == set(str(refused.value).partition("known are ")[2].split(", "))


def test_the_profiles_of_the_page_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = re.findall(
        r"^```toml\n(.*?)^```", (DOCS / "profiles.md").read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    [block] = blocks
    file = tmp_path / "config.toml"
    file.write_text(block.replace('["pass", "show"', '["echo"'), encoding="utf-8")
    assert set(tomllib.loads(block)["profiles"]) == {"prod", "sandbox"}
    monkeypatch.setenv("SANDBOX_SECRET", "made-up")
    monkeypatch.setenv("INTEROP_CONFIG", str(file))
    assert environment("prod")["INTEROP_API_KEY"] == "interop"
    assert environment("sandbox")["INTEROP_CLIENT_SECRET"] == "made-up"
