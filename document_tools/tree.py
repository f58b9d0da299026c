"""The map of the code in CONTRIBUTING.md: one line a room, from the first lines of docstrings.

python -m document_tools.tree
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
BEGIN = "<!-- The tree: written by `python -m document_tools.tree`. -->\n"
END = "<!-- End of the tree. -->\n"

# Rooms that are shown without what is in them.
CLOSED = ("_generated", "sandbox/operations")


def tree(root: Path = ROOT) -> str:
    """The map: packages with their modules, each with what it is."""
    return "```text\n" + "\n".join(_rooms(root / "interop_client", "", root)) + "\n```\n"


def with_tree(text: str, root: Path = ROOT) -> str:
    """CONTRIBUTING.md with the map as it is now."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{tree(root)}{END}{after}"


def _rooms(folder: Path, indent: str, root: Path) -> Iterator[str]:
    name = f"{folder.name}/"
    yield _line(f"{indent}{name}", _first_line(folder / "__init__.py"))
    place = folder.relative_to(root / "interop_client").as_posix()
    if place in CLOSED:
        return
    modules = [each for each in folder.glob("*.py") if each.stem != "__init__"]
    for module in sorted(modules):
        yield _line(f"{indent}  {module.name}", _first_line(module))
    for inner in sorted(each for each in folder.iterdir() if (each / "__init__.py").is_file()):
        yield from _rooms(inner, f"{indent}  ", root)


def _line(name: str, text: str) -> str:
    return f"{name:<30}  {text}"


def _first_line(path: Path) -> str:
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(doc.partition("\n\n")[0].split()).removesuffix(".")


def main() -> int:
    """Write the map into CONTRIBUTING.md."""
    path = ROOT / "CONTRIBUTING.md"
    path.write_text(with_tree(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
