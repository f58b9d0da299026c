"""What is built: the same bytes wherever and whenever, with an SBOM that tells the truth."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from support.modules import MODULES, NAME, ROOT, is_in

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MADE = {"build", "dist", "site", ".git", ".venv", ".nox", ".build", ".hypothesis"}
LATER = 2_000_000_000


def made(folder: str, names: list[str]) -> set[str]:
    """What is no source: made by tools in the checkout, or by Python anywhere."""
    top = MADE if Path(folder) == ROOT else set()
    return {name for name in names if name in top or name.endswith(("_cache", "__pycache__"))}


def copied(folder: Path, mode: int, time: int) -> Path:
    """The checkout in another place, of another age, and for other people to write."""
    shutil.copytree(ROOT, folder, ignore=made)
    for path in sorted(folder.rglob("*"), reverse=True):
        executable = path.is_dir() or os.access(path, os.X_OK)
        path.chmod(mode | (mode & 0o444) >> 2 if executable else mode)
        os.utime(path, (time, time))
    return folder


def built(source: Path, into: Path, **environ: str) -> dict[str, bytes]:
    """Wheel and sdist of a folder, by name."""
    inherited = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--directory", str(into)],
        cwd=source,
        env={**inherited, **environ},
        check=True,
        capture_output=True,
        timeout=300,
    )
    return {path.name: path.read_bytes() for path in sorted(into.iterdir())}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("first")
    return built(copied(folder / "source", 0o644, 1_700_000_000), folder / "dist", TZ="UTC")


@pytest.fixture(scope="module")
def wheel(first: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    (name,) = (each for each in first if each.endswith(".whl"))
    path = tmp_path_factory.mktemp("wheel") / name
    path.write_bytes(first[name])
    return path


def test_two_builds_are_the_same_bytes(first: dict[str, bytes], tmp_path: Path) -> None:
    source = copied(tmp_path / "another place", 0o664, LATER)
    second = built(source, tmp_path / "dist", TZ="Asia/Tokyo", LC_ALL="C", PYTHONHASHSEED="1")
    assert len(first) == 2
    assert {name for name in first if first[name] != second.get(name)} == set()
    assert set(first) == set(second)


def test_the_wheel_of_the_sdist_is_the_wheel(first: dict[str, bytes], tmp_path: Path) -> None:
    (sdist,) = (name for name in first if name.endswith(".tar.gz"))
    (tmp_path / sdist).write_bytes(first[sdist])
    with tarfile.open(tmp_path / sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    again = built(tmp_path / sdist.removesuffix(".tar.gz"), tmp_path / "dist")
    (wheel,) = (name for name in first if name.endswith(".whl"))
    assert again[wheel] == first[wheel]


def read_sbom(wheel: Path) -> dict[str, Any]:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (each for each in archive.namelist() if ".dist-info/sboms/" in each)
        assert name.endswith(".cdx.json")
        found: dict[str, Any] = json.loads(archive.read(name))
    return found


def test_the_sbom_names_what_the_package_needs_and_nothing_else(wheel: Path) -> None:
    sbom = read_sbom(wheel)
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
        asked = metadata.PathDistribution(zipfile.Path(archive, f"{Path(name).parent}/")).requires
    wanted = [Requirement(text) for text in asked or []]
    at_run_time = [
        each for each in wanted if each.marker is None or 'extra == "dev"' not in str(each.marker)
    ]
    needed = {each.name for each in at_run_time if "extra ==" not in str(each.marker)}
    components = {each["name"]: each for each in sbom["components"]}
    assert set(components) == {each.name for each in at_run_time}
    assert {name for name, each in components.items() if each["scope"] == "required"} == needed
    for requirement in at_run_time:
        allowed = components[requirement.name]["versionRange"]
        assert set(allowed.removeprefix("vers:pypi/").split("|")) == set(
            str(requirement.specifier).split(",")
        )
        assert components[requirement.name]["isExternal"] is True
        assert "version" not in components[requirement.name]


def test_the_sbom_says_on_which_systems_something_is_needed(wheel: Path) -> None:
    said = {each["name"]: each.get("properties") for each in read_sbom(wheel)["components"]}
    marker = 'sys_platform == "win32"'
    assert said["tzdata"] == [{"name": "python:marker", "value": marker}]
    assert said["httpx"] is None
    assert said["h2"] == [{"name": "python:extra", "value": "http2"}]


def test_the_sbom_says_whose_it_is_and_claims_no_name_on_an_index(wheel: Path) -> None:
    component = read_sbom(wheel)["metadata"]["component"]
    assert (component["name"], component["version"]) == (PROJECT["name"], PROJECT["version"])
    assert component["licenses"] == [{"license": {"id": PROJECT["license"]}}]
    assert "purl" not in component


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names) - {NAME}


# What packages bring that are asked for: no h2 without hpack, no aiohttp without yarl.
BROUGHT = {"hpack": "h2", "yarl": "aiohttp"}


def strangers(asked: list[str], without: set[str]) -> dict[str, set[str]]:
    """What each module imports from packages that are not among those that are asked for."""
    names = {Requirement(text).name.lower() for text in asked}
    homes = metadata.packages_distributions()
    found: dict[str, set[str]] = {}
    for module, path in MODULES.items():
        for name in imported(path) - without:
            home = {each.lower().replace("_", "-") for each in homes.get(name, [name])}
            if not names & (home | {BROUGHT.get(name, "")}):
                found.setdefault(module, set()).add(name)
    return found


def test_the_package_imports_nothing_that_it_does_not_ask_for() -> None:
    extras = PROJECT["optional-dependencies"].items()
    asked = [each for name, of in extras if name != "dev" for each in of]
    # Who loads the plugin has pytest, and who runs on trio has trio.
    assert strangers([*PROJECT["dependencies"], *asked], {"pytest", "trio"}) == {}


def test_what_always_comes_along_is_enough_but_for_the_extras() -> None:
    found = strangers(PROJECT["dependencies"], {"trio"})
    extras = {
        "auth": {"cryptography", "redis"},
        "cli": {"cyclopts", "rich", "yaml"},
        "transport": {"aiohttp", "h2", *BROUGHT},
        "verify": {"yaml"},
    }
    left = {
        (module, name)
        for module, names in found.items()
        for name in names - extras.get(module.partition(".")[0], set())
        if not is_in(module, "sandbox")
    }
    assert left == set()
