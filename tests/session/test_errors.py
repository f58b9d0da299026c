"""Errors travel between processes, and carry no credential when they do."""

from __future__ import annotations

import inspect
import pickle

import pytest

from interop_client import FleetResult, errors
from interop_client.models import (
    Ingestion,
    ScheduleRequest,
    TenantApplicationUpdate,
    TenantInfo,
)

SECRET = "planted-secret"
KINDS = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, errors.InteropError)
]


def made(kind: type[errors.InteropError]) -> errors.InteropError:
    if issubclass(kind, errors.StatusError):
        return kind(
            "no",
            status_code=409,
            method="GET",
            url="/x",
            request_id="r",
            retry_after=2.0,
            attempts=3,
        )
    if issubclass(kind, errors.OutcomeUnknownError):
        return kind("lost", operation="createRollover", sent=ScheduleRequest(hour=3))
    if issubclass(kind, errors.IngestionFailedError):
        return kind("failed", ingestion=Ingestion(session_token=SECRET))
    if issubclass(kind, errors.FleetStoppedError):
        return kind("stopped", results=[FleetResult[int](tenant=TenantInfo(name="Ada ISD"))])
    return kind("wrong")


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_survives_pickling_with_all_that_it_holds(
    kind: type[errors.InteropError],
) -> None:
    error = made(kind)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert again.message == error.message
    assert again.__dict__ == error.__dict__


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_is_in_the_tree_of_the_docstring_and_exported(
    kind: type[errors.InteropError],
) -> None:
    assert kind.__name__ in (errors.__doc__ or "")
    assert kind.__name__ in errors.__all__


def test_timeouts_and_settings_are_also_what_the_standard_library_calls_them() -> None:
    assert issubclass(errors.RequestTimeoutError, TimeoutError)
    assert issubclass(errors.WaitTimeoutError, TimeoutError)
    assert issubclass(errors.ConfigurationError, ValueError)


def test_an_ingestion_in_an_error_has_lost_its_session_token() -> None:
    ingestion = Ingestion(session_token=SECRET, additional_properties={"x": 1})
    error = errors.IngestionFailedError("failed", ingestion=ingestion)
    assert error.ingestion == Ingestion(additional_properties={"x": 1})
    assert ingestion.session_token == SECRET
    assert SECRET.encode() not in pickle.dumps(error)


def test_what_was_sent_is_kept_without_its_secrets() -> None:
    sent = TenantApplicationUpdate(
        auth_message="hello", auth_attributes_pending={"password": SECRET}
    )
    error = errors.OutcomeUnknownError("lost", operation="updateTenantApplication", sent=sent)
    assert isinstance(error.sent, TenantApplicationUpdate)
    assert error.sent.auth_message == "hello"
    assert SECRET.encode() not in pickle.dumps(error)
    assert sent.auth_attributes_pending == {"password": SECRET}


def test_what_was_sent_without_a_secret_is_kept_as_it_is() -> None:
    sent = ScheduleRequest(hour=3)
    assert errors.OutcomeUnknownError("lost", operation="createSchedule", sent=sent).sent is sent


def test_a_more_precise_error_keeps_the_facts_of_the_response() -> None:
    plain = errors.ConflictError(
        "no", status_code=409, method="PUT", url="/x", request_id="r", retry_after=2.0, attempts=3
    )
    precise = errors.RolloverOverlapError.from_status(plain, "it overlaps")
    assert precise.message == "it overlaps"
    assert {**precise.__dict__} == plain.__dict__
