"""Fixtures for these tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from interop_client._codec import compiled as _compiled
from interop_client._generated.client import Resources

from .sending import Recorder


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def api(recorder: Recorder) -> Any:
    """All resources; untyped, as these tests say what a type checker would not let pass."""
    return Resources(recorder)


@pytest.fixture(autouse=True)
def nothing_learned() -> Iterator[None]:
    """No test sees what another one taught the compiled decoders."""
    before = dict(_compiled._learned)
    _compiled._learned.clear()
    yield
    _compiled._learned.clear()
    _compiled._learned.update(before)
