"""`interop --describe`: what programs need to use the command, and the overview for people."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, get_args, get_origin

from cyclopts import App
from cyclopts.argument import Argument
from rich.console import Console

from .app import GROUPS, SINGLE, app
from .exits import MEANINGS
from .options import DEFAULT, Common


def print_description(*, common: Common = DEFAULT) -> None:
    """Print every command, option and exit code as JSON, for programs."""
    common.output().document(described())


def described() -> dict[str, Any]:
    """All commands with their options, and the exit codes."""
    commands: list[dict[str, Any]] = []
    for name in (*GROUPS, *SINGLE):
        _walk(app[name], ("interop", name), commands)
    return {
        "name": "interop",
        "commands": sorted(commands, key=lambda each: str(each["command"])),
        "exit_codes": {str(int(code)): meaning for code, meaning in MEANINGS.items()},
    }


def _walk(command: App, path: tuple[str, ...], found: list[dict[str, Any]]) -> None:
    inner = [name for name in command if not name.startswith("-")]
    if inner:
        for name in inner:
            _walk(command[name], (*path, name), found)
        return
    arguments = command.assemble_argument_collection(
        default_parameter=app.default_parameter, parse_docstring=True
    )
    found.append(
        {
            "command": " ".join(path),
            "help": _first_line(command.help),
            "options": [
                _option(argument)
                for argument in arguments
                if argument.parameter.show is not False
                and argument.names
                and "*" not in argument.names
            ],
        }
    )


def _option(argument: Argument) -> dict[str, Any]:
    """One option, or one argument that has its place and no name of its own.

    Its `default` is None both where there is none, and where leaving it out means something of
    its own; `help` says what.
    """
    default = argument.field_info.default
    return {
        "names": list(argument.names),
        "kind": "option" if argument.names[0].startswith("-") else "positional",
        "type": _type(argument.hint),
        "required": bool(argument.required),
        "repeatable": argument.token_count()[1],
        "default": default if isinstance(default, str | int | float) else None,
        "choices": list(argument.get_choices() or ()),
        "help": _first_line(argument.parameter.help or ""),
    }


def _type(hint: Any) -> str:
    """The name of a type; that an option may be left out is said by `required`."""
    given = [each for each in get_args(hint) if each is not type(None)]
    if len(given) == 1 and type(None) in get_args(hint):
        return _type(given[0])
    return str(hint) if given and get_origin(hint) is list else getattr(hint, "__name__", str(hint))


def _first_line(text: object) -> str:
    return " ".join(str(text or "").strip().partition("\n\n")[0].split())


def overview() -> str:
    """What `interop --help` prints."""
    buffer = io.StringIO()
    console = Console(file=buffer, width=80, no_color=True, legacy_windows=False)
    app.help_print([], console=console)
    return buffer.getvalue()


if __name__ == "__main__":
    Path(__file__).with_name("help.txt").write_text(overview(), encoding="utf-8", newline="\n")
