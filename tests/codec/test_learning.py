"""What the compiled decoders learn."""

from __future__ import annotations

import json
import operator
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from interop_client._codec import compiled as _compiled
from interop_client._codec import envelope as _parsing
from interop_client._codec.model import Model
from interop_client._codec.reader import Reader
from interop_client._codec.structure import LONGEST_NAME
from interop_client.models import (
    Actor,
    AuthType,
    Cloud,
    Schedule,
    TenantInfo,
)

from .kinds import Kind
from .test_round_trip import page_of


class Counted:
    """Counts how often a model is read the tolerant way."""

    def __init__(self, kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls = 0
        original = vars(kind)["_decode"].__func__

        def decode(cls: Kind, data: dict[str, Any]) -> Model:
            self.calls += 1
            result: Model = original(cls, data)
            return result

        monkeypatch.setattr(kind, "_decode", classmethod(decode))


def test_an_undocumented_property_slows_down_the_first_object_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted = Counted(Cloud, monkeypatch)
    parse = _parsing.page(Cloud)
    items = [{"name": str(index), "later": index} for index in range(100)]
    for _ in range(3):
        page = parse(page_of(Cloud, *items))
        assert [item.additional_properties["later"] for item in page.items] == list(range(100))
    assert counted.calls == 1


def test_an_odd_record_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted(Cloud, monkeypatch)
    odd = {"created_at": "2026-07-01"}
    around = [{"name": "a"}, None] * 50
    page = _parsing.page(Cloud)(page_of(Cloud, *around, odd, *around))
    assert len(page.items) == 101
    assert counted.calls == 1


def test_where_most_records_are_odd_the_rest_of_the_page_is_read_with_tolerance_at_once() -> None:
    class Watched(_compiled.Compiled):
        tried = 0

        @property
        def steps(self) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
            compiled, build = super().steps

            def decode(text: Any) -> Any:
                self.tried += bytes(text) != b"null"
                return compiled(text)

            return decode, build

    odd = {"created_at": "2026-07-01"}
    for record, tried in ((odd, 8), ({"name": "a"}, 100)):
        reader = Reader(Cloud)
        watched = reader._compiled = Watched(Cloud)
        texts = [msgspec.Raw(json.dumps(item).encode()) for item in [record, None] * 100]
        assert reader.many(texts) == [Cloud._decode(dict(record)) for _ in range(100)]
        assert watched.tried == tried


def test_what_one_operation_learned_reaches_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted(Cloud, monkeypatch)
    listed, found = _parsing.page(Cloud), _parsing.one(Cloud)
    listed(page_of(Cloud, {"name": "a"}))  # compiled before anything was learned
    found(b'{"data": {"later": 1}}')
    assert counted.calls == 1
    listed(page_of(Cloud, *[{"later": 1}] * 10))
    assert counted.calls == 2
    listed(page_of(Cloud, *[{"later": 1}] * 10))
    assert counted.calls == 2


def test_what_is_learned_of_a_nested_model_reaches_all_that_hold_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted = Counted(AuthType, monkeypatch)
    tenants, actors = _parsing.page(TenantInfo), _parsing.page(Actor)
    item = {"auth": {"scope": "all"}}
    for parse in (tenants, actors):
        for _ in range(3):
            for read in parse(page_of(Model, item, item)).items:
                assert read.to_dict() == item
    assert counted.calls <= 2


def test_what_is_learned_is_bounded_and_changes_no_result() -> None:
    parse = _parsing.one(Cloud)
    for count in (20, 200):
        many = {f"other_{index}": index for index in range(count)}
        for _ in range(2):
            assert parse(json.dumps({"data": many}).encode()).additional_properties == many
    for index in range(100):
        data = {f"later_{index}": index, "name": "x"}
        assert parse(json.dumps({"data": data}).encode()).to_dict() == data
    assert parse(json.dumps({"data": {"k" * 10_000: 1}}).encode()).to_dict() == {"k" * 10_000: 1}
    assert list(_compiled._learned) == [Cloud]
    assert len(_compiled._learned[Cloud]) == _compiled.MOST_LEARNED
    assert all(len(name) <= LONGEST_NAME for name in _compiled._learned[Cloud])


def test_what_is_learned_of_one_model_is_unknown_to_another() -> None:
    _parsing.one(Cloud)(b'{"data": {"later": 1}}')
    assert _parsing.one(Actor)(b'{"data": {"later": 1}}').additional_properties == {"later": 1}
    assert _parsing.one(Schedule)(b'{"data": {}}').additional_properties == {}
    assert _parsing.one(Cloud)(b'{"data": {}}').additional_properties == {}
    assert _parsing.one(Cloud)(b'{"data": {"later": null}}').additional_properties == {
        "later": None
    }


def test_a_model_of_its_own_holds_no_learned_state_of_a_response() -> None:
    first = _parsing.one(Cloud)(b'{"data": {"later": [1]}}')
    second = _parsing.one(Cloud)(b'{"data": {"later": [1]}}')
    first.additional_properties["later"].append(2)
    assert second.additional_properties == {"later": [1]}


def test_what_is_added_to_a_decoded_model_stays_there() -> None:
    for model in (_parsing.one(Cloud)(b'{"data": {}}'), Cloud.from_dict({})):
        model.additional_properties["added"] = 1
        assert model.additional_properties == {"added": 1}
        assert model == Cloud(additional_properties={"added": 1})
        with pytest.raises(AttributeError, match="'Cloud' object has no attribute 'no_such_field'"):
            operator.attrgetter("no_such_field")(model)
