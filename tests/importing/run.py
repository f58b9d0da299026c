"""Imports corrections of every kind into a copy of the tree, and demands that all is green there.

PYTHONPATH=tests python -m importing.run [arguments for pytest]
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from documents import vendor_style
from documents.corrected import corrected

ROOT = Path(__file__).parents[2]
KEPT_OUT = {".git", ".venv", ".nox", ".build", ".hypothesis", "site", "dist", "build"}
"""What other commands made in the root."""
IMPORT = (
    "-m document_tools import {file}",
    "-m document_tools lint openapi/interop.yaml",
    "generator-templates/generate.py",
    "-m document_tools.public_api --generated",
)
CHECKS = (
    "-m ruff format --check --quiet .",
    "-m ruff check --quiet .",
    "-m mypy",
    "generator-templates/generate.py --check",
    "-m document_tools.site",
    "-m zensical build --clean --strict",
)
TESTS = (
    *("documents", "generated", "sandbox", "codec", "verify", "planning", "reports", "fleet"),
    *("client", "session", "conflicts", "cli", "examples", "sweep", "project/test_public_api.py"),
    *("project/test_public_names.py", "test_architecture.py", "test_house.py"),
)


def left_out(folder: str, names: list[str]) -> set[str]:
    """What is not copied."""
    made = {each for each in names if each.endswith("_cache") or each == "__pycache__"}
    return made | (KEPT_OUT & set(names) if Path(folder) == ROOT else set())


def run(command: str, tree: Path, *more: str) -> bool:
    """Whether a command of Python's succeeds in the tree; what it says goes to the terminal."""
    print(f"$ python {' '.join([command, *more])}", flush=True)
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    words = [sys.executable, *command.split(), *more]
    return subprocess.run(words, cwd=tree, env=environment, check=False).returncode == 0


def main(arguments: list[str]) -> int:
    """Import, generate, check; the number of commands that failed."""
    tests = arguments or ["-k", "not trio", *(f"tests/{name}" for name in TESTS)]
    with tempfile.TemporaryDirectory() as folder:
        tree, file = Path(folder) / "tree", Path(folder) / "vendor.json"
        shutil.copytree(ROOT, tree, ignore=left_out)
        vendor_style.write(corrected(), Path(folder))
        for command in IMPORT:
            if not run(command.format(file=file), tree):
                return 1
        failed = [each for each in CHECKS if not run(each, tree)]
        if not run("-m pytest -q -p no:cacheprovider", tree, *tests):
            failed.append("pytest")
    print(f"after the import, failed: {', '.join(failed) or 'nothing'}")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
