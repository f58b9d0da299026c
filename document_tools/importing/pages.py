"""Pages whose code names a path: they follow where an import corrected it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..changes import Change
from ..reading import Json
from .layout import replace


def follow(changes: Sequence[Change], document: Json, root: Path) -> Iterator[str]:
    """Put the corrected paths into the pages, and tell of each page that changed.

    A path counts as named where it stands whole, in double quotes. One that another operation
    still has stays as it is.

    Args:
        changes: what the import corrected.
        document: ours, as it is now.
        root: the folder with README.md and docs/.
    """
    moved = {
        f'"{change.old}"': f'"{change.new}"'
        for change in changes
        if change.kind == "path-changed" and change.old not in document["paths"]
    }
    if not moved:
        return
    named = re.compile("|".join(map(re.escape, moved)))
    for page in sorted([*root.glob("README.md"), *root.glob("docs/*.md")]):
        text = page.read_text(encoding="utf-8")
        found = named.findall(text)
        if found:
            replace(page, named.sub(lambda match: moved[match[0]], text))
            name = page.relative_to(root).as_posix()
            yield from (f"{name}: {each} is {moved[each]}" for each in dict.fromkeys(found))
