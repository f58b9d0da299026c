"""Layout: a document as YAML that keeps its comments, its order and its blank lines."""

from __future__ import annotations

import io
import os
import re
import tempfile
import textwrap
from itertools import accumulate
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import FoldedScalarString

from ..reading import DocumentError

_LONGEST = 100
_FOLDED = 78
# Keys that stand below a blank line: those of the document, paths, and kinds of components.
_SECTION = re.compile(r"\S|  /|  (?:parameters|responses|schemas):$")


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = _LONGEST
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def load_kept(path: Path) -> CommentedMap:
    """A document with what it needs to be written again as it was.

    Raises:
        DocumentError: it is no YAML mapping.
    """
    try:
        document = _yaml().load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise DocumentError(f"{path}: cannot be read: {error}") from error
    if not isinstance(document, CommentedMap):
        raise DocumentError(f"{path}: is no mapping")
    return document


def written(document: CommentedMap, before: str) -> str:
    """The text of a document, laid out as the text from which it came."""
    buffer = io.StringIO()
    _yaml().dump(document, buffer)
    return _with_blank_lines(buffer.getvalue(), before)


def _with_blank_lines(text: str, before: str) -> str:
    """Blank lines where there were some, and before what starts a section."""
    old = before.splitlines()
    known = {
        (old[index - 1], old[index + 1])
        for index in range(1, len(old) - 1)
        if not old[index].strip()
    }
    lines: list[str] = []
    waiting = False
    below = ""
    for line in text.splitlines():
        if not line.strip():
            waiting = True
            continue
        if line and not line[0].isspace() and line.endswith(":"):
            below = line[:-1]
        first = bool(lines) and (
            lines[-1].rstrip() in ("paths:", "components:") or lines[-1].lstrip().startswith("#")
        )
        starts = _starts(line, below) and not first
        if lines and (starts or (waiting and (lines[-1], line) in known)):
            lines.append("")
        waiting = False
        lines.append(line)
    return "\n".join(lines) + "\n"


def _starts(line: str, below: str) -> bool:
    if not _SECTION.match(line) or line.startswith(("#", "openapi:")):
        return False
    if line.startswith("  /"):
        return below == "paths"
    return below == "components" or not line.startswith(" ")


def replace(path: Path, text: str) -> None:
    """Put a file in the place of another in one step, or leave the other as it is."""
    mode = path.stat().st_mode if path.exists() else None
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).chmod(mode if mode is not None else 0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def mapping(**values: Any) -> CommentedMap:
    """A mapping in the order given; an underscore at the end of a key is dropped."""
    return CommentedMap((key.removesuffix("_"), value) for key, value in values.items())


def in_line(values: Any) -> CommentedSeq:
    """A list that is written in one line."""
    found = CommentedSeq(values)
    found.fa.set_flow_style()
    return found


def prose(text: str) -> str:
    """A text without line breaks, folded where it is long."""
    plain = " ".join(text.split())
    return _folded(plain) if len(plain) > 60 or ": " in plain else plain


def _folded(plain: str) -> FoldedScalarString:
    folded: Any = FoldedScalarString(plain)
    lines = textwrap.wrap(plain, _FOLDED, break_long_words=False, break_on_hyphens=False)
    ends = accumulate(len(line) + 1 for line in lines[:-1])
    folded.fold_pos = [end - 1 for end in ends]
    found: FoldedScalarString = folded
    return found


def insert_after(parts: CommentedMap, after: str | None, key: str, value: Any) -> None:
    """Put a key behind another one; at the end where there is none."""
    keys = list(parts)
    position = keys.index(after) + 1 if after in parts else len(keys)
    parts.insert(position, key, value)


def rename(parts: CommentedMap, old: str, new: str) -> None:
    """Give a key another name in its place."""
    position = list(parts).index(old)
    parts.insert(position, new, parts.pop(old))
