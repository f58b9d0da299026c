"""Fixtures for every test."""

from __future__ import annotations

from typing import Any

import pytest
from support.clock import virtual_backend


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str | tuple[str, dict[str, Any]]:
    """Everything hand-written is tested on both; on a virtual clock where a test is so marked."""
    name = str(request.param)
    virtual = request.node.get_closest_marker("virtual_clock") is not None
    return virtual_backend(name) if virtual else name
