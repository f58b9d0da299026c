"""The page of what a package is by its own word: version, Pythons, what it needs, licence."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

# Extras that are for those who work on the package.
_NOT_FOR_USERS = "dev"


def about(root: Path) -> str:
    """The page, from `pyproject.toml` and the licence.

    Args:
        root: the checkout.
    """
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    project: dict[str, Any] = tomllib.loads(text)["project"]
    pythons = re.findall(r":: (3\.\d+)$", "\n".join(project["classifiers"]), re.MULTILINE)
    rows = [
        f"| `{name}` | {_listed(needs)} |"
        for name, needs in sorted(project["optional-dependencies"].items())
        if name != _NOT_FOR_USERS
    ]
    whose = (
        f"This is the documentation of **{project['name']} {project['version']}**. What changed"
        " is in the [changelog](../changelog.md). It is on no index of packages: install it from"
        " a clone, as the [quickstart](../quickstart.md) does."
    )
    runs_on = (
        f"Python {', '.join(pythons[:-1])} and {pythons[-1]}, on Linux, macOS and Windows, on"
        " asyncio and trio. Tests run on Linux. [Security](../security.md) says what is supported,"
        " and how to report a weakness."
    )
    needs = (
        f"Always: {_listed(project['dependencies'])}. More with an extra, such as"
        " `pip install '.[cli]'` in a clone:"
    )
    licence = (root / "LICENSE").read_text(encoding="utf-8").strip()
    parts = [
        *("# Version, support, licence", whose),
        *("## What it runs on", runs_on),
        *("## What it needs", needs),
        "\n".join(["| extra | needs |", "| --- | --- |", *rows]),
        "The wheel has the same list as an SBOM (CycloneDX, in `.dist-info/sboms/`).",
        *("## Licence", f"{project['license']}.", f"```text\n{licence}\n```"),
    ]
    return "\n\n".join(parts) + "\n"


def _listed(requirements: Sequence[str]) -> str:
    return ", ".join(f"`{each}`" for each in requirements)
