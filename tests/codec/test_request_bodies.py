"""Request bodies: what is required, left out, and sent back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from functools import partial
from typing import Any

import attrs
import pytest

from interop_client._codec import body as _body
from interop_client.models import (
    UNSET,
    AuthStatePending,
    Cloud,
    Rollover,
    RolloverRequest,
    ScheduleRequest,
    ScheduleUpdate,
    ScopingSchool,
    TenantApplication,
    TenantApplicationUpdate,
)

from .sending import END, ID, START, Recorder, body_of, rollover

# Request models: what is required, and what each field takes.


REQUIRED = [each.name for each in attrs.fields(RolloverRequest) if each.default is attrs.NOTHING]


@pytest.mark.parametrize("name", REQUIRED)
def test_a_rollover_cannot_be_written_without_what_is_required(name: str) -> None:
    values = {key: value for key, value in attrs.asdict(rollover()).items() if key != name}
    del values["additional_properties"]
    make: Any = RolloverRequest
    with pytest.raises(TypeError, match=f"required keyword-only argument: '{name}'"):
        make(**values)


def test_a_schedule_cannot_be_created_without_its_hour() -> None:
    make: Any = ScheduleRequest
    with pytest.raises(TypeError, match="required keyword-only argument: 'hour'"):
        make()


@pytest.mark.parametrize("hour", [0, 7, 23])
@pytest.mark.anyio
async def test_an_hour_of_the_day_is_sent(api: Any, recorder: Recorder, hour: int) -> None:
    await api.schedules.create(ScheduleRequest(hour=hour))
    assert body_of(recorder.sent[0]) == {"hour": hour}


@pytest.mark.parametrize(
    ("hour", "error", "message"),
    [
        (24, ValueError, "ScheduleRequest.hour must be from 0 to 23, not 24"),
        (-1, ValueError, "ScheduleRequest.hour must be from 0 to 23, not -1"),
        (True, TypeError, "ScheduleRequest.hour must be a whole number, not True"),
        ("3", TypeError, "ScheduleRequest.hour must be a whole number, not '3'"),
        (3.5, TypeError, "ScheduleRequest.hour must be a whole number, not 3.5"),
        (3.0, TypeError, "ScheduleRequest.hour must be a whole number, not 3.0"),
        (None, TypeError, "ScheduleRequest.hour must be a whole number, not NoneType"),
    ],
)
@pytest.mark.anyio
async def test_what_is_no_hour_is_refused_before_it_is_sent(
    api: Any, recorder: Recorder, hour: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        await api.schedules.create(ScheduleRequest(hour=hour))
    assert recorder.sent == []


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        (
            {"start_date": datetime(2026, 7, 1)},
            ValueError,
            "an aware datetime, not 2026-07-01T00:00:00",
        ),
        (
            {"start_date": "2026-07-01T00:00:00Z"},
            TypeError,
            "start_date must be a datetime, not '2026-",
        ),
        ({"end_date": date(2026, 7, 1)}, TypeError, "end_date must be a datetime, not date"),
        ({"end_date": None}, TypeError, "end_date must be a datetime, not NoneType"),
        ({"cloud_id": "nonsense"}, ValueError, "cloud_id must be a UUID, not 'nonsense'"),
        ({"cloud_id": 7}, TypeError, "cloud_id must be a UUID, not 7"),
        ({"name": 7}, TypeError, "name must be a string, not int"),
        ({"name": None}, TypeError, "name must be a string, not NoneType"),
        ({"type": b"summer"}, TypeError, "type must be a string, not bytes"),
        ({"name": "\ud83d"}, ValueError, "body is not valid text: it has half a surrogate pair"),
        (
            {"additional_properties": {"x": {1}}},
            TypeError,
            r"\['x'\] must be a JSON value, not set",
        ),
        (
            {"additional_properties": {"x": {1: 2}}},
            TypeError,
            r"the keys of .* must be strings, not 1",
        ),
        ({"additional_properties": {"x": float("nan")}}, ValueError, "body cannot be sent as JSON"),
    ],
)
@pytest.mark.anyio
async def test_what_a_rollover_cannot_hold_is_refused_before_it_is_sent(
    api: Any,
    recorder: Recorder,
    changes: dict[str, Any],
    error: type[Exception],
    message: str,
) -> None:
    for call in (
        partial(api.rollovers.create, rollover(**changes)),
        partial(api.rollovers.update, ID, rollover(**changes)),
    ):
        with pytest.raises(error, match=message):
            await call()
    assert recorder.sent == []


@pytest.mark.anyio
async def test_times_are_sent_in_utc(api: Any, recorder: Recorder) -> None:
    east = timezone(timedelta(hours=5, minutes=30))
    await api.rollovers.create(
        rollover(
            start_date=datetime(2026, 7, 1, 5, 30, tzinfo=east),
            end_date=datetime(2026, 8, 15, 0, 0, 0, 250_000, tzinfo=UTC),
        )
    )
    body = body_of(recorder.sent[0])
    assert body["start_date"] == "2026-07-01T00:00:00Z"
    assert body["end_date"] == "2026-08-15T00:00:00.250Z"


@pytest.mark.anyio
async def test_ids_and_enums_may_be_given_as_text(api: Any, recorder: Recorder) -> None:
    class Ours(StrEnum):
        STATUS = "of our own"

    await api.rollovers.create(rollover(cloud_id=str(ID).upper(), status=Ours.STATUS))
    body = body_of(recorder.sent[0])
    assert body["cloud_id"] == str(ID)
    assert body["status"] == "of our own"


@pytest.mark.parametrize("body", [None, {"name": "x"}, "x", Rollover(name="x"), ScheduleUpdate()])
@pytest.mark.anyio
async def test_a_body_of_another_kind_is_refused(
    api: Any, recorder: Recorder, body: object
) -> None:
    with pytest.raises(TypeError, match="body must be a RolloverRequest, not "):
        await api.rollovers.create(body)
    assert recorder.sent == []


@pytest.mark.anyio
async def test_a_number_beyond_64_bits_is_sent_as_a_number(api: Any, recorder: Recorder) -> None:
    await api.clouds.create(Cloud(generation=2**70, name="Ä😀"))
    assert recorder.sent[0].content == '{"name":"Ä😀","generation":1180591620717411303424}'.encode()


# What is left out, and what goes back.


@pytest.mark.anyio
async def test_a_patch_leaves_out_what_was_not_given(api: Any, recorder: Recorder) -> None:
    await api.application.update(TenantApplicationUpdate(auth_message="Wait"))
    await api.schedules.update(ID, ScheduleUpdate())
    await api.schedules.update(ID, ScheduleUpdate(enabled=UNSET))
    await api.schedules.update(ID, ScheduleUpdate(enabled=False))
    assert [body_of(operation) for operation in recorder.sent] == [
        {"auth_message": "Wait"},
        {},
        {},
        {"enabled": False},
    ]


@pytest.mark.anyio
async def test_a_patch_sends_null_for_none(api: Any, recorder: Recorder) -> None:
    await api.application.update(
        TenantApplicationUpdate(
            auth_message=None,
            auth_state_pending=AuthStatePending.CONFIRMED,
            auth_attributes_pending=None,
        )
    )
    assert body_of(recorder.sent[0]) == {
        "auth_message": None,
        "auth_state_pending": "confirmed",
        "auth_attributes_pending": None,
    }


@pytest.mark.anyio
async def test_undocumented_properties_never_go_into_a_patch(api: Any, recorder: Recorder) -> None:
    update = ScheduleUpdate(enabled=True, additional_properties={"later": 1, "enabled": False})
    await api.schedules.update(ID, update)
    assert body_of(recorder.sent[0]) == {"enabled": True}
    assert update.additional_properties == {"later": 1, "enabled": False}


@pytest.mark.anyio
async def test_undocumented_properties_go_back_in_a_full_put(api: Any, recorder: Recorder) -> None:
    await api.rollovers.update(ID, rollover(additional_properties={"later": {"x": [1]}}))
    school = ScopingSchool.from_dict({"name": "North", "later": {"x": [None]}, "gone": None})
    await api.scoping_schools.update(ID, school)
    assert body_of(recorder.sent[0])["later"] == {"x": [1]}
    assert body_of(recorder.sent[1]) == {"name": "North", "later": {"x": [None]}}


@pytest.mark.anyio
async def test_what_only_the_service_sets_is_not_sent(api: Any, recorder: Recorder) -> None:
    cloud = Cloud(id=ID, name="North", created_at=START, updated_at=END)
    assert {"created_at", "updated_at"} == Cloud.READ_ONLY
    await api.clouds.create(cloud)
    assert body_of(recorder.sent[0]) == {"id": str(ID), "name": "North"}
    assert cloud.created_at == START


def test_what_may_be_changed_of_an_application_is_not_read_only() -> None:
    assert not TenantApplication.READ_ONLY & set(TenantApplicationUpdate.FIELDS)
    assert set(TenantApplicationUpdate.FIELDS) <= set(TenantApplication.FIELDS)


@pytest.mark.anyio
async def test_a_run_without_options_has_no_body_and_no_content_type(
    api: Any, recorder: Recorder
) -> None:
    await api.schedules.run(ID)
    await api.schedules.run(ID, None)
    await api.schedules.run(ID, {})
    await api.schedules.run(ID, {"full": True, "topics": ("a", "b")})
    wire = [(operation.content, operation.content_type) for operation in recorder.sent]
    assert wire == [
        (None, None),
        (None, None),
        (b"{}", "application/json"),
        (b'{"full":true,"topics":["a","b"]}', "application/json"),
    ]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ([("full", True)], "body must be a mapping, not list"),
        ("full", "body must be a mapping, not str"),
        ({"at": START}, "body.at must be a JSON value, not datetime"),
        ({"ids": [ID]}, r"body.ids\[0\] must be a JSON value, not UUID"),
        ({3: 4}, "the keys of body must be strings, not 3"),
        ({"raw": b"x"}, "body.raw must be a JSON value, not bytes"),
    ],
)
@pytest.mark.anyio
async def test_options_that_are_not_json_are_refused(
    api: Any, recorder: Recorder, body: Any, message: str
) -> None:
    with pytest.raises(TypeError, match=message):
        await api.schedules.run(ID, body)
    assert recorder.sent == []


def test_an_object_that_holds_itself_is_refused() -> None:
    loop: dict[str, Any] = {}
    loop["again"] = loop
    with pytest.raises(ValueError, match="nested too deeply, or holds itself"):
        _body.object_content(loop)
