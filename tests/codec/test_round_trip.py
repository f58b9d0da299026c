"""Models give back what they were given, and say where something was wrong."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interop_client._codec import envelope as _parsing
from interop_client.errors import ResponseDecodeError
from interop_client.models import (
    Actor,
    ActorType,
    Cloud,
    ErrorType,
    Ingestion,
    Rollover,
    TenantApplication,
    TenantInfo,
    TenantState,
)

from .kinds import (
    ANSWERED,
    ENUMS,
    SENT_ONLY,
    SETTINGS,
    Kind,
    as_instants,
    each_answered,
    each_model,
    forms,
    objects,
    without_nulls,
    wrong,
)

# What comes back as it came.


def test_there_are_models_of_both_kinds_and_enums() -> None:
    assert {Actor, TenantInfo, Rollover, ErrorType} <= set(ANSWERED)
    assert {kind.__name__ for kind in SENT_ONLY} == {
        "RolloverRequest",
        "ScheduleRequest",
        "ScheduleUpdate",
        "TenantApplicationUpdate",
    }
    assert ActorType in ENUMS


@each_model
@given(data=st.data())
@SETTINGS
def test_to_dict_gives_back_what_from_dict_was_given(kind: Kind, data: Any) -> None:
    given_object = data.draw(objects(kind))
    before = copy.deepcopy(given_object)
    model = kind.from_dict(given_object)
    assert given_object == before, "from_dict changed what it was given"
    written = model.to_dict()
    json.dumps(written)
    assert as_instants(kind, written) == without_nulls(kind, given_object)
    assert kind.from_dict(written).to_dict() == written


@each_answered
def test_nothing_is_required_of_what_the_service_sends(kind: Kind) -> None:
    empty = kind.from_dict({})
    assert empty == kind()
    assert empty.to_dict() == {}
    assert all(getattr(empty, name) is None for name in kind.FIELDS)


@each_answered
def test_null_in_any_field_reads_as_absent(kind: Kind) -> None:
    assert kind.from_dict(dict.fromkeys(kind.FIELDS)) == kind()


@each_model
@given(data=st.data())
@SETTINGS
def test_a_wrong_type_in_any_field_is_refused_with_its_path(kind: Kind, data: Any) -> None:
    if not kind.FIELDS:
        assert kind is TenantState
        return
    typed = [name for name in kind.FIELDS if forms(kind)[name] is not object]
    name = data.draw(st.sampled_from(typed))
    given_object = data.draw(objects(kind, extra=False))
    given_object[name] = data.draw(wrong(forms(kind)[name]))
    with pytest.raises(ResponseDecodeError, match=rf" at {name} where .* is documented") as caught:
        kind.from_dict(given_object)
    assert caught.value.path == name
    assert caught.value.__context__ is None, "the cause would hold the values that were read"


@pytest.mark.parametrize("value", [None, [], "x", 1, [("name", "x")]])
def test_from_dict_refuses_what_is_no_object(value: Any) -> None:
    with pytest.raises(ResponseDecodeError, match="where an object is documented"):
        Cloud.from_dict(value)


def test_an_object_that_is_nested_too_deeply_is_a_typed_error() -> None:
    value: Any = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(ResponseDecodeError, match="nested too deeply"):
        Cloud.from_dict({"later": value})
    while value:
        value = value.pop()


def test_what_to_dict_gives_shares_nothing_with_the_model() -> None:
    state = TenantState.from_dict({"phase": {"steps": ["one"]}})
    state.to_dict()["phase"]["steps"].append("two")
    assert state.additional_properties == {"phase": {"steps": ["one"]}}
    application = TenantApplication(auth_attributes={"hosts": ["a"]})
    application.to_dict()["auth_attributes"]["hosts"].append("b")
    assert application.auth_attributes == {"hosts": ["a"]}


def test_a_documented_property_wins_over_an_additional_one_of_its_name() -> None:
    assert Cloud(name="a", additional_properties={"name": "b"}).to_dict() == {"name": "a"}


def test_a_null_among_the_items_of_a_list_reads_as_absent() -> None:
    assert Ingestion.from_dict({"topics": ["a", None, "b"]}).topics == ["a", "b"]


def test_the_path_of_an_item_counts_the_nulls_before_it() -> None:
    with pytest.raises(ResponseDecodeError) as caught:
        Ingestion.from_dict({"topics": ["a", None, 3]})
    assert caught.value.path == "topics[2]"


# Where in a response something was wrong.


def page_of(kind: Kind, *items: object) -> bytes:
    return json.dumps({"data": items, "paging": {"next": "mark"}}).encode()


def test_a_wrong_value_deep_in_a_page_is_named_by_its_whole_path() -> None:
    parse = _parsing.page(TenantInfo)
    good = {"cloud": {"id": "24422850-abc3-4525-9567-e2fd4bd0adcb"}}
    with pytest.raises(ResponseDecodeError) as caught:
        parse(page_of(TenantInfo, good, None, good, {"cloud": {"id": "nonsense"}}))
    assert caught.value.path == "data[3].cloud.id"
    assert "the string 'nonsense' at data[3].cloud.id where a UUID is documented" in str(
        caught.value
    )


def test_the_path_in_a_single_object_starts_at_data() -> None:
    with pytest.raises(ResponseDecodeError) as caught:
        _parsing.one(TenantInfo)(b'{"data": {"cloud": {"env": {"name": 5}}}}')
    assert caught.value.path == "data.cloud.env.name"
