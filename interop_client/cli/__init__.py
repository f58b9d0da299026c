"""The command `interop`: the library on the command line, for people and for programs."""

from __future__ import annotations

import sys
from pathlib import Path

from .streams import UnwritableError, put

__all__ = ["main"]

_HELP = Path(__file__).with_name("help.txt")
SKILL = Path(__file__).with_name("SKILL.md")


def main(arguments: list[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: what follows the name of the command; by default that of the process.

    Returns:
        The exit code; `exits.MEANINGS` says what each means.
    """
    given = sys.argv[1:] if arguments is None else arguments
    try:
        return _done(given)
    except UnwritableError as error:
        put(f"interop: {error}\n", sys.stderr)
        return 1
    except KeyboardInterrupt:
        put("interop: interrupted before anything was done\n", sys.stderr)
        return 130


def print_skill() -> None:
    """Print a guide to plan and apply rollovers, for agents and people."""
    put(SKILL.read_text(encoding="utf-8"), sys.stdout)


def _done(given: list[str]) -> int:
    if given in ([], ["--help"], ["-h"]):
        # The overview is a file, so that it is there at once; a test holds that it is current.
        put(_HELP.read_text(encoding="utf-8"), sys.stdout)
        return 0
    if given == ["--skill"]:
        print_skill()
        return 0
    try:
        from .running import run
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("cyclopts", "rich", "yaml"):
            raise
        put(
            f"interop: the package {error.name!r} is missing: install this package with its extra"
            " `cli`, in a clone by: pip install '.[cli]'\n",
            sys.stderr,
        )
        return 2
    return run(given)
