"""The tests of the session that are about connections hold here too."""

from __future__ import annotations

import pytest
from conflicts.test_lost_answers import (
    test_a_create_that_is_lost_again_and_again_still_makes_one,
    test_a_create_whose_answer_is_lost_makes_exactly_one,
    test_a_delete_whose_answer_is_lost_succeeds,
    test_a_modify_whose_answer_is_lost_is_read_back_and_never_applied_twice,
    test_a_schedule_whose_answer_is_lost_is_made_once,
    test_an_update_whose_answer_is_lost_is_read_back_and_never_sent_twice,
    test_switching_a_schedule_is_read_back_and_never_sent_twice,
)
from session.test_connections import clock as clock
from session.test_connections import (
    test_a_body_cut_short_is_a_lost_connection,
    test_a_connection_that_is_refused_is_tried_again_for_a_write,
    test_a_write_that_waits_for_a_connection_was_not_sent,
    test_calls_under_way_end_when_the_client_closes,
    test_compressed_answers_are_read,
    test_hanging_up_on_a_write_leaves_its_outcome_unknown,
    test_one_event_loop_per_client,
    test_our_own_connections_carry_calls_and_are_used_again,
)
from session.test_secrets_of_calls import (
    test_a_deadline,
    test_a_service_that_repeats_what_it_was_sent,
    test_a_token_endpoint_that_fails,
    test_cancellation_at_every_step,
    test_lost_connections,
)

from interop_client import (
    InteropClient,
)
from interop_client.transport.aiohttp import AiohttpTransport

from .connections import (
    KEY,
)

pytestmark = pytest.mark.anyio


__all__ = [
    "test_a_body_cut_short_is_a_lost_connection",
    "test_a_connection_that_is_refused_is_tried_again_for_a_write",
    "test_a_create_that_is_lost_again_and_again_still_makes_one",
    "test_a_create_whose_answer_is_lost_makes_exactly_one",
    "test_a_deadline",
    "test_a_delete_whose_answer_is_lost_succeeds",
    "test_a_modify_whose_answer_is_lost_is_read_back_and_never_applied_twice",
    "test_a_schedule_whose_answer_is_lost_is_made_once",
    "test_a_service_that_repeats_what_it_was_sent",
    "test_a_token_endpoint_that_fails",
    "test_a_write_that_waits_for_a_connection_was_not_sent",
    "test_an_update_whose_answer_is_lost_is_read_back_and_never_sent_twice",
    "test_calls_under_way_end_when_the_client_closes",
    "test_cancellation_at_every_step",
    "test_compressed_answers_are_read",
    "test_hanging_up_on_a_write_leaves_its_outcome_unknown",
    "test_lost_connections",
    "test_one_event_loop_per_client",
    "test_our_own_connections_carry_calls_and_are_used_again",
    "test_switching_a_schedule_is_read_back_and_never_sent_twice",
]


def test_the_shared_tests_run_on_these_connections(made: list[AiohttpTransport]) -> None:
    client = InteropClient(KEY)
    assert client._session.shared.transport is made[-1]
