"""Measure every row, each in a process of its own, and print one table."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .figures import Figure, markdown, table
from .preparing import prepare

_HERE = Path(__file__).parent


def rows() -> dict[int, str]:
    """The modules that measure, by the row they measure."""
    names = sorted(path.stem for path in _HERE.glob("row_*.py"))
    return {int(name.split("_")[1]): f"{__package__}.{name}" for name in names}


# These count requests. The environment of the peers has no sandbox: with what that needs, httpx
# imports a command line of its own, and row 9 would measure it.
ON_THE_SANDBOX = {12}


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _measure(python: Path, module: str, options: list[str]) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "figures.json"
        command: list[str | Path] = [python, "-m", module, "--json", result, *options]
        subprocess.run(command, cwd=_HERE.parent, check=True, stdout=subprocess.DEVNULL)
        return [Figure(**figure) for figure in json.loads(result.read_text(encoding="utf-8"))]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="how often to measure (default 7)")
    parser.add_argument("--rows", type=int, nargs="+", metavar="ROW", help="these rows alone")
    parser.add_argument("--quick", action="store_true", help="only show that everything works")
    parser.add_argument("--markdown", action="store_true", help="print the table for the docs")
    arguments = parser.parse_args()
    began = time.monotonic()
    python = Path(sys.executable) if arguments.quick else prepare(_say)
    options = ["--quick"] if arguments.quick else ["--rounds", str(arguments.rounds)]
    figures: list[Figure] = []
    failed: list[int] = []
    for row, module in rows().items():
        if arguments.rows is None or row in arguments.rows:
            _say(f"{time.monotonic() - began:4.0f} s  measuring row {row} ...")
            try:
                here = Path(sys.executable) if row in ON_THE_SANDBOX else python
                figures += _measure(here, module, options)
            except subprocess.CalledProcessError:
                failed.append(row)
    print(markdown(figures) if arguments.markdown else table(figures))
    print(f"\n{time.monotonic() - began:.0f} s")
    for row in failed:
        print(f"row {row} could not be measured: what went wrong stands above")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
