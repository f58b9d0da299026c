"""Planning of rollovers: what each tenant needs, shown, saved, and applied exactly as shown.

`plan_rollovers` reads a fleet and gives a `Plan`; `Plan.apply` writes it. Beneath them are pure
rules that tell how far a window is paused.
"""

from __future__ import annotations

from .applied import Applied, Outcome
from .cover import Cover, Obstacle, Verdict, cover_of, judge
from .make import plan_rollovers
from .moment import read_moment
from .pattern import Copied, Pattern, pattern_of
from .plan import Plan
from .planned import Action, PlannedTenant, Wanted
from .window import Window, Zone, instant, zone_named, zone_of

__all__ = [
    "Action",
    "Applied",
    "Copied",
    "Cover",
    "Obstacle",
    "Outcome",
    "Pattern",
    "Plan",
    "PlannedTenant",
    "Verdict",
    "Wanted",
    "Window",
    "Zone",
    "cover_of",
    "instant",
    "judge",
    "pattern_of",
    "plan_rollovers",
    "read_moment",
    "zone_named",
    "zone_of",
]
