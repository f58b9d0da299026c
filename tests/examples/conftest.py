"""A fleet for each test."""

from __future__ import annotations

import pytest

from .fleet import Fleet


@pytest.fixture
def fleet() -> Fleet:
    return Fleet()
