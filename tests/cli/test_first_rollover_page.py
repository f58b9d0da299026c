"""The commands of `docs/first-rollover.md`, one after the other, as a reader types them."""

from __future__ import annotations

import json
import re
import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path

from cli.commands import Done, Shell

PAGE = Path(__file__).parents[2] / "docs" / "first-rollover.md"


def commands(integration: str) -> list[list[str]]:
    """All of the page, for an integration of the sandbox and for next year."""
    text = PAGE.read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    year = str(datetime.now(UTC).year + 1)
    return [
        [each.replace("my-driver", integration).replace("2027", year) for each in shlex.split(line)]
        for line in lines
        if line.startswith("interop ")
    ]


def test_the_page_is_followed_to_its_end(shell: Shell) -> None:
    account, secret = shell.sandbox.account
    (shell.folder / "secret.txt").write_text(secret, encoding="utf-8")
    tell = [sys.executable, "-c", "print(open('secret.txt').read())"]
    (shell.folder / "config.toml").write_text(
        f'[profiles.prod]\nbase_url = "{shell.sandbox.base_url}"\nclient_id = "{account}"\n'
        f"client_secret_command = {json.dumps(tell)}\n",
        encoding="utf-8",
    )
    integration = shell.sandbox.tenants[0].integration
    ended: list[tuple[str, Done]] = []
    for _, *words in commands(integration):
        asks = words[:2] == ["rollovers", "apply"] and "--yes" not in words
        done = shell.in_terminal(*words, typed="y\n") if asks else shell.run(*words)
        ended.append((" ".join(words[:2]), done))
    plan = json.loads((shell.folder / "plan.json").read_text(encoding="utf-8"))
    actions = [row["action"] for row in plan["tenants"]]
    applied = 1 if "blocked" in actions else 0
    assert "create" in actions
    assert [(name, done.code) for name, done in ended] == [
        ("doctor --profile", 0),
        ("rollovers plan", 0),
        ("rollovers apply", applied),
        ("rollovers apply", applied),
        ("rollovers plan", 0),
        ("rollovers calendar", 0),
    ]
    after = json.loads((shell.folder / "after.json").read_text(encoding="utf-8"))
    assert {row["action"] for row in after["tenants"]} <= {"nothing", "blocked"}
    assert "<svg" in (shell.folder / "calendar.html").read_text(encoding="utf-8")
