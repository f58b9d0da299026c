"""`interop --describe` and `interop --skill`: what programs and agents need to use the command."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from cyclopts import App
from rich.console import Console

from .app import GROUPS, SINGLE, app
from .exits import MEANINGS

SKILL = Path(__file__).with_name("SKILL.md")


def described() -> dict[str, Any]:
    """All commands with their options, and the exit codes."""
    commands: list[dict[str, Any]] = []
    for name in GROUPS:
        _walk(app[name], ("interop", name), commands)
    for name in SINGLE:
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
    arguments = command.assemble_argument_collection(parse_docstring=True)
    found.append(
        {
            "command": " ".join(path),
            "help": _first_line(command.help),
            "options": [
                {
                    "names": list(argument.names),
                    "type": getattr(argument.hint, "__name__", str(argument.hint)),
                    "required": bool(argument.required),
                    "help": _first_line(argument.parameter.help or ""),
                }
                for argument in arguments
                if argument.parameter.show is not False
                and argument.names
                and "*" not in argument.names
            ],
        }
    )


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
