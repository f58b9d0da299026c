"""The page of the command line, made from what the command says of itself."""

from __future__ import annotations

from typing import Any

from interop_client.cli.describe import described

_LEAD = (
    "`pip install '.[cli]'` in a clone brings the command `interop`."
    " [Your first rollover](../first-rollover.md) shows it at work, and [profiles](../profiles.md)"
    " keep its credentials. `interop --describe` prints this page as JSON, and `interop --skill` a"
    " guide for agents."
)
_COMMON = {"--profile", "--base-url", "--json", "--trust-env", "--loglevel", "--logformat"}


def command_line() -> str:
    """Each command with its options, the options of all, and the exit codes."""
    told = described()
    lines = ["# Command line", _LEAD]
    common: dict[str, str] = {}
    for command in told["commands"]:
        name = command["command"]
        lines += [f"## {name} {{ #{name.replace(' ', '-')} }}", command["help"]]
        rows = []
        for option in command["options"]:
            row = _row(option)
            if _COMMON & set(option["names"]):
                common[option["names"][0]] = row
            else:
                rows.append(row)
        if rows:
            lines.append("\n".join(["| option | |", "| --- | --- |", *rows]))
    lines.append("## Options of every command { #common-options }")
    lines.append("\n".join(["| option | |", "| --- | --- |", *common.values()]))
    lines.append("## Exit codes { #exit-codes }")
    codes = [f"| {code} | {meaning} |" for code, meaning in told["exit_codes"].items()]
    lines.append("\n".join(["| code | meaning |", "| --- | --- |", *codes]))
    return "\n\n".join(lines) + "\n"


def _row(option: dict[str, Any]) -> str:
    given = option["names"]
    names = ", ".join(f"`{name}`" for name in given) if isinstance(given, list) else ""
    notes = ["required"] if option["required"] else []
    if choices := option["choices"]:
        notes.append("one of " + ", ".join(f"`{each}`" for each in choices))
    if option["default"] not in (None, False):
        notes.append(f"default `{option['default']}`")
    more = f" ({'; '.join(notes)})" if notes else ""
    return f"| {names} | {str(option['help']).replace('|', chr(92) + '|')}{more} |"
