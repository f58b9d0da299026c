"""Planning of rollovers: pure rules that tell what a window needs, before anything is written."""

from __future__ import annotations

from .cover import Cover, Obstacle, Verdict, cover_of, judge
from .pattern import Copied, Pattern, pattern_of
from .window import Window, Zone, instant, read_moment, zone_named, zone_of

__all__ = [
    "Copied",
    "Cover",
    "Obstacle",
    "Pattern",
    "Verdict",
    "Window",
    "Zone",
    "cover_of",
    "instant",
    "judge",
    "pattern_of",
    "read_moment",
    "zone_named",
    "zone_of",
]
