"""The public API is what is written down, and changes with a line in the changelog alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from document_tools import public_api
from document_tools.public_api import BY_HAND, GENERATED, ROOT, without_a_line

API = public_api.public_api()
BEFORE = """\
interop_client offers Policy
interop_client.Policy = class() @attrs.frozen
interop_client.Policy.attempts: int = 4
interop_client.Policy.wait(attempt: int) -> float
interop rollovers plan takes --json, --tenant
"""


def unspoken(after: str, *lines: str) -> list[str]:
    changelog = "## [Unreleased]\n\n### Changed\n\n" + "".join(f"- {line}\n" for line in lines)
    return without_a_line(BEFORE, after, f"{changelog}\n## [0.1.0]\n\n- `wait` and `attempts`.\n")


@pytest.mark.parametrize("path", [BY_HAND, GENERATED], ids=lambda path: path.stem)
def test_the_public_api_is_the_one_that_is_written_down(path: Path) -> None:
    written = (ROOT / path).read_text(encoding="utf-8").splitlines()
    now = API[path].splitlines()
    changes = [f"- {line}" for line in written if line not in set(now)]
    changes += [f"+ {line}" for line in now if line not in set(written)]
    assert changes == [], "a change for users: a line under Unreleased, then `make public-api`"
    assert written == now


def test_every_argument_has_a_type() -> None:
    signatures = [line for text in API.values() for line in text.splitlines() if ") -> " in line]
    assert len(signatures) > 200
    assert [line for line in signatures if re.search(r": None[,)]", line)] == []


@pytest.mark.parametrize(
    "line",
    [
        "interop.schedules.enable(id: UUID | str, /) -> Awaitable[Schedule]",
        "interop_client.RetryPolicy.max_wait: float = 8.0",
        "interop_client.StatusError.request_id: str | None",
        "interop_client.ActiveRolloverError = class(ConflictError)",
        "interop_client.transport.aiohttp offers AiohttpTransport",
        "interop actors list takes --cloud, and those of interop",
    ],
)
def test_what_is_written_by_hand_stands_there(line: str) -> None:
    assert line in API[BY_HAND].splitlines()


@pytest.mark.parametrize(
    "line",
    [
        "interop.clouds.find(id: UUID | str, /) -> Awaitable[Cloud]",
        "interop_client.models.Rollover.start_date: datetime | None = None",
        "interop_client.models.IngestionState.CANCELLED = 'cancelled'",
        "interop_client.models offers Rollover",
    ],
)
def test_what_the_document_makes_stands_apart(line: str) -> None:
    assert line in API[GENERATED].splitlines()


@pytest.mark.parametrize(
    ("old", "new", "enough", "too_little"),
    [
        ("attempts: int = 4", "attempts: int = 5", "`attempts` is 5.", "Policy tries longer."),
        ("attempts: int = 4", "attempts: float = 4", "`attempts` may be a half.", "wait changed."),
        ("attempt: int)", "attempt: int, now: float)", "`wait(now=)`.", "`wait` knows the time."),
        ("-> float", "-> int", "`wait` gives whole seconds.", "Whole seconds."),
        ("plan takes --json, ", "plan takes ", "`plan` lost `--json`.", "`plan` is for people."),
        ("= class() @attrs.frozen", "= class(Base)", "`Policy` has a base.", "A base."),
    ],
)
def test_a_change_needs_a_line_that_names_it_and_the_arguments_that_came_or_went(
    old: str, new: str, enough: str, too_little: str
) -> None:
    after = BEFORE.replace(old, new)
    assert after != BEFORE
    assert unspoken(after, "Something else.", enough) == []
    assert len(unspoken(after, "Something else.", too_little)) == 2


def test_a_class_that_comes_or_goes_needs_one_line() -> None:
    gone = "interop rollovers plan takes --json, --tenant\n"
    assert unspoken(gone, "`Policy` is gone.") == []
    assert len(unspoken(gone)) == 2
    come = BEFORE + (
        "interop_client offers Rule\n"
        "interop_client.Rule = class()\n"
        "interop_client.Rule.__init__(text: str) -> None\n"
    )
    assert unspoken(come, "A `Rule` may be given.") == []
    assert unspoken(come, "Rules.") == [
        "+ interop_client offers Rule",
        "+ interop_client.Rule = class()",
    ]


def test_what_an_earlier_version_said_does_not_count() -> None:
    after = BEFORE.replace("int = 4", "int = 5")
    assert len(unspoken(after)) == 2


def test_a_change_without_a_line_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / BY_HAND).parent.mkdir(parents=True)
    (tmp_path / BY_HAND).write_text(BEFORE, encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text("## [Unreleased]\n", encoding="utf-8")
    monkeypatch.setattr(public_api, "ROOT", tmp_path)
    after = BEFORE.replace("int = 4", "int = 5")
    monkeypatch.setattr(public_api, "public_api", lambda: {BY_HAND: after, GENERATED: "new\n"})
    assert public_api.main([]) == 1
    assert "+ interop_client.Policy.attempts: int = 5" in capsys.readouterr().out
    assert (tmp_path / BY_HAND).read_text(encoding="utf-8") == BEFORE
    assert public_api.main(["--generated"]) == 0
    assert (tmp_path / BY_HAND).read_text(encoding="utf-8") == BEFORE
    assert (tmp_path / GENERATED).read_text(encoding="utf-8") == "new\n"
    (tmp_path / "CHANGELOG.md").write_text("## [Unreleased]\n\n- `attempts`.\n", encoding="utf-8")
    assert public_api.main([]) == 0
    assert (tmp_path / BY_HAND).read_text(encoding="utf-8") == after
