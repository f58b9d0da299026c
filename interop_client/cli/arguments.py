"""Arguments as people give them: the order that is meant, and what is wrong with them in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from uuid import UUID

from cyclopts import (
    CoercionError,
    CycloptsError,
    MissingArgumentError,
    UnknownOptionError,
    UnusedCliTokensError,
)

from .exits import UsageError
from .options import Common

# Options of every command, and whether each stands alone.
_COMMON = {f"--{each.name.replace('_', '-')}": each.type == "bool" for each in fields(Common)}

_KINDS = {UUID: "an id (a UUID)", int: "a whole number", float: "a number", bool: "true or false"}


def in_order(given: Sequence[str]) -> list[str]:
    """The arguments with the command first: `interop --json tenants list` is meant as well.

    Raises:
        UsageError: one of them is empty, which nothing can mean, or there is no command.
    """
    _refuse_empty(given)
    words: list[str] = []
    options: list[str] = []
    rest = list(given)
    while rest:
        name, equals, _ = rest[0].partition("=")
        if name in _COMMON:
            count = 1 if _COMMON[name] or equals else 2
            options += rest[:count]
            del rest[:count]
        elif rest[0] == "--" and not words:
            del rest[0]  # What follows is the command in any case.
        elif name.startswith("-"):
            break
        else:
            words.append(rest.pop(0))
    if options and not (words or rest):
        raise UsageError("no command was given; `interop --help` lists them")
    end = rest.index("--") if "--" in rest else len(rest)
    return [*words, *rest[:end], *options, *rest[end:]]


def _refuse_empty(given: Sequence[str]) -> None:
    for before, each in zip(["", *given], given, strict=False):
        name, equals, value = each.partition("=")
        if name.startswith("--") and equals and not value:
            raise UsageError(f"{name} must not be empty")
        if not each:
            what = before if before.startswith("-") else "an argument"
            raise UsageError(f"{what} must not be empty")


def mistake(error: CycloptsError) -> str:
    """What is wrong with the arguments, in words."""
    command = " ".join(["interop", *(error.command_chain or ())])
    many = _too_many(error)
    if many:
        are = "is an argument" if len(many) == 1 else "are arguments"
        return (
            f"{', '.join(map(repr, many))} {are} too many; `{command} --help` shows what it takes"
        )
    if isinstance(error, MissingArgumentError) and error.argument is not None:
        return f"{_missing(error, error.argument.names)}; `{command} --help` shows what it takes"
    if isinstance(error, CoercionError) and error.token is not None and error.argument is not None:
        kind = _KINDS.get(error.target_type) if isinstance(error.target_type, type) else None
        if kind is not None:
            name = error.token.keyword or error.argument.name
            return f"{name} must be {kind}, not {error.token.value!r}"
    error.verbose = False
    return str(error)


def _too_many(error: CycloptsError) -> Sequence[str]:
    """The arguments that no place is left for; behind a `--` nothing is an option."""
    if isinstance(error, UnusedCliTokensError):
        return error.unused_tokens or []
    given = list(error.root_input_tokens or ())
    if isinstance(error, UnknownOptionError) and "--" in given:
        word = error.token.keyword or error.token.value
        return [word] if word in given[given.index("--") + 1 :] else []
    return []


def _missing(error: MissingArgumentError, names: Sequence[str]) -> str:
    given = list(error.root_input_tokens or ())
    named = next((each for each in given if each.partition("=")[0] in names), None)
    if named is None:
        return f"{names[0]} must be given"
    following = given[given.index(named) + 1 :]
    if following[:1] == ["-"]:
        return f"{named} cannot be '-': standard output is /dev/stdout"
    return f"{named} must have a value"
