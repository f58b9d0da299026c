"""Paths, queries, and filters that are applied again."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, unquote
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.places import at

from interop_client._codec import body as _body
from interop_client._codec import encode as _encoding
from interop_client._codec import url as _url
from interop_client.models import (
    UNSET,
    Actor,
    IntegrationRefType,
    IntegrationVersion,
    ReleaseState,
    TenantInfo,
)
from interop_client.pagination.filters import keep_where

from .sending import ID, START, Recorder

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
    assert recorder.sent[0].url == at("findCloud", escaped)


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
