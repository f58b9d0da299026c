"""The command line of the document tools: `diff OLD NEW`, `lint DOCUMENT`, `import FILE`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from .changes import Change
from .diff import diff
from .importing import import_file
from .lint import explained
from .reading import DocumentError, load


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    Returns:
        0 where it was done, 1 where a document breaks rules, 2 where one cannot be used.
    """
    parser = argparse.ArgumentParser(prog="python -m document_tools", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    differ = commands.add_parser("diff", help="what changed from one document to another")
    differ.add_argument("old", type=Path)
    differ.add_argument("new", type=Path)
    differ.add_argument("--format", choices=("text", "json", "markdown"), default="text")
    linter = commands.add_parser("lint", help="the rules that a document of ours breaks")
    linter.add_argument("document", type=Path)
    importer = commands.add_parser("import", help="take a vendor's document as better evidence")
    importer.add_argument("file", type=Path)
    importer.add_argument("--document", type=Path, default=Path("openapi/interop.yaml"))
    importer.add_argument("--older", action="store_true", help="it is older than the vendor's page")
    given = parser.parse_args(arguments)
    try:
        if given.command == "import":
            return _import(given.file, given.document, given.older)
        if given.command == "lint":
            return _lint(load(given.document))
        changes = diff(load(given.old), load(given.new))
    except DocumentError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print({"text": as_text, "json": as_json, "markdown": as_markdown}[given.format](changes))
    return 0


def _lint(document: dict[str, Any]) -> int:
    findings = explained(document)
    for finding in findings:
        print(finding)
    return 1 if findings else 0


def _import(file: Path, document: Path, older: bool) -> int:
    done = import_file(file, document, older=older)
    print(done.report.to_text())
    if not done.findings:
        print(f"{document} is as the file has it" if done.written else f"{document}: no change")
        return 0
    print(f"error: the result breaks rules: {document} is as it was", file=sys.stderr)
    print(f"see {done.written}:", *done.findings, sep="\n  ", file=sys.stderr)
    return 1


def as_text(changes: list[Change]) -> str:
    """A line for each change, those alike in one, the breaking ones first, and a sum at the end."""
    alike: dict[tuple[bool, str, str, str], list[str]] = {}
    for each in sorted(changes, key=lambda each: (not each.breaking, each.kind)):
        key = (each.breaking, each.kind, _from_to(each), each.why)
        alike.setdefault(key, []).append(each.where)
    lines = [
        f"{'BREAKING' if breaking else 'ok':<9} {kind:<22} {', '.join(places)}: {what} ({why})"
        for (breaking, kind, what, why), places in alike.items()
    ]
    count = sum(each.breaking for each in changes)
    return "\n".join([*lines, f"{_number(len(changes), 'change')}, {count} breaking"])


def as_json(changes: list[Change]) -> str:
    """`{"changes": [...]}`."""
    return json.dumps({"changes": [each.as_json() for each in changes]}, indent=2)


def as_markdown(changes: list[Change]) -> str:
    """A table, and a draft of the lines for the changelog."""
    lines = ["| where | change | breaking | why |", "| --- | --- | --- | --- |"]
    for each in changes:
        cells = (f"`{each.where}`", f"{each.kind}: {_from_to(each)}")
        shown = [cell.replace("|", "\\|") for cell in cells]
        lines.append(f"| {' | '.join(shown)} | {'yes' if each.breaking else 'no'} | {each.why} |")
    return "\n".join([*lines, "", *(f"- {each.line}" for each in changes)])


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _from_to(change: Change) -> str:
    if change.old is None:
        return f"{change.new}"
    return f"{change.old} -> {'nothing' if change.new is None else change.new}"


if __name__ == "__main__":
    sys.exit(main())
