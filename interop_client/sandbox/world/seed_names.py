"""Names for the seeded data: districts, schools and courses that could exist."""

from __future__ import annotations

import random

_PLACES = (
    "Maple Valley",
    "Cedar Ridge",
    "Fox Hollow",
    "Willow Creek",
    "Harbor Point",
    "Stone Bridge",
    "Prairie View",
    "Silver Lake",
    "Oak Grove",
    "Red Canyon",
    "Pine Bluff",
    "Eagle Crest",
    "Rolling Hills",
    "Clear Springs",
    "Granite Falls",
    "Blue Heron",
    "Summit Pass",
    "River Bend",
    "Meadow Brook",
    "Copper Basin",
    "Lone Tree",
    "North Fork",
    "Sandy Shore",
    "Birch Landing",
)
_KINDS = (
    "Unified",
    "Elementary District",
    "High School District",
    "Charter Network",
    "Regional Schools",
    "County Schools",
    "Independent",
    "Academy Trust",
    "Public Schools",
    "Technical Institute",
)
_TIMEZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")

SCHOOLS = ("Elementary School", "Middle School", "High School")
COURSES = ("Algebra I", "World History", "Biology", "English 9", "Studio Art", "Spanish II")


def district_names(count: int, source: random.Random) -> list[str]:
    """That many distinct district names, in an order that the source decides."""
    names = [f"{place} {kind}" for kind in _KINDS for place in _PLACES]
    source.shuffle(names)
    extra = [f"{names[i % len(names)]} {i // len(names) + 1}" for i in range(len(names), count)]
    return (names + extra)[:count]


def timezone(index: int) -> str:
    """A time zone for a district."""
    return _TIMEZONES[index % len(_TIMEZONES)]
