"""Applies each patch of this folder to a copy of the tree, and demands that tests fail.

A patch begins with what the bug is and which tests are to notice it. Without any patch they have to
pass.

    python tests/mutants/run.py [name ...]
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent.parent
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", ".nox", ".hypothesis", "*_cache", "__pycache__", "site", "dist", "build"
)
LONGEST = 120.0
"""Seconds after which tests count as failed: some bugs make them hang."""


@dataclass(frozen=True)
class Mutant:
    """One bug.

    Attributes:
        patch: the file.
        bug: what it does, in a sentence.
        tests: the arguments for pytest.
    """

    patch: Path
    bug: str
    tests: list[str]

    @property
    def name(self) -> str:
        """What it is called."""
        return self.patch.stem

    @property
    def changed(self) -> list[str]:
        """The files that the patch changes."""
        return re.findall(r"^\+\+\+ b/(\S+)", self.patch.read_text(encoding="utf-8"), re.MULTILINE)


def mutants() -> Iterator[Mutant]:
    """All of them, by name."""
    for patch in sorted(FOLDER.glob("*.patch")):
        bug, tests, *_ = patch.read_text(encoding="utf-8").splitlines()
        yield Mutant(patch, bug.removeprefix("Bug: "), shlex.split(tests.removeprefix("Tests: ")))


def apply(mutant: Mutant, tree: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Runs `git apply` on a tree, which need not be a repository."""
    return subprocess.run(
        ["git", "apply", *options, str(mutant.patch)],
        cwd=tree,
        env={**os.environ, "GIT_CEILING_DIRECTORIES": str(tree.parent)},
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )


def passes(tests: list[str], tree: Path, seconds: float) -> bool:
    """Whether the tests pass there, within so many seconds."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests],
            cwd=tree,
            env={**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    if done.returncode not in (0, 1):
        raise RuntimeError(f"pytest {shlex.join(tests)} did not run: exit code {done.returncode}")
    return done.returncode == 0


def main(names: list[str]) -> int:
    """Tries the mutants, prints a table, and gives the number of those that survived."""
    chosen = [mutant for mutant in mutants() if not names or mutant.name in names]
    survivors = 0
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, ignore=LEFT_OUT)
        files = {each for mutant in chosen for each in mutant.tests if each.endswith(".py")}
        if not passes(sorted(files), tree, len(files) * LONGEST):
            print("The tests fail without any patch.")
            return len(chosen)
        for mutant in chosen:
            originals = {name: (tree / name).read_bytes() for name in mutant.changed}
            if apply(mutant, tree).returncode:
                verdict = "DOES NOT APPLY"
            else:
                verdict = "SURVIVED" if passes(mutant.tests, tree, LONGEST) else "killed"
            for name, content in originals.items():
                (tree / name).write_bytes(content)
            survivors += verdict != "killed"
            print(f"{verdict:<15} {mutant.name:<40} {mutant.bug}", flush=True)
    print(f"{len(chosen) - survivors} of {len(chosen)} mutants killed")
    return survivors


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
