"""Fixtures for these tests."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .generating import COPY, DOCUMENT, PACKAGE, TEMPLATES, read, write
from .growing import grow


@pytest.fixture(scope="module")
def generator() -> Iterator[Any]:
    """The driver, as a module."""
    sys.path.insert(0, str(TEMPLATES))
    try:
        yield importlib.import_module("generate")
    finally:
        sys.path.remove(str(TEMPLATES))


@pytest.fixture(scope="module")
def grown(generator: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a copy of the package, generated from a document that has grown."""
    folder = tmp_path_factory.mktemp("grown")
    document, names = read(DOCUMENT), read(TEMPLATES / "names.yaml")
    grow(document)
    names["operations"]["findGadgetOfWidget"] = "twin"
    shutil.copytree(PACKAGE, folder / COPY, ignore=shutil.ignore_patterns("sandbox", "__pycache__"))
    generator.generate(
        write(folder / "document.yaml", document),
        folder / COPY / "_generated",
        write(folder / "names.yaml", names),
    )
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.partition(".")[0] == COPY]:
        del sys.modules[name]


@pytest.fixture(scope="module")
def models(grown: Path) -> Any:
    return importlib.import_module(f"{COPY}.models")
