"""The typed example, where its code does something when it is run."""

from __future__ import annotations

import pytest

from interop_client.models import IngestionState
from typed import headline


@pytest.mark.parametrize(
    "state", [IngestionState.SUCCESS, IngestionState.TIMEOUT, IngestionState.EXECUTING]
)
def test_the_states_that_it_names_have_branches_of_their_own(state: IngestionState) -> None:
    assert "new to this version" not in headline(state)


def test_a_state_that_nobody_documented_reaches_the_last_branch_with_its_text() -> None:
    assert headline(IngestionState("paused")) == "new to this version of the client: paused"
