"""Standard output and error: whose reader may leave early, and whose disk may be full."""

from __future__ import annotations

import os

# Type checkers know the name; importing it from typing would take longer than the overview.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import TextIO


class UnwritableError(Exception):
    """Standard output cannot be written; the text says why."""


def put(text: str, stream: TextIO | None) -> None:
    """Write a text at once.

    Whoever reads may leave early, as `head` does: what comes then goes nowhere, and the command
    ends as it would have. So the exit code is never that of the output.

    Args:
        text: what to write.
        stream: where to; None, as Python has it for what is closed, is nowhere.

    Raises:
        UnwritableError: it cannot be written, as where the disk is full.
    """
    if stream is None:
        return
    try:
        _write(text, stream)
        stream.flush()
    except BrokenPipeError:
        _forsake(stream)
    except OSError as error:
        _forsake(stream)
        raise UnwritableError(f"the output cannot be written: {error.strerror or error}") from None


def _write(text: str, stream: TextIO) -> None:
    try:
        stream.write(text)
    except UnicodeEncodeError as error:
        # Where lines are drawn with letters that a terminal lacks, something else is there.
        stream.write(text.encode(error.encoding, "replace").decode(error.encoding))


def _forsake(stream: TextIO) -> None:
    """Have all that is written from now on, and what is kept back until then, go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
