"""Plays, as Hypothesis draws them: what two clients do, and what is done to the service."""

from __future__ import annotations

import attrs
from hypothesis import strategies as st

from interop_client.sandbox import IngestionPlan

from .calls import FAULTS, KINDS, WINDOWS, Call
from .race import Race

PLANS = (
    IngestionPlan(0, 0, 0),
    IngestionPlan(0, 0, 0, "failed"),
    IngestionPlan(1, 1, 5),
    IngestionPlan(executing=600),
)


@attrs.frozen
class ClockMoves:
    """The clock of the service moves by so many seconds."""

    seconds: float


@attrs.frozen
class PendingEnds:
    """Whatever runs is cancelled by somebody else."""


@attrs.frozen
class DetectionChanges:
    """The service begins, or ends, to refuse writes that met another."""

    detect: bool


Step = Race | ClockMoves | PendingEnds | DetectionChanges


@attrs.frozen
class Play:
    """All that happens in one example.

    Attributes:
        backend: "asyncio" or "trio".
        turns: the seed by which asyncio's ready tasks are shuffled, and messages take their time.
    """

    backend: str
    turns: int
    detect: bool
    steps: list[Step]


calls = st.builds(
    Call,
    kind=st.sampled_from(KINDS),
    fault=st.sampled_from(FAULTS),
    target=st.integers(0, 3),
    window=st.sampled_from(WINDOWS),
    name=st.sampled_from(["A", "B"]),
    held=st.sampled_from(["write", "write", "write", "write after", "first", "second", "third"]),
)
moves = st.sampled_from([0.0, 0.0, 0.0, 1.0, 3600.0, 2 * 86400.0, 6 * 86400.0, -3600.0])


def races() -> st.SearchStrategy[Step]:
    return st.builds(
        Race,
        first=calls,
        second=calls,
        swapped=st.booleans(),
        together=st.booleans(),
        advance=moves,
        plan=st.sampled_from(PLANS),
    )


# Each race is a strategy of its own: the same one would count once.
steps: st.SearchStrategy[Step] = st.one_of(
    *(races() for _ in range(9)),
    st.builds(ClockMoves, moves),
    st.builds(PendingEnds),
    st.builds(DetectionChanges, st.booleans()),
)


def plays(longest: int) -> st.SearchStrategy[Play]:
    return st.builds(
        Play,
        backend=st.sampled_from(["asyncio", "trio"]),
        turns=st.integers(0, 2**32 - 1),
        detect=st.booleans(),
        steps=st.lists(steps, min_size=1, max_size=longest),
    )
