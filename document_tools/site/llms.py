"""`llms.txt`: the pages of the site in one short list, for programs that read."""

from __future__ import annotations

from pathlib import Path

import yaml

# How paragraphs begin that are none: headings, tables, code, lists, remarks.
_NO_PROSE = "#|`!-*< "

_ABOUT = (
    "Async Python client for Instructure's Data Sync Interop API (unofficial): typed, on asyncio"
    " and trio, with a sandbox and the command `interop`."
)


class _Loader(yaml.SafeLoader):
    """Passes over what names a function."""


_Loader.add_multi_constructor("tag:yaml.org,2002:python/", lambda loader, suffix, node: None)


def llms(root: Path) -> str:
    """The list of pages, with the first sentence of each."""
    with (root / "mkdocs.yml").open(encoding="utf-8") as file:
        nav = yaml.load(file, _Loader)["nav"]
    lines = [
        "# interop_client",
        "",
        f"> {_ABOUT}",
        "",
    ]
    for entry in nav:
        ((title, below),) = entry.items()
        if isinstance(below, str):
            lines.append(_line(root, title, below))
            continue
        lines += ["", f"## {title}", ""]
        lines += [_line(root, *pair) for each in below for pair in each.items()]
    return "\n".join(lines) + "\n"


def _line(root: Path, title: str, name: str) -> str:
    text = (root / "docs" / name).read_text(encoding="utf-8")
    plain = [each for each in text.split("\n\n") if each.strip() and each[0] not in _NO_PROSE]
    first = " ".join(plain[0].split()).partition(". ")[0] if plain else ""
    return f"- [{title}]({name.removesuffix('.md')}.html): {first}".rstrip(": ")
