"""Open enums, times, and counts."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given

from interop_client._codec import envelope as _parsing
from interop_client._codec.open_enum import OpenEnum
from interop_client.errors import ResponseDecodeError
from interop_client.models import (
    Actor,
    ActorType,
    Cloud,
    IngestionState,
)

from .kinds import SETTINGS, each_enum, texts, times

# Open enums.


@each_enum
def test_an_enum_lists_known_values_only(kind: type[OpenEnum]) -> None:
    before = list(kind)
    stranger = kind("never-heard-of-it")
    assert list(kind) == before
    assert stranger not in before
    assert len(kind) == len(before) == len(set(before)) > 0
    assert all(member.is_known for member in kind)


@each_enum
@given(text=texts)
@SETTINGS
def test_an_enum_keeps_the_text_of_any_value(kind: type[OpenEnum], text: str) -> None:
    member = kind(text)
    assert isinstance(member, kind)
    assert isinstance(member, str)
    assert member == text
    assert hash(member) == hash(text)
    assert {text: 1}[member] == 1
    assert str(member) == f"{member}" == member.value == text
    assert type(str(member)) is str
    assert json.loads(json.dumps({"x": member})) == {"x": text}
    assert member.is_known == (text in [known.value for known in kind])
    assert kind(member) == member
    for copied in (
        *(pickle.loads(pickle.dumps(member, protocol)) for protocol in range(2, 6)),
        copy.copy(member),
        copy.deepcopy(member),
    ):
        assert copied == member
        assert type(copied) is kind
        assert copied.is_known is member.is_known


@each_enum
def test_a_known_value_is_the_member(kind: type[OpenEnum]) -> None:
    for member in kind:
        assert kind(member.value) is member
        assert pickle.loads(pickle.dumps(member)) is member
        assert copy.deepcopy(member) is member
        assert kind[member.name] is member


@pytest.mark.parametrize("value", [None, 1, 1.5, True, b"connector", []])
def test_an_enum_takes_no_other_type(value: Any) -> None:
    with pytest.raises(ValueError, match="is not a valid ActorType"):
        ActorType(value)


def test_an_unknown_value_is_decoded_and_written_as_it_came() -> None:
    actor = Actor.from_dict({"type": "robot"})
    assert actor.type is not None
    assert isinstance(actor.type, ActorType)
    assert not actor.type.is_known
    assert actor.type == "robot"
    assert actor.to_dict() == {"type": "robot"}
    assert type(actor.to_dict()["type"]) is str


def test_an_enum_of_another_kind_is_taken_for_its_text() -> None:
    actor = Actor.from_dict({"type": IngestionState.FAILED, "name": IngestionState.FAILED})
    assert type(actor.type) is ActorType
    assert actor.type.value == "failed"
    assert type(actor.type.value) is str
    assert type(actor.name) is str


# Times.


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-07-01T12:30:00Z", datetime(2026, 7, 1, 12, 30, tzinfo=UTC)),
        ("2026-07-01T12:30:00", datetime(2026, 7, 1, 12, 30, tzinfo=UTC)),
        ("2026-07-01t12:30:00z", datetime(2026, 7, 1, 12, 30, tzinfo=UTC)),
        ("2026-07-01 12:30:00Z", datetime(2026, 7, 1, 12, 30, tzinfo=UTC)),
        ("2026-07-01T14:30:00+02:00", datetime(2026, 7, 1, 12, 30, tzinfo=UTC)),
        ("2026-07-01T12:30Z", datetime(2026, 7, 1, 12, 30, tzinfo=UTC)),
        ("2026-07-01", datetime(2026, 7, 1, tzinfo=UTC)),
        ("2026-07-01T12:30:00.5Z", datetime(2026, 7, 1, 12, 30, 0, 500_000, tzinfo=UTC)),
        ("2026-07-01T12:30:00.123456789Z", datetime(2026, 7, 1, 12, 30, 0, 123_457, tzinfo=UTC)),
        ("2026-07-01T12:30:00.123456789", datetime(2026, 7, 1, 12, 30, 0, 123_457, tzinfo=UTC)),
        ("2026-07-01T12:30:00.999999999Z", datetime(2026, 7, 1, 12, 30, 1, tzinfo=UTC)),
    ],
)
def test_times_are_aware_however_they_are_written(text: str, moment: datetime) -> None:
    content = json.dumps({"data": {"created_at": text}}).encode()
    for cloud in (Cloud.from_dict({"created_at": text}), _parsing.one(Cloud)(content)):
        assert cloud.created_at == moment
        assert cloud.created_at.utcoffset() is not None


def test_times_at_the_ends_of_the_calendar_can_be_written() -> None:
    for text in ("0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00", "0001-01-01T00:00:00Z"):
        assert Cloud.from_dict({"created_at": text}).to_dict() == {"created_at": text}


@given(moment=times)
@SETTINGS
def test_a_time_is_written_in_utc_and_reads_as_the_same_instant(moment: datetime) -> None:
    text = Cloud(created_at=moment).to_dict()["created_at"]
    assert text.endswith("Z")
    assert Cloud.from_dict({"created_at": text}).created_at == moment


# Counts.


@pytest.mark.parametrize(
    "form", [b"%d", b'{"count": %d}', b'{"data": %d}', b'{"data":{"count":%d}}']
)
@pytest.mark.parametrize("number", [0, 3, 2**40])
def test_a_count_is_read_in_all_four_forms(form: bytes, number: int) -> None:
    assert _parsing.count(form % number) == number


@pytest.mark.parametrize(
    ("content", "path"),
    [
        (b"true", ""),
        (b'"3"', ""),
        (b"3.5", ""),
        (b"-1", ""),
        (b"null", ""),
        (b"[3]", ""),
        (b"{}", ""),
        (b'{"total": 3}', ""),
        (b'{"count": null}', "count"),
        (b'{"count": {"count": 3}}', "count"),
        (b'{"data": [1, 2]}', "data"),
        (b'{"data": {"count": "3"}}', "data.count"),
        (b'{"data": {"total": 3}}', "data"),
        (b'{"error": {"code": "x"}}', ""),
    ],
)
def test_a_count_that_is_none_is_refused(content: bytes, path: str) -> None:
    with pytest.raises(ResponseDecodeError, match="a count, 0 or more, is documented") as caught:
        _parsing.count(content)
    assert caught.value.path == path
