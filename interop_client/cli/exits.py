"""Exit codes: what a script learns from how a command ended."""

from __future__ import annotations

from enum import IntEnum

from ..errors import (
    AuthenticationError,
    ConflictError,
    OutcomeUnknownError,
    PermissionDeniedError,
    RequestTimeoutError,
    WaitTimeoutError,
)


class Exit(IntEnum):
    """How a command ended."""

    DONE = 0
    PARTLY = 1
    USAGE = 2
    CREDENTIALS = 3
    REFUSED = 4
    UNKNOWN = 5
    CHANGES = 10
    INTERRUPTED = 130


MEANINGS = {
    Exit.DONE: "done",
    Exit.PARTLY: "some tenants failed, are blocked or were left alone, or an ingestion or the"
    " service failed",
    Exit.USAGE: "usage, configuration, or a question that nobody could answer",
    Exit.CREDENTIALS: "credentials refused",
    Exit.REFUSED: "the whole command was refused for what is there: a conflict, something active",
    Exit.UNKNOWN: "the outcome is unknown, or the time was over",
    Exit.CHANGES: "with --exit-code: the plan holds changes",
    Exit.INTERRUPTED: "interrupted",
}


class UsageError(Exception):
    """What was asked for cannot be meant, or needs an answer that nobody is there to give."""


class StateError(Exception):
    """The service's state, or that of a file, does not allow what was asked for."""


def exit_of(error: Exception) -> Exit:
    """The exit code for an error that ended a command; a `ConfigurationError` is a `ValueError`."""
    for kinds, code in _CODES:
        if isinstance(error, kinds):
            return code
    return Exit.PARTLY


_CODES: tuple[tuple[tuple[type[Exception], ...], Exit], ...] = (
    ((OutcomeUnknownError, RequestTimeoutError, WaitTimeoutError), Exit.UNKNOWN),
    ((AuthenticationError, PermissionDeniedError), Exit.CREDENTIALS),
    ((ConflictError, StateError), Exit.REFUSED),
    ((UsageError, ValueError), Exit.USAGE),
)
