"""Errors travel between processes, and carry no credential when they do."""

from __future__ import annotations

import copy
import inspect
import pickle
from typing import Any

import pytest

from interop_client import FleetResult, errors
from interop_client.models import (
    Ingestion,
    Rollover,
    Schedule,
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


OWN: dict[type[errors.InteropError], dict[str, Any]] = {
    errors.RolloverOverlapError: {"conflicting": [Rollover(name="Summer")]},
    errors.ActiveRolloverError: {"rollover": Rollover(name="Summer")},
    errors.ScheduleOverlapError: {"conflicting": [Schedule(hour=3)]},
    errors.SchedulePausedError: {"schedule": Schedule(hour=3)},
    errors.IngestionPendingError: {"ingestion": Ingestion(additional_properties={"x": 1})},
}
"""What these hold beyond any other error of a response."""


def made(kind: type[errors.InteropError]) -> errors.InteropError:
    if issubclass(kind, errors.StatusError):
        facts: dict[str, Any] = {
            "status_code": 409,
            "method": "GET",
            "url": "/x",
            "request_id": "r",
            "retry_after": 2.0,
            "attempts": 3,
            "answered": False,
        }
        return kind("no", **facts, **OWN.get(kind, {}))
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
    error.add_note("seen by a test")
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
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
    assert not issubclass(errors.OutcomeUnknownError, TimeoutError)
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


@pytest.mark.parametrize("kind", [kind for kind in KINDS if issubclass(kind, errors.ConflictError)])
def test_a_more_precise_error_keeps_all_that_the_first_one_holds(
    kind: type[errors.ConflictError],
) -> None:
    plain = made(errors.ConflictError)
    assert isinstance(plain, errors.ConflictError)
    plain.add_note("seen by a test")
    precise = kind.from_status(plain, "it overlaps", **OWN.get(kind, {}))
    assert precise.message == "it overlaps"
    assert precise.__dict__ == plain.__dict__ | OWN.get(kind, {})
    again = kind.from_status(precise)
    assert (again.message, again.__dict__) == (precise.message, precise.__dict__)


@pytest.mark.parametrize("kind", OWN)
def test_what_an_error_is_about_is_always_there(kind: type[errors.ConflictError]) -> None:
    plain = made(errors.ConflictError)
    assert isinstance(plain, errors.ConflictError)
    (name,) = OWN[kind]
    if name == "conflicting":
        assert getattr(kind.from_status(plain), name) == []
    else:
        with pytest.raises(TypeError, match=name):
            kind.from_status(plain)
    assert getattr(made(kind), name) is not None


def test_a_pending_ingestion_in_an_error_has_lost_its_session_token() -> None:
    ingestion = Ingestion(session_token=SECRET)
    error = errors.IngestionPendingError(
        "pending", ingestion=ingestion, status_code=409, method="POST", url="/x"
    )
    assert error.ingestion.session_token is None
    assert ingestion.session_token == SECRET
    assert SECRET.encode() not in pickle.dumps(error)


def test_an_error_about_overlaps_keeps_a_list_of_its_own() -> None:
    there = [Rollover(name="Summer")]
    error = errors.RolloverOverlapError(
        "overlap", conflicting=there, status_code=409, method="POST", url="/x"
    )
    there.clear()
    assert [found.name for found in error.conflicting] == ["Summer"]
    assert error.answered
