"""Writes `docs/reference/` and `docs/llms.txt`: `python -m document_tools.site`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from .llms import llms
from .pages import pages

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Write all pages of the reference anew."""
    folder = ROOT / "docs" / "reference"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, text in pages(ROOT).items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    (ROOT / "docs" / "llms.txt").write_text(llms(ROOT), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
