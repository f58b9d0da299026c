"""The fixture `interop_sandbox`, which installing the package gives to every test suite."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .sandbox import Sandbox


@pytest.fixture
def interop_sandbox() -> Iterator[Sandbox]:
    """A fresh Interop sandbox, served on a loopback port for the time of one test."""
    from . import Sandbox

    with Sandbox() as sandbox:
        yield sandbox
