"""What is sent: the wire form of arguments, and what is refused before anything is sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, unquote
from uuid import UUID

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interop_client._codec import body as _body
from interop_client._codec import encode as _encoding
from interop_client._codec import url as _url
from interop_client._generated.client import Resources
from interop_client.models import (
    UNSET,
    Actor,
    AuthStatePending,
    Cloud,
    IntegrationRefType,
    IntegrationVersion,
    ReleaseState,
    Rollover,
    RolloverRequest,
    ScheduleRequest,
    ScheduleUpdate,
    ScopingCourse,
    ScopingSchool,
    TenantApplication,
    TenantApplicationUpdate,
    TenantInfo,
)
from interop_client.operation import Operation, RawResponse
from interop_client.pagination.filters import keep_where

ID = UUID("24422850-abc3-4525-9567-e2fd4bd0adcb")
START = datetime(2026, 7, 1, tzinfo=UTC)
END = datetime(2026, 8, 15, tzinfo=UTC)


class Recorder:
    """Keeps the operations that it is to send, and sends nothing."""

    def __init__(self) -> None:
        self.sent: list[Operation[Any]] = []

    async def send(self, operation: Operation[Any], /) -> Any:
        self.sent.append(operation)

    async def send_raw(self, operation: Operation[Any], /) -> RawResponse:
        raise AssertionError("no resource asks for raw responses")


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def api(recorder: Recorder) -> Any:
    """All resources; untyped, as these tests say what a type checker would not let pass."""
    return Resources(recorder)


def rollover(**changes: Any) -> Any:
    values: dict[str, Any] = {
        "name": "Summer",
        "start_date": START,
        "end_date": END,
        "type": "summer",
        "status": "upcoming",
        "cloud_id": ID,
    }
    make: Any = RolloverRequest
    return make(**{**values, **changes})


def body_of(operation: Operation[Any]) -> Any:
    assert operation.content is not None
    return json.loads(operation.content)


# Request models: what is required, and what each field takes.


@pytest.mark.parametrize("name", ["name", "start_date", "end_date", "type", "status", "cloud_id"])
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
        ({"status": None}, TypeError, "status must be a string, not NoneType"),
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


# Replacing what is there.


@pytest.mark.parametrize("resource", ["scoping_schools", "scoping_courses"])
@pytest.mark.anyio
async def test_replace_must_be_said(api: Any, recorder: Recorder, resource: str) -> None:
    create = getattr(api, resource).create
    items = [ScopingSchool()] if resource == "scoping_schools" else [ScopingCourse()]
    with pytest.raises(TypeError, match="required keyword-only argument: 'replace'"):
        await create([])
    for unclear in (None, "false", 0, 1, UNSET):
        with pytest.raises(TypeError, match="replace must be "):
            await create(items, replace=unclear)
    assert recorder.sent == []


@pytest.mark.parametrize("resource", ["scoping_schools", "scoping_courses"])
@pytest.mark.anyio
async def test_replacing_by_nothing_is_refused(api: Any, recorder: Recorder, resource: str) -> None:
    create = getattr(api, resource).create
    nothing: Any
    for nothing in ([], ()):
        with pytest.raises(ValueError, match="would delete everything; call delete_all for that"):
            await create(nothing, replace=True)
    with pytest.raises(TypeError, match=r"must be a list of Scoping\w+, not generator"):
        await create((item for item in [nothing]), replace=True)
    assert recorder.sent == []
    await create([], replace=False)
    assert (recorder.sent[0].query, body_of(recorder.sent[0])) == ("replace=false", {"data": []})


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ("schools", "items must be a list of ScopingSchool, not str"),
        (ScopingSchool(), "items must be a list of ScopingSchool, not ScopingSchool"),
        ({"name": "x"}, "items must be a list of ScopingSchool, not dict"),
        ([ScopingSchool(), {"name": "x"}], r"items\[1\] must be a ScopingSchool, not dict"),
        ([None], r"items\[0\] must be a ScopingSchool, not NoneType"),
    ],
)
@pytest.mark.anyio
async def test_items_of_another_kind_are_refused(
    api: Any, recorder: Recorder, items: Any, message: str
) -> None:
    with pytest.raises(TypeError, match=message):
        await api.scoping_schools.create(items, replace=True)
    assert recorder.sent == []


# Blueprints.


@pytest.mark.parametrize(
    ("body", "content"),
    [
        ("<a/>", b"<a/>"),
        ("<a>é</a>", "<a>é</a>".encode()),
        (b"<a>\xc3\xa9</a>", "<a>é</a>".encode()),
        ('<?xml version="1.0"?><a/>', b'<?xml version="1.0"?><a/>'),
        ('<?xml version="1.0" encoding="UTF-8"?><a>é</a>', None),
        ('<?xml version="1.0" encoding="us-ascii"?><a>e</a>', None),
        (b'<?xml version="1.0" encoding="iso-8859-1"?><a>\xe9</a>', None),
        ("<a>é</a>".encode("utf-16"), None),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", None),
        ("\ufeff<a/>", None),
    ],
)
@pytest.mark.anyio
async def test_well_formed_xml_is_sent_as_it_is(
    api: Any, recorder: Recorder, body: str | bytes, content: bytes | None
) -> None:
    await api.integrations.update_blueprint(ID, ID, body)
    operation = recorder.sent[0]
    expected = body if isinstance(body, bytes) else body.encode()
    assert operation.content == (expected if content is None else content)
    assert operation.content_type == "application/xml"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "not well-formed XML: no element found"),
        (b"", "not well-formed XML: no element found"),
        ("not xml", "not well-formed XML: syntax error: line 1, column 0"),
        ("<a>", "not well-formed XML: no element found"),
        ("<a></b>", "not well-formed XML: mismatched tag"),
        (b"<a></b>", "not well-formed XML: mismatched tag"),
        ("<a/><b/>", "not well-formed XML: junk after document element"),
        ("<a>&b;</a>", "not well-formed XML: undefined entity"),
        (b"<a>\xff</a>", "not well-formed XML"),
        ("<a>\x00</a>", "not well-formed XML"),
        ("<a>\ud83d</a>", "body is not valid text: it has half a surrogate pair at 3"),
        ('<?xml version="1.0" encoding="iso-8859-1"?><a>é</a>', "encoding 'iso-8859-1'"),
        ('<?xml version="1.0" encoding="utf-16"?><a/>', "declares encoding 'utf-16'; pass bytes"),
        ('<?xml version="1.0" encoding="us-ascii"?><a>é</a>', "encoding 'us-ascii'"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', "unknown encoding"),
        (b'<?xml version="1.0" encoding="shift_jis"?><a/>', r"checked: .*; send it as UTF-8"),
    ],
)
@pytest.mark.anyio
async def test_other_xml_is_refused_before_it_is_sent(
    api: Any, recorder: Recorder, body: str | bytes, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        await api.integrations.update_blueprint(ID, ID, body)
    assert recorder.sent == []


@pytest.mark.parametrize("body", [None, 7, ["<a/>"], bytearray(b"<a/>"), {}])
def test_xml_is_text_or_bytes(body: Any) -> None:
    with pytest.raises(TypeError, match="body must be XML as str or bytes, not "):
        _body.xml_content(body)


def test_an_entity_bomb_does_not_explode() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 40))
    bomb = f'<!DOCTYPE a [<!ENTITY l0 "{"x" * 100}">{levels}]><a>&l39;</a>'
    with pytest.raises(ValueError, match="not well-formed XML: "):
        _body.xml_content(bomb)
    outside = '<!DOCTYPE a [<!ENTITY file SYSTEM "file:///etc/passwd">]><a>&file;</a>'
    assert _body.xml_content(outside) == outside.encode(), "nothing is fetched"


# Paths.


@pytest.mark.parametrize("value", ["", ".", ".."])
@pytest.mark.anyio
async def test_an_id_that_would_reach_another_url_is_refused(
    api: Any, recorder: Recorder, value: str
) -> None:
    for call in (api.clouds.find, api.clouds.delete, api.tenants.find, api.schedules.run):
        with pytest.raises(ValueError, match=f"id must not be '{value}': it would reach another"):
            await call(value)
    with pytest.raises(ValueError, match="it would reach another URL"):
        await api.integrations.delete_version(ID, value)
    with pytest.raises(ValueError, match="it would reach another URL"):
        api.clouds.list_actors(value)
    assert recorder.sent == []


@pytest.mark.parametrize("value", [None, 7, True, b"x", ["x"], UNSET])
@pytest.mark.anyio
async def test_an_id_is_a_uuid_or_text(api: Any, recorder: Recorder, value: Any) -> None:
    with pytest.raises(TypeError, match="id must be a UUID or a string, not "):
        await api.clouds.find(value)
    assert recorder.sent == []


@pytest.mark.parametrize(
    ("value", "escaped"),
    [
        (ID, str(ID)),
        (str(ID), str(ID)),
        ("a/b", "a%2Fb"),
        ("%2e%2e", "%252e%252e"),
        ("...", "..."),
        ("a?b#c", "a%3Fb%23c"),
        ("a\\b", "a%5Cb"),
        (" ", "%20"),
        ("\r\n", "%0D%0A"),
        ("é😀", "%C3%A9%F0%9F%98%80"),
        ("a;b=c&d", "a%3Bb%3Dc%26d"),
        ("http://x", "http%3A%2F%2Fx"),
    ],
)
@pytest.mark.anyio
async def test_an_id_is_one_escaped_segment(
    api: Any, recorder: Recorder, value: Any, escaped: str
) -> None:
    await api.clouds.find(value)
    assert recorder.sent[0].url == f"/clouds/{escaped}"


@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_text_stays_one_segment_and_comes_back(text: str) -> None:
    if text in {".", ".."}:
        return
    segment = _url.path_segment(text, "id")
    assert unquote(segment) == text
    assert not set(segment) & set("/?#\\ \r\n\x00")
    assert segment not in {"", ".", ".."}


def test_half_a_surrogate_pair_is_no_id() -> None:
    with pytest.raises(ValueError, match="id is not valid text: it has half a surrogate pair at 1"):
        _url.path_segment("a\ud83d", "id")


# Queries.


def query_of(build: Callable[..., Any], **arguments: Any) -> str:
    query: str = build(**arguments).query
    return query


def tenants(**arguments: Any) -> str:
    from interop_client._generated.api.tenants.list_interop_tenants import operation

    return query_of(operation, **arguments)


def test_what_is_not_given_is_not_in_the_query() -> None:
    assert tenants() == ""
    assert tenants(accounts=None, integration=None, page=None, page_size=None) == ""
    assert tenants(page=0, page_size=50) == "page=0&page_size=50"


def test_a_list_is_comma_separated_in_one_parameter() -> None:
    assert tenants(integration=["a", "b"]) == "integration=a,b"
    other = UUID(int=7)
    assert tenants(accounts=[ID, str(other).upper()]) == f"accounts={ID},{other}"
    assert tenants(integration=("a",)) == "integration=a"
    assert tenants(integration={"a"}) == "integration=a"


def test_a_comma_within_a_value_is_escaped() -> None:
    assert tenants(integration=["a,b", "c"]) == "integration=a%2Cb,c"
    assert tenants(integration=["a&b=c", "d e", "é+"]) == "integration=a%26b%3Dc,d%20e,%C3%A9%2B"


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        ("my-driver", TypeError, "not a single string: put it in brackets"),
        ([], ValueError, "at least 1 item, not 0; leave it out to ask for all"),
        ((), ValueError, "integration must have at least 1 item"),
        (b"x", TypeError, "integration must be a list, not bytes"),
        ({"a": 1}, TypeError, "integration must be a list, not dict"),
        (7, TypeError, "integration must be a list, not int"),
        (iter(["a"]), TypeError, "integration must be a list, not list_iterator"),
        ([None], TypeError, r"integration\[0\] must be a string, not NoneType"),
        (["a", 7], TypeError, r"integration\[1\] must be a string, not int"),
        (["\ud83d"], ValueError, "integration is not valid text"),
    ],
)
def test_what_is_no_list_of_names_is_refused_at_the_call(
    api: Any, recorder: Recorder, value: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        api.tenants.list(integration=value)
    assert recorder.sent == []


def test_an_account_that_is_no_uuid_is_refused_at_the_call(api: Any) -> None:
    with pytest.raises(ValueError, match=r"accounts\[1\] must be a UUID, not 'north'"):
        api.tenants.list(accounts=[ID, "north"])


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"page_size": 0}, ValueError),
        ({"page_size": -1}, ValueError),
        ({"page_size": "50"}, TypeError),
        ({"page_size": True}, TypeError),
        ({"page_size": 1.5}, TypeError),
        ({"start_page": -1}, ValueError),
        ({"start_page": None}, TypeError),
        ({"start_page": "0"}, TypeError),
    ],
)
def test_what_is_no_page_is_refused_at_the_call(
    api: Any, arguments: dict[str, Any], error: type[Exception]
) -> None:
    (name,) = arguments
    for pager in (api.tenants.list, api.actors.list, api.clouds.search, api.rollovers.list):
        with pytest.raises(error, match=f"{name} must be "):
            pager(**arguments)


def test_scalars_are_checked_and_written_as_json_has_them(api: Any) -> None:
    from interop_client._generated.api.clouds.list_actors_by_cloud import operation as by_cloud
    from interop_client._generated.api.clouds.search_clouds import operation as search

    assert by_cloud(ID, include_credentials=True).query == "include_credentials=true"
    assert by_cloud(ID, include_credentials=False).query == "include_credentials=false"
    assert search(generation=-4, name="a b&c").query == "generation=-4&name=a%20b%26c"
    assert search(name="").query == "name="
    for wrong in ({"generation": "4"}, {"generation": True}, {"name": 4}, {"userdata": b"x"}):
        with pytest.raises(TypeError, match=f"{next(iter(wrong))} must be a "):
            api.clouds.search(**wrong)
    with pytest.raises(TypeError, match="include_credentials must be True or False, not 'true'"):
        api.clouds.list_actors(ID, include_credentials="true")


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4, unique=True)
)
def test_any_names_come_back_from_the_query(names: list[str]) -> None:
    query = tenants(integration=names)
    assert [unquote(part) for part in query.partition("=")[2].split(",")] == names
    assert parse_qsl(query, keep_blank_values=True, strict_parsing=True) == [
        ("integration", ",".join(names))
    ]


# Filters that are applied again.

OTHER = UUID("c8570563-7c90-4d94-a2fa-a9fb9a32daea")


@pytest.mark.parametrize(
    ("integration", "kept"),
    [
        (IntegrationRefType(id=ID, name="hall-pass"), True),
        (IntegrationRefType(id=OTHER, name="Hall-Pass"), True),
        (IntegrationRefType(id=OTHER, name="quiz-harbor"), False),
        (IntegrationRefType(id=OTHER), True),
        (IntegrationRefType(name="quiz-harbor"), True),
        (IntegrationRefType(), True),
        (None, True),
    ],
)
def test_only_what_is_certainly_another_is_filtered_out(
    integration: IntegrationRefType | None, kept: bool
) -> None:
    for values in (["hall-pass"], ["x", "hall-pass"], ("HALL-PASS",)):
        keep = keep_where(values, "integration.id", "integration.name")
        assert keep is not None
        assert keep(TenantInfo(integration=integration)) is kept


def test_a_filter_by_id_takes_text_and_uuid() -> None:
    tenant = TenantInfo(integration=IntegrationRefType(id=ID, name="hall-pass"))
    for value in (ID, str(ID), str(ID).upper()):
        keep = keep_where([value], "integration.id", "integration.name")
        assert keep is not None
        assert keep(tenant)


def test_without_a_filter_everything_is_kept() -> None:
    assert keep_where(None, "integration.id") is None


# Values of kinds that no documented request has yet, but the generator knows.


def test_numbers_and_dates_are_checked() -> None:
    assert _encoding.encode_number(1.5, "n") == 1.5
    assert _encoding.encode_number(2, "n") == 2
    wrong: Any
    for wrong in (True, "1", None):
        with pytest.raises(TypeError, match="n must be a number, not "):
            _encoding.encode_number(wrong, "n")
    for endless in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="n must be a finite number, not "):
            _encoding.encode_number(endless, "n")
    assert _encoding.encode_date(date(2026, 7, 1), "d") == "2026-07-01"
    for wrong in (START, "2026-07-01", None):
        with pytest.raises(TypeError, match="d must be a date, not "):
            _encoding.encode_date(wrong, "d")
    with pytest.raises(ValueError, match="n must be at least 1, not 0"):
        _encoding.encode_integer(0, "n", minimum=1)
    with pytest.raises(ValueError, match="n must be at most 5, not 6"):
        _encoding.encode_integer(6, "n", maximum=5)


def test_a_nested_model_of_another_kind_is_refused() -> None:
    actor: Any = Actor()
    actor.auth = {"client_id": "x"}
    with pytest.raises(TypeError, match=r"Actor\.auth must be an AuthType, not dict"):
        actor.to_dict()


def test_a_version_is_sent_with_its_state() -> None:
    version = IntegrationVersion(version="2.0", release_state=ReleaseState.BETA)
    content = _body.model_content(version, IntegrationVersion)
    assert json.loads(content) == {"version": "2.0", "release_state": "beta"}
