"""How often is sent again after a conflict, and how long is waited before."""

from __future__ import annotations

from typing import Any

import pytest

from interop_client._policies import ConflictPolicy
from interop_client.errors import ConfigurationError


@pytest.mark.parametrize(
    "wrong",
    [
        {"attempts": 0},
        {"attempts": True},
        {"attempts": 2.0},
        {"max_wait": -1},
        {"max_wait": float("nan")},
        {"max_wait": float("inf")},
        {"max_wait": "1"},
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match=next(iter(wrong))):
        ConflictPolicy(**wrong)


def test_waits_double_up_to_their_bound_and_honour_what_was_asked() -> None:
    steady = ConflictPolicy(jitter=False, max_wait=1.0)
    assert [steady.wait(attempt) for attempt in (1, 2, 3, 4, 5, 99)] == [
        *(0.1, 0.2, 0.4, 0.8, 1.0, 1.0)
    ]
    assert steady.wait(1, 0.7) == 0.7
    assert steady.wait(1, 60.0) == 1.0
    drawn = [ConflictPolicy(max_wait=1.0).wait(4) for _ in range(200)]
    assert 0 <= min(drawn) < 0.2
    assert 0.6 < max(drawn) <= 0.8
    off = ConflictPolicy.off()
    assert (off.attempts, off.enabled) == (1, False)
