"""Running a command: arguments in, an exit code out, and no traceback for what was expected."""

from __future__ import annotations

import sys

from cyclopts import CycloptsError

from ..errors import InteropError
from .app import app
from .arguments import in_order, mistake
from .exits import Exit, StateError, UsageError, exit_of
from .layout import Page
from .output import printable
from .streams import put
from .writes import noted

_EXPECTED = (InteropError, UsageError, StateError, ValueError, OSError)

_LEFT = "what was done stays, and what was under way may be done or not"


def run(arguments: list[str]) -> int:
    """Run one command, and tell what went wrong in a line.

    Returns:
        The exit code; see `exits`.
    """
    with noted() as writes:
        try:
            result = _called(in_order(arguments))
        except CycloptsError as error:
            return _told(mistake(error), Exit.USAGE)
        except KeyboardInterrupt as error:
            left = _LEFT if writes.begun else "nothing was changed"
            return _told(f"interrupted: {str(error) or left}", Exit.INTERRUPTED)
        except _EXPECTED as error:
            return _told(str(error) or type(error).__name__, exit_of(error))
    return int(result) if isinstance(result, int) else Exit.DONE


def _called(arguments: list[str]) -> object:
    """What the command returns. Only help texts go to the console that is given here."""
    page = Page(width=80)
    try:
        result: object = app(
            arguments,
            console=page.console,
            exit_on_error=False,
            print_error=False,
            result_action="return_value",
        )
    finally:
        put(page.taken(), sys.stdout)
    return result


def _told(text: str, code: Exit) -> int:
    put(f"interop: {printable(text)}\n", sys.stderr)
    return int(code)
