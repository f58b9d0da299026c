"""Each public call, cancelled at every await in turn: nothing is left, and the next call works.

What was written is looked at afterwards: a write that was cancelled is there once or not at all,
and the same things can still be done.
"""

from __future__ import annotations

import pytest

from sweep.calls import CALLS, scene
from sweep.scene import sweep

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]


@pytest.mark.parametrize("name", CALLS)
async def test_a_call_cancelled_at_any_await_leaves_nothing_behind(name: str) -> None:
    awaits = await sweep(scene(CALLS[name]))
    print(f"{name}: cancelled at each of {awaits} awaits")
    assert awaits >= 2
