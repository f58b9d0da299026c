"""Fleets: one piece of work for every tenant, many at once, and what came of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._lazy import lazy

if TYPE_CHECKING:
    from collections.abc import Callable

    from .results import FleetProgress, FleetResult
    from .run import FleetRun
    from .shard import in_shard

__all__ = ["FleetProgress", "FleetResult", "FleetRun", "in_shard"]

__getattr__: Callable[[str], object]
__dir__: Callable[[], list[str]]
__getattr__, __dir__ = lazy(
    __name__,
    {
        "FleetProgress": "results",
        "FleetResult": "results",
        "FleetRun": "run",
        "in_shard": "shard",
    },
)
