"""A sandbox to command."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.commands import Shell
from interop_client.sandbox import IngestionPlan, Sandbox

TENANTS = 9


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    """Where commands run; collections end at once."""
    with Sandbox(tenants=TENANTS) as sandbox:
        sandbox.ingestion_plan = IngestionPlan(0.0, 0.0, 0.0)
        yield Shell(sandbox, tmp_path)
        sandbox.faults.clear()
