"""Fixtures for every test."""

from __future__ import annotations

import pytest


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    """Everything hand-written is tested on both."""
    return str(request.param)
