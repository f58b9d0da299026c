"""No short time bounds on a real clock: what they end depends on how fast the machine is."""

from __future__ import annotations

import pytest

from interop_client._session.deadline import Deadline
from support.clock import is_virtual

LEAST_SECONDS = 15.0
"""A bound of so much ends nothing but what would never end."""

_make = Deadline.__init__


def _make_a_long_one(self: Deadline, timeout: float | None) -> None:
    if timeout is not None and 0 < timeout < LEAST_SECONDS and not is_virtual():
        raise AssertionError(
            f"a bound of {timeout} s on a real clock: a slow machine would not get as far as the"
            " test expects. Mark it `virtual_clock`, or `short_bound` if that makes no difference"
        )
    _make(self, timeout)


def refuse_short_ones(node: pytest.Item, patch: pytest.MonkeyPatch) -> None:
    """Let a test fail that bounds a call by less than a slow machine may need for it.

    Args:
        node: the test; the mark `short_bound` exempts it.
        patch: undone after the test.
    """
    if node.get_closest_marker("short_bound") is None:
        patch.setattr(Deadline, "__init__", _make_a_long_one)
