"""The modules of the package, by their dotted names."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
NAME = "interop_client"


def is_in(name: str, part: str) -> bool:
    return name == part or name.startswith(f"{part}.")


def modules() -> dict[str, Path]:
    """Path of each module by its name below the package; the package itself is the empty name."""
    found: dict[str, Path] = {}
    for path in sorted((ROOT / NAME).rglob("*.py")):
        parts = list(path.relative_to(ROOT / NAME).with_suffix("").parts)
        if parts[-1] == "__init__":
            parts.pop()
        found[".".join(parts)] = path
    return found


MODULES = modules()
