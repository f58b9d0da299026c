"""Fixtures for every test."""

from __future__ import annotations

from typing import Any

import pytest
from support.clock import WallClock, virtual_backend
from support.profiles import without_repetition

from interop_client import _clock
from interop_client.sandbox.contract.profile import PROFILES, ProfileName


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


@pytest.fixture(params=PROFILES)
def profile(request: pytest.FixtureRequest) -> ProfileName:
    """How the sandbox answers where the evidence leaves it open: every way in turn."""
    name: ProfileName = request.param
    return name


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Runs other profiles than the default on asyncio alone."""
    kept, repeated = without_repetition(items)
    if repeated:
        config.hook.pytest_deselected(items=repeated)
        items[:] = kept
