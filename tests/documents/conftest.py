"""Fixtures for these tests."""

from copy import deepcopy

import pytest

from document_tools.lint import Document

from .reading import load


@pytest.fixture
def document() -> Document:
    """A copy of its own for each test."""
    return deepcopy(load())
