"""What a newcomer relies on: the commands, one version, pins that hold, documents that are true."""

from __future__ import annotations

import ast
import os
import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

import interop_client

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# Without the reference, which is made from the code.
REFERENCE = ROOT / "docs" / "reference"
PAGES = sorted(
    {*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")} - {*ROOT.glob("docs/reference/*.md")}
)
MADE = {"build", "dist", "site", "htmlcov"}
EXAMPLES = sorted(ROOT.glob("examples/**/*.py"))
RECORDS = sorted(set(ROOT.glob("docs/decisions/*.md")) - {ROOT / "docs" / "decisions" / "index.md"})
FOLDERS = [
    ".ci",
    *(
        path.name
        for path in ROOT.iterdir()
        if path.is_dir() and not path.name.startswith(".") and path.name not in MADE
    ),
]
TEXTS = sorted(
    path
    for path in [*ROOT.glob("*.*"), *(p for name in FOLDERS for p in (ROOT / name).rglob("*"))]
    if path.is_file()
    and path.suffix in {".md", ".py", ".toml", ".txt", ".yml", ".yaml", ".jinja", ".cfg", ".ini"}
    and not any(part.endswith("_cache") for part in path.parts)
    # Made with the site.
    and path.parent != ROOT / "docs" / "reference"
    and path != ROOT / "docs" / "llms.txt"
)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def targets() -> dict[str, str]:
    """The targets of the Makefile that have a help text."""
    return dict(re.findall(r"^([a-z0-9-]+):.*?## (.+)$", read("Makefile"), re.MULTILINE))


def python_in(text: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_the_first_screen_of_the_readme_says_what_this_is_and_how_to_start() -> None:
    screen = "\n".join(read("README.md").splitlines()[:16])
    for words in ("Unofficial", "not yet run against the live service", "public documentation"):
        assert words in screen
    assert "make demo" in screen
    assert "make test" in screen


def test_every_make_target_that_is_named_somewhere_exists_and_has_a_help_text() -> None:
    phony = re.search(r"^\.PHONY: (.+)$", read("Makefile"), re.MULTILINE)
    assert phony is not None
    assert set(phony[1].split()) == set(targets())
    named = {
        word
        for page in [*PAGES, ROOT / ".ci" / "run"]
        for line in re.findall(
            r"(?:^ {4}|`|step \")make ([a-z0-9 -]+?)(?= *#|`|\"|$)",
            page.read_text(encoding="utf-8"),
            re.MULTILINE,
        )
        for word in line.split()
    }
    assert {"demo", "test"} <= named <= set(targets())


def test_the_version_stands_in_one_place() -> None:
    assert interop_client.__version__ == metadata.version("interop-client") == PROJECT["version"]
    stated = re.compile(rf"version.*{re.escape(PROJECT['version'])}", re.IGNORECASE)
    elsewhere = ("pyproject.toml", "constraints.txt", "openapi/", "tests/", "generator-templates/")
    holders = [
        relative(path)
        for path in TEXTS
        if not relative(path).startswith(elsewhere)
        and stated.search(path.read_text(encoding="utf-8"))
    ]
    assert holders == []


def test_the_changelog_has_the_version_and_keeps_its_form() -> None:
    sections = re.findall(r"^## (.+)$", read("CHANGELOG.md"), re.MULTILINE)
    assert sections[0] == "[Unreleased]"
    form = re.compile(r"\[\d+\.\d+\.\d+\] - (\d{4}-\d{2}-\d{2}|Not yet released)")
    assert all(form.fullmatch(section) for section in sections[1:])
    assert sections[1].startswith(f"[{PROJECT['version']}]")
    kinds = set(re.findall(r"^### (.+)$", read("CHANGELOG.md"), re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_the_ten_lines_of_the_readme_are_the_example() -> None:
    example = read("examples/quickstart.py").split('"""\n\n', 1)[1]
    assert example in python_in(read("README.md"))
    assert example in python_in(read("docs/quickstart.md"))


@pytest.mark.parametrize("path", PAGES, ids=relative)
def test_the_python_in_the_pages_is_python(path: Path) -> None:
    for code in python_in(path.read_text(encoding="utf-8")):
        compile(code, str(path), "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)


@pytest.mark.parametrize("path", PAGES, ids=relative)
def test_the_links_of_the_pages_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8")):
        # The reference is made with the site, whose building follows the links to it.
        if "://" not in target and not (path.parent / target).is_relative_to(REFERENCE):
            assert (path.parent / target).exists(), f"{relative(path)} links to {target}"


@pytest.mark.parametrize("path", EXAMPLES, ids=relative)
def test_the_examples_use_public_names_alone(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("interop_client"):
            parts = [*str(node.module).split("."), *(alias.name for alias in node.names)]
            assert not [part for part in parts if part.startswith("_")]
        elif isinstance(node, ast.Attribute):
            assert not re.match(r"_[^_]", node.attr) or isinstance(node.value, ast.Name)


def requirements(*extras: str) -> list[Requirement]:
    """What the package needs, with these extras or with all."""
    optional = PROJECT["optional-dependencies"]
    texts = [
        *PROJECT["dependencies"],
        *(text for name in extras or optional for text in optional[name]),
    ]
    return [item for text in texts if (item := Requirement(text)).name != PROJECT["name"]]


@pytest.mark.parametrize("requirement", requirements(), ids=str)
def test_every_requirement_is_pinned_to_a_version_that_it_allows(requirement: Requirement) -> None:
    pins = dict(line.split("==") for line in read("constraints.txt").splitlines())
    by_name = {canonical(name): version for name, version in pins.items()}
    assert Version(by_name[canonical(requirement.name)]) in requirement.specifier


def test_no_requirement_is_stated_twice() -> None:
    extras = PROJECT["optional-dependencies"]
    for texts in [PROJECT["dependencies"], *extras.values()]:
        names = [canonical(Requirement(text).name) for text in texts]
        assert sorted(set(names)) == sorted(names)


def test_the_constraints_are_plain_pins_each_once() -> None:
    lines = read("constraints.txt").splitlines()
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.+]*", line) for line in lines)
    names = [canonical(line.split("==")[0]) for line in lines]
    assert len(set(names)) == len(names)


def test_the_extra_of_development_brings_the_sandbox() -> None:
    extras = PROJECT["optional-dependencies"]
    assert f"{PROJECT['name']}[aiohttp,cli,encryption,http2,redis,sandbox]" in extras["dev"]
    assert {"cli", "sandbox", "http2", "dev"} <= set(extras)


def test_ci_runs_the_tests_first_then_every_check_and_ends_on_the_first_failure() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    text = script.read_text(encoding="utf-8")
    assert "set -euo pipefail" in text
    made = re.findall(r"^make ([a-z -]+)", text, re.MULTILINE)
    assert " ".join(made).split() == ["test", "check", "thorough", "demo"]
    assert "git status --porcelain" in text


def test_what_a_check_does_stands_in_one_place() -> None:
    groups = dict(re.findall(r"^([A-Z]+) := ([a-z0-9 -]+)$", read("Makefile"), re.MULTILINE))
    made = [name for group in groups.values() for name in group.split()]
    sessions = re.findall(
        r"^@nox\.session\((?:.*name=\"([a-z-]+)\")?.*\)\ndef (\w+)\(",
        read("noxfile.py"),
        re.MULTILINE,
    )
    assert sorted(made) == sorted(name or function for name, function in sessions)
    recipes = re.findall(r"^\t(.+)$", read("Makefile"), re.MULTILINE)
    assert not [line for line in recipes if re.search(r"-m (?:pytest|mypy|mkdocs)", line)]


EXTRAS = ("aiohttp", "cli", "encryption", "http2", "redis", "sandbox")


@pytest.mark.parametrize("requirement", requirements(*EXTRAS), ids=str)
def test_the_lowest_version_that_is_allowed_is_the_one_tested(requirement: Requirement) -> None:
    pins = dict(line.split("==") for line in read("constraints-lowest.txt").splitlines())
    by_name = {canonical(name): version for name, version in pins.items()}
    (lowest,) = (item.version for item in requirement.specifier if item.operator == ">=")
    assert Version(by_name[canonical(requirement.name)]) == Version(lowest)


def test_nothing_says_that_the_package_is_on_an_index() -> None:
    """The name is free for anyone to take: such words would install a stranger's package."""
    stated = re.compile(r"(?:install|add) [^\n]*\binterop[-_]client\b(?!\.)|`interop-client\[")
    found = [
        f"{relative(path)}: {match.group()}"
        for path in TEXTS
        if path != Path(__file__) and (match := stated.search(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def opens_text_as_the_machine_likes(call: ast.Call) -> bool:
    """Whether a call opens, reads, writes or pipes text without naming its encoding."""
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else ast.unparse(function)
    if "encoding" in given:
        return False
    if name in ("read_text", "write_text"):
        return len(call.args) < (1 if name == "read_text" else 2)
    modes = [
        item.value
        for item in [given.get("mode"), *call.args]
        if isinstance(item, ast.Constant) and isinstance(item.value, str)
    ]
    if name == "open" and isinstance(function, ast.Name):
        return not any("b" in mode for mode in modes[-1:])
    if name in ("open", "fdopen", "NamedTemporaryFile", "TemporaryFile"):
        return any(set(mode) <= set("rwxat+") for mode in modes)
    return "universal_newlines" in given or isinstance(given.get("text"), ast.Constant)


def test_text_is_read_and_written_in_a_stated_encoding() -> None:
    """Otherwise it is read as the machine is set up, which on Windows is not UTF-8."""
    found = [
        f"{relative(path)}:{node.lineno}"
        for path in TEXTS
        if path.suffix == ".py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and opens_text_as_the_machine_likes(node)
    ]
    assert found == []


@pytest.mark.parametrize("path", RECORDS, ids=relative)
def test_a_decision_is_recorded_in_the_one_form(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    status, date = r"- \*\*Status\*\*: .+\n(?:  .+\n)*", r"- \*\*Date\*\*: \d{4}-\d{2}-\d{2}\n"
    assert re.match(rf"# .+\n\n{status}{date}\n## Context\n", text)
    parts = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert parts == ["Context", "Decision", "Consequences", "Alternatives"]
    assert f"({path.name})" in read("docs/decisions/index.md")


def test_no_file_names_a_package_registry_or_leaves_work_open() -> None:
    # Put together here, or this file would be the one that does.
    unwanted = re.compile(
        "|".join(
            [
                re.escape("pypi" + ".org"),
                "python" + "hosted",
                r"\b(?:TO" + "DO|FIX" + "ME|XX" + r"X)\b",
                r"--(?:extra-)?index" + "-url",
            ]
        )
    )
    found = [
        f"{relative(path)}: {match.group()}"
        for path in TEXTS
        if (match := unwanted.search(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_no_check_is_switched_off_at_a_line() -> None:
    switches = (
        "no" + "qa",
        "type: " + "ignore",
        "py" + "right",
        "pragma: " + "no",
        "fmt: " + "off",
    )
    found = [
        f"{relative(path)}: {match.group()}"
        for path in TEXTS
        if (match := re.search(rf"# *(?:{'|'.join(switches)})", path.read_text(encoding="utf-8")))
    ]
    assert found == []


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
