"""The compiled decoders and the tolerant way have one behaviour."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interop_client._codec import envelope as _parsing
from interop_client.errors import ResponseDecodeError
from interop_client.models import (
    Cloud,
    Ingestion,
    Schedule,
    TenantApplication,
    TenantInfo,
    TenantState,
)
from interop_client.pagination import Page

from .both_ways import ODD_KEYS, ODD_TEXTS, WAYS, assert_one_behaviour, envelope_texts, outcome
from .kinds import PLANTED, SETTINGS, Kind, each_answered


@each_answered
@given(data=st.data())
@SETTINGS
def test_both_ways_of_decoding_give_the_same_for_any_json(kind: Kind, data: Any) -> None:
    text = data.draw(envelope_texts(kind))
    assert_one_behaviour(kind, text.encode())


@given(data=st.data())
@settings(SETTINGS, max_examples=150)
def test_both_ways_of_decoding_read_times_alike(data: Any) -> None:
    text = data.draw(
        st.from_regex(
            r"\A(19|20)[0-9]{2}-?(0[1-9]|1[0-2])-?[0-3][0-9]([Tt ][0-2][0-9]:?[0-5][0-9]"
            r"(:?[0-6][0-9]([.,][0-9]{0,10})?)?([Zz]|[+-][0-2][0-9](:?[0-5][0-9])?)?)?\Z"
        )
    )
    assert_one_behaviour(Cloud, json.dumps({"data": {"created_at": text}}).encode())


@pytest.mark.parametrize("key", ODD_KEYS, ids=ascii)
@pytest.mark.parametrize("kind", [Cloud, TenantState], ids=lambda kind: kind.__name__)
def test_an_undocumented_property_of_any_name_is_kept(kind: Kind, key: str) -> None:
    content = json.dumps({"data": {key: {"later": [1, None]}}}).encode()
    parse = _parsing.one(kind)
    for _ in range(3):
        assert parse(content).additional_properties == {key: {"later": [1, None]}}
    # And the others are not mistaken for it.
    for other in ODD_KEYS:
        assert parse(json.dumps({"data": {other: 1}}).encode()).additional_properties == {other: 1}


@pytest.mark.parametrize("text", ODD_TEXTS, ids=ascii)
def test_both_ways_of_decoding_agree_on_odd_values(text: str) -> None:
    for kind in (Cloud, Ingestion, TenantInfo, TenantApplication, Schedule):
        for name in [*kind.FIELDS, "later"]:
            content = f'{{"data": {{"id": null, "{name}": {text}}}}}'.encode()
            listed = f'{{"data": [{{}}, {{"{name}": {text}}}, null]}}'.encode()
            assert_one_behaviour(kind, content, listed)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"  \n",
        b"<html></html>",
        b'{"data": {}',
        b'{"data": {}} x',
        b"\xef\xbb\xbf{}",
        b'{"data": {"name": "\xff"}}',
        b'{"data": [{"name": "\xff"}]}',
        b'{"data": [{"later": "\xff"}]}',
        rb'{"data": [{}, {"name": "\ud83d"}]}',
        rb'{"data": [{}, {"later": "\ud83d"}]}',
        rb'{"data": {"later": "\ud83d"}}',
        b'{"data": 3, "data": {"name": "last"}}',
        b'{"data": "x", "data": [{"name": "last"}]}',
        b'{"paging": 3, "data": [], "paging": {"next": "m"}}',
        b'{"data": [], "paging": {"next": 3, "next": "m"}}',
        b'{"data": [3], "paging": {"next": 3}}',
    ],
)
def test_both_ways_of_decoding_agree_on_odd_bodies(content: bytes) -> None:
    assert_one_behaviour(Cloud, content)


@pytest.mark.parametrize("depth", [10, 300, 100_000])
@pytest.mark.parametrize("name", ["later", "name", "config"])
def test_deep_nesting_is_read_or_a_typed_error(depth: int, name: str) -> None:
    content = b'{"data": {"%s": %s}}' % (name.encode(), b"[" * depth + b"]" * depth)
    for kind in (Cloud, TenantApplication):
        for fast, _ in WAYS:
            parse = fast(kind)
            first = outcome(parse, content)
            assert outcome(parse, content) == first
            if depth > 1000:
                assert "nested too deeply" in first[1]


def test_a_body_that_is_not_json_says_how_long_it_is_and_no_more() -> None:
    content = b'{"data": [{"name": "%s"' % PLANTED.encode()
    with pytest.raises(ResponseDecodeError, match=f"it has {len(content)} bytes") as caught:
        _parsing.page(Cloud)(content)
    assert caught.value.path == ""
    assert PLANTED not in str(caught.value)


def test_an_error_in_place_of_data_is_not_taken_for_an_empty_list() -> None:
    content = b'{"error": {"code": "overloaded", "message": "Try again."}}'
    for fast, _ in WAYS:
        with pytest.raises(ResponseDecodeError, match='an "error" and no "data"') as caught:
            fast(Cloud)(content)
        assert caught.value.path == "error"


def test_a_list_without_data_is_empty() -> None:
    assert _parsing.page(Cloud)(b"{}") == Page(items=[], next=None)
    assert _parsing.page(Cloud)(b'{"data": null, "paging": null}') == Page(items=[], next=None)
    assert _parsing.page(Cloud)(b'{"data": [], "paging": {"next": "m"}}').next == "m"
