"""Tests that run on every profile of the sandbox: those that use the fixture `profile`.

The default profile runs on asyncio and on trio, the others on asyncio: how the service answers does
not depend on who asks. With the mark `both_backends` a test runs all of them on both.
"""

from __future__ import annotations

import pytest

from interop_client.sandbox.contract.profile import PROFILES


def without_repetition(items: list[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """The tests that are worth running, and those that would repeat another on trio."""
    kept = [item for item in items if not _repeats(item)]
    return kept, [item for item in items if _repeats(item)]


def _repeats(item: pytest.Item) -> bool:
    if not isinstance(item, pytest.Function) or not hasattr(item, "callspec"):
        return False
    if item.get_closest_marker("both_backends") is not None:
        return False
    chosen = item.callspec.params
    is_default = chosen.get("profile", PROFILES[0]) == PROFILES[0]
    return chosen.get("anyio_backend") == "trio" and not is_default
