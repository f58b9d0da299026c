"""Fixtures for every test."""

from __future__ import annotations

from typing import Any

import pytest
from support.clock import WallClock, virtual_backend

from interop_client import _clock


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> str | tuple[str, dict[str, Any]]:
    """Everything hand-written is tested on both; on a virtual clock where a test is so marked."""
    name = str(request.param)
    mark = request.node.get_closest_marker("virtual_clock")
    if mark is None:
        return name
    monkeypatch.setattr(_clock, "time", WallClock())
    return virtual_backend(name, mark.kwargs.get("seed"))
