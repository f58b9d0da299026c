"""The generator, and the files that it reads and writes."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent.parent


TEMPLATES = ROOT / "generator-templates"


DOCUMENT = ROOT / "openapi" / "interop.yaml"


PACKAGE = ROOT / "interop_client"


COPY = "interop_client_grown"


Document = dict[str, Any]


Change = Callable[[Document], None]


@cache
def loaded(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def read(path: Path) -> Any:
    return copy.deepcopy(loaded(path))


def write(path: Path, value: object) -> Path:
    path.write_text(yaml.safe_dump(value, sort_keys=False), encoding="utf-8")
    return path


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
