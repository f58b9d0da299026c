"""Running a command: arguments in, an exit code out, and no traceback for what was expected."""

from __future__ import annotations

import json
import sys

from cyclopts import CycloptsError

from ..errors import InteropError
from .app import app
from .exits import Exit, StateError, UsageError, exit_of
from .output import printable

_EXPECTED = (InteropError, UsageError, StateError, ValueError, OSError)


def run(arguments: list[str]) -> int:
    """Run one command, and tell what went wrong in a line.

    Returns:
        The exit code; see `exits`.
    """
    if arguments == ["--describe"]:
        from .describe import described

        print(json.dumps(described(), indent=2))
        return Exit.DONE
    try:
        result: object = app(
            arguments, exit_on_error=False, print_error=False, result_action="return_value"
        )
    except CycloptsError as error:
        error.verbose = False
        return _told(str(error), Exit.USAGE)
    except KeyboardInterrupt:
        return _told("interrupted; what was done until then stays", Exit.INTERRUPTED)
    except BrokenPipeError:
        # Whoever read the output has seen enough.
        sys.stderr.close()
        return Exit.DONE
    except _EXPECTED as error:
        return _told(str(error) or type(error).__name__, exit_of(error))
    return int(result) if isinstance(result, int) else Exit.DONE


def _told(text: str, code: Exit) -> int:
    print(f"interop: {printable(text)}", file=sys.stderr)
    return int(code)
