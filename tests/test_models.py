"""Models: what they accept, what they give back, what they show, and what they refuse."""

from __future__ import annotations

import ast
import copy
import inspect
import json
import operator
import pickle
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

import attrs
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interop_client import models
from interop_client._codec import compiled as _compiled
from interop_client._codec import envelope as _parsing
from interop_client._codec import json_text
from interop_client._codec.decode import WrongValueError
from interop_client._codec.model import Model
from interop_client._codec.open_enum import OpenEnum, Unset
from interop_client._codec.reader import Reader
from interop_client.errors import ResponseDecodeError
from interop_client.models import (
    UNSET,
    Actor,
    ActorType,
    AuthType,
    Cloud,
    ErrorType,
    Ingestion,
    IngestionState,
    Rollover,
    RolloverStatus,
    Schedule,
    TenantApplication,
    TenantApplicationUpdate,
    TenantInfo,
    TenantState,
)
from interop_client.operation import MissingResultError
from interop_client.pagination import Page

Kind = Any
"""A class of the models package: attrs has no type for one that is not known."""

CLASSES: list[Kind] = [getattr(models, name) for name in models.__all__]
MODELS = [kind for kind in CLASSES if isinstance(kind, type) and issubclass(kind, Model)]
ENUMS = [kind for kind in CLASSES if isinstance(kind, type) and issubclass(kind, OpenEnum)]
ENUMS.remove(OpenEnum)
ANSWERED = [kind for kind in MODELS if "_layout" in vars(kind)]
SENT_ONLY = [kind for kind in MODELS if kind not in ANSWERED]

SETTINGS = settings(
    deadline=None,
    max_examples=25,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
PLANTED = "planted-secret-5b1d"

each_model = pytest.mark.parametrize("kind", MODELS, ids=lambda kind: kind.__name__)
each_answered = pytest.mark.parametrize("kind", ANSWERED, ids=lambda kind: kind.__name__)
each_enum = pytest.mark.parametrize("kind", ENUMS, ids=lambda kind: kind.__name__)


@pytest.fixture(autouse=True)
def nothing_learned() -> Iterator[None]:
    """No test sees what another one taught the compiled decoders."""
    before = dict(_compiled._learned)
    _compiled._learned.clear()
    yield
    _compiled._learned.clear()
    _compiled._learned.update(before)


# What a field holds, read from the annotations that users see.


def forms(kind: Kind) -> dict[str, Any]:
    """The type of each field, without None, UNSET and the `str` that arguments may be."""
    found: dict[str, Any] = {}
    hints = get_type_hints(kind)
    for name in kind.FIELDS:
        hint = hints[name]
        options = get_args(hint) if isinstance(hint, UnionType) else (hint,)
        options = tuple(item for item in options if item not in (type(None), Unset))
        found[name] = next((item for item in options if item is not str), str)
    return found


def is_kind(form: Any, base: type) -> bool:
    return isinstance(form, type) and issubclass(form, base)


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
times = st.datetimes(
    min_value=datetime(1900, 1, 1),
    max_value=datetime(2200, 1, 1),
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=-7)), timezone(timedelta(hours=14))]),
)


def valid(form: Any) -> st.SearchStrategy[Any]:
    """JSON values that a field of this type can have, unknown enum values among them."""
    if is_kind(form, Model):
        return objects(form)
    if is_kind(form, OpenEnum):
        return st.sampled_from([member.value for member in form]) | texts
    if get_origin(form) is list:
        return st.lists(valid(get_args(form)[0]), max_size=3)
    if get_origin(form) in (dict, Mapping):
        return st.dictionaries(texts, json_values, max_size=3)
    plain: dict[Any, st.SearchStrategy[Any]] = {
        object: json_values,
        UUID: st.uuids().map(str),
        datetime: times.map(lambda moment: moment.astimezone(UTC).isoformat()),
        bool: st.booleans(),
        int: st.integers(0, 23),
        str: texts,
    }
    return plain[form]


def wrong(form: Any) -> st.SearchStrategy[Any]:
    """JSON values that a field of this type cannot have."""
    if is_kind(form, Model) or get_origin(form) in (dict, Mapping):
        return st.sampled_from(["", "x", 1, True, 1.5, [], [{}]])
    if get_origin(form) is list:
        return st.sampled_from(["x", 1, True, {}, {"0": "x"}])
    if is_kind(form, OpenEnum) or form is str:
        return st.sampled_from([1, True, 1.5, [], {}])
    odd: dict[Any, list[Any]] = {
        object: ["x", 1, [], {}],  # nothing is wrong
        UUID: ["", "x", "24422850-abc3-4525-9567-e2fd4bd0adc", 7, True, [], {}],
        datetime: ["", "soon", "2026-02-30T00:00:00Z", "12:00", 7, 1.5, True, [], {}],
        bool: ["true", 0, 1, 1.0, [], {}],
        int: ["1", 1.5, 1.0, True, [], {}],
    }
    return st.sampled_from(odd[form])


def objects(kind: Kind, *, extra: bool = True) -> st.SearchStrategy[dict[str, Any]]:
    """JSON objects of a model: some fields null, some missing, some that nobody documented."""
    fields = forms(kind)
    required = {field.name for field in attrs.fields(kind) if field.default is attrs.NOTHING}
    known = st.fixed_dictionaries(
        {name: valid(fields[name]) for name in fields if name in required},
        optional={name: st.none() | valid(fields[name]) for name in fields if name not in required},
    )
    if not extra:
        return known
    unknown = st.dictionaries(texts.filter(lambda key: key not in fields), json_values, max_size=2)
    return st.builds(lambda a, b: {**b, **a}, known, unknown)


def without_nulls(kind: Kind, data: dict[str, Any]) -> dict[str, Any]:
    """What `to_dict` has to give back for `data`: null is absent in what models describe."""
    fields = forms(kind)
    result: dict[str, Any] = {}
    for key, value in data.items():
        form = fields.get(key)
        if value is None and not is_patch(kind):
            continue
        if is_kind(form, Model) and value is not None:
            value = without_nulls(form, value)
        if form is datetime and value is not None:
            value = datetime.fromisoformat(value)
        result[key] = value
    if is_patch(kind):
        return {key: value for key, value in result.items() if value is not None or key in fields}
    return result


def is_patch(kind: Kind) -> bool:
    return any(field.default is UNSET for field in attrs.fields(kind))


def as_instants(kind: Kind, data: dict[str, Any]) -> dict[str, Any]:
    fields = forms(kind)
    return {
        key: as_instants(fields[key], value)
        if is_kind(fields.get(key), Model) and value is not None
        else datetime.fromisoformat(value)
        if fields.get(key) is datetime and value is not None
        else value
        for key, value in data.items()
    }


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


SECRET_FIELDS = [(kind, name) for kind in MODELS for name in kind.FIELDS if name in kind.SECRET]
TYPED_SECRETS = [(kind, name) for kind, name in SECRET_FIELDS if forms(kind)[name] is not object]


def test_the_known_secrets_are_marked() -> None:
    assert {(kind.__name__, name) for kind, name in SECRET_FIELDS} == {
        ("AuthType", "client_secret"),
        ("Ingestion", "session_token"),
        ("TenantApplication", "auth_attributes"),
        ("TenantApplication", "auth_attributes_pending"),
        ("TenantApplicationUpdate", "auth_attributes_pending"),
    }


@pytest.mark.parametrize(
    ("kind", "name"), TYPED_SECRETS, ids=[f"{kind.__name__}.{name}" for kind, name in TYPED_SECRETS]
)
@pytest.mark.parametrize("value", [[PLANTED], [[PLANTED]], [{"a": PLANTED}]])
def test_a_secret_of_the_wrong_type_is_not_shown_by_the_error(
    kind: Kind, name: str, value: object
) -> None:
    with pytest.raises(ResponseDecodeError) as caught:
        kind.from_dict({name: value})
    assert caught.value.path == name
    assert PLANTED not in repr(caught.value) + str(caught.value.__dict__)
    if kind in ANSWERED:
        content = json.dumps({"data": {name: value}}).encode()
        with pytest.raises(ResponseDecodeError) as caught:
            _parsing.one(kind)(content)
        assert caught.value.path == f"data.{name}"
        assert PLANTED not in repr(caught.value) + str(caught.value.__dict__)


def test_a_secret_where_an_object_belongs_is_not_shown_by_the_error() -> None:
    for content in (
        json.dumps({"data": {"auth": PLANTED}}),
        json.dumps({"data": PLANTED}),
        json.dumps(PLANTED),
        json.dumps({"data": {"client_secret": {"x": PLANTED}}}),
    ):
        for kind in (Actor, AuthType):
            for parse in (_parsing.one(kind), _parsing.page(kind), _parsing.one_or_many(kind)):
                assert PLANTED not in str(outcome(parse, content.encode(), shown=False))


# What a model shows.


def planted(kind: Kind) -> Any:
    """A model whose every secret, at any depth, is the planted one."""
    values: dict[str, Any] = {}
    for name, form in forms(kind).items():
        if is_kind(form, Model):
            values[name] = planted(form)
        elif name in kind.SECRET:
            values[name] = PLANTED if form is str else {"password": PLANTED}
    model = copy.copy(kind.from_dict({})) if kind in ANSWERED else kind(**required_values(kind))
    for name, value in values.items():
        setattr(model, name, value)
    model.additional_properties = {"undocumented_token": PLANTED, "nested": {"deep": PLANTED}}
    return model


def required_values(kind: Kind) -> dict[str, Any]:
    plain: dict[Any, Any] = {
        str: "text",
        int: 3,
        UUID: UUID(int=1),
        datetime: datetime(2026, 7, 1, tzinfo=UTC),
        RolloverStatus: "upcoming",
    }
    return {
        field.name: plain[forms(kind)[field.name]]
        for field in attrs.fields(kind)
        if field.default is attrs.NOTHING
    }


@each_model
def test_repr_hides_every_secret_at_any_depth(kind: Kind) -> None:
    model = planted(kind)
    shown = f"{model!r} {model} {[model]} {kind.__name__}"
    assert PLANTED not in shown
    assert "undocumented_token" in shown, "of an undocumented property the name is shown"
    assert "deep" not in shown
    for name in kind.SECRET:
        assert f"{name}='***'" in shown


def test_repr_tells_whether_there_is_a_secret() -> None:
    assert "client_secret=None" in repr(AuthType())
    assert "client_secret='***'" in repr(AuthType(client_secret="x"))
    assert "auth_attributes_pending=UNSET" in repr(TenantApplicationUpdate())
    assert "auth_attributes_pending=None" in repr(
        TenantApplicationUpdate(auth_attributes_pending=None)
    )


def test_repr_tells_a_value_that_is_not_documented_from_a_member() -> None:
    assert repr(ActorType("connector")) == "<ActorType.CONNECTOR: 'connector'>"
    assert repr(ActorType("spaceship")) == "<ActorType not documented: 'spaceship'>"
    assert repr(ActorType("")) == "<ActorType not documented: ''>"


def test_repr_shows_what_is_not_secret() -> None:
    shown = repr(Actor(name="Maple Valley", type=ActorType.CONNECTOR))
    assert "name='Maple Valley'" in shown
    assert "connector" in shown


# Models are attrs classes.


@each_model
def test_models_have_slots_and_take_keywords_only(kind: Kind) -> None:
    make: Any = kind
    model, unknown = make(**required_values(kind)), "no_such_field"
    assert not hasattr(model, "__dict__")
    with pytest.raises(AttributeError):
        setattr(model, unknown, 1)
    with pytest.raises(TypeError):
        make("x")
    assert [field.name for field in attrs.fields(kind)] == [*kind.FIELDS, "additional_properties"]


@each_model
def test_models_are_mutable_and_compare_by_value(kind: Kind) -> None:
    one, other = kind(**required_values(kind)), kind(**required_values(kind))
    assert one == other
    one.additional_properties["later"] = 1
    assert one != other
    for name in kind.FIELDS:
        changed = kind(**required_values(kind))
        setattr(changed, name, "changed")
        assert changed != other, name
        assert getattr(changed, name) == "changed"


@each_model
def test_evolve_keeps_undocumented_properties(kind: Kind) -> None:
    model: Any = kind(**required_values(kind), additional_properties={"later": [1]})
    for name in kind.FIELDS:
        changed = attrs.evolve(model, **{name: None})
        assert changed.additional_properties == {"later": [1]}
        assert getattr(changed, name) is None


@each_model
@given(data=st.data())
@SETTINGS
def test_models_survive_pickling_and_copying(kind: Kind, data: Any) -> None:
    model = kind.from_dict(data.draw(objects(kind)))
    for copied in (
        copy.deepcopy(model),
        copy.copy(model),
        pickle.loads(pickle.dumps(model)),
        *(pickle.loads(pickle.dumps(model, protocol)) for protocol in range(2, 6)),
    ):
        assert copied == model
        assert exact(copied) == exact(model)
    assert copy.deepcopy(model).additional_properties is not model.additional_properties


def test_unset_stays_the_one_unset() -> None:
    update = TenantApplicationUpdate()
    assert pickle.loads(pickle.dumps(update)).auth_message is UNSET
    assert copy.deepcopy(update).auth_message is UNSET
    assert not UNSET
    assert repr(UNSET) == "UNSET"


def said_below(kind: Kind) -> dict[str, str]:
    """The text that stands under each attribute of a class, where editors look for it."""
    source = ast.parse(inspect.getsource(inspect.getmodule(kind) or kind))
    body = next(node.body for node in source.body if isinstance(node, ast.ClassDef))
    found: dict[str, str] = {}
    for node, following in pairwise(body):
        target = node.target if isinstance(node, ast.AnnAssign) else None
        if isinstance(node, ast.Assign):
            target = node.targets[0] if isinstance(node.targets[0], ast.Name) else None
        if isinstance(target, ast.Name) and isinstance(following, ast.Expr):
            assert isinstance(following.value, ast.Constant)
            found[target.id] = str(following.value.value)
    return found


@each_model
def test_every_field_says_what_it_is(kind: Kind) -> None:
    below = said_below(kind)
    assert set(below) == {*kind.FIELDS, "additional_properties"}
    assert all(len(text) > 10 and text.endswith(".") for text in below.values())
    assert "\nSource: " in (inspect.getdoc(kind) or "")


@each_enum
def test_every_member_of_an_enum_says_what_it_is_on_the_wire(kind: type[OpenEnum]) -> None:
    below = said_below(kind)
    assert below == {each.name: f"`{each.value}` on the wire." for each in kind}


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


# The compiled decoders and the tolerant way have one behaviour.

ODD_KEYS = [
    *("additional_properties", "to_dict", "from_dict", "FIELDS", "SECRET", "_decode", "_build"),
    *("unknown", "undocumented_0", "_undocumented", "_undocumented_0", "_undocumented_1", "class"),
    *("", "self", 'a"b', "a\\b", "a\nb", "\x00", "\x7f", "é", "\u2028", "😀", "x" * 300, "a b"),
]
ODD_TEXTS = [
    *("NaN", "Infinity", "-0", "1.0", "1e3", "1E400", "0.1", "true", "false", "null", '""'),
    *('"1"', "9" * 30, "-" + "9" * 30, "9007199254740993", r'"\ud83d"', r'"\ud83d\ude00"'),
    *("[]", "[null]", "[[]]", "{}", '{"":null}', r'"\u0000"', '"\x01"', '{"a":1,"a":2}', "01"),
    *(
        f'"{text}"'
        for text in [
            *("2026-07-01T12:30:00.123456789Z", "2026-07-01T12:30:00", "2026-07-01t12:30:00z"),
            *("2026-07-01", "20260701T123000Z", "2026-W27-3", "2026-07-01T12:30:60Z"),
            *("2026-07-01T24:00:00Z", "2026-07-01T12:30:00.9999999Z", "2026-07-01T12:30:00,5Z"),
            *("2026-07-01T12:30:00-00:00", "2026-07-01T12:30:00+0530", "2026-07-01 12:30:00Z"),
            *("0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59.9999999Z", "2026-07-01T12:30:00.Z"),
            *("24422850ABC345259567E2FD4BD0ADCB", "{24422850-abc3-4525-9567-e2fd4bd0adcb}"),
            *(r"2026-07-01T12:30:00\u005a", "2026-07-01T12:30:00.1234567+23:59"),
        ]
    ),
]


def json_texts(form: Any) -> st.SearchStrategy[str]:
    """JSON texts near what a field of this type can have."""
    near = object_texts(form) if is_kind(form, Model) else valid(form).map(json.dumps)
    if get_origin(form) is list:
        inner = json_texts(get_args(form)[0])
        near |= st.lists(inner, max_size=3).map(lambda items: f"[{','.join(items)}]")
    return st.one_of(
        near,
        near,
        near,
        st.just("null"),
        wrong(form).map(json.dumps),
        st.sampled_from(ODD_TEXTS),
        json_values.map(json.dumps),
    )


def object_texts(kind: Kind) -> st.SearchStrategy[str]:
    """JSON texts near the objects of a model, with duplicate and odd keys."""
    pairs = [st.tuples(st.just(name), json_texts(form)) for name, form in forms(kind).items()]
    odd = st.tuples(
        st.sampled_from(ODD_KEYS) | texts, json_values.map(json.dumps) | st.sampled_from(ODD_TEXTS)
    )
    return st.lists(st.one_of(*pairs, *pairs, odd), max_size=6).map(
        lambda items: "{" + ", ".join(f"{json.dumps(key)}: {text}" for key, text in items) + " }"
    )


ENVELOPE_TEXTS = ["null", "[]", "{}", '"x"', "3", "true", '{"next": null}', '{"next": "m"}']


def envelope_texts(kind: Kind) -> st.SearchStrategy[str]:
    one = object_texts(kind) | st.sampled_from(["null", "[]", "{}", '"x"', "3"])
    many = st.lists(one, max_size=3).map(lambda items: f"[{', '.join(items)}]")
    pairs = st.tuples(
        st.sampled_from(["paging", "error", "later"]), st.sampled_from(ENVELOPE_TEXTS)
    )
    envelope = st.builds(
        lambda before, data, after: (
            "{"
            + ", ".join(f'"{key}" : {text}' for key, text in [*before, ("data", data), *after])
            + "}"
        ),
        # Whatever comes before it, the last of two counts.
        st.lists(pairs | st.tuples(st.just("data"), st.sampled_from(ENVELOPE_TEXTS)), max_size=1),
        one | many,
        st.lists(pairs, max_size=2),
    )
    return envelope | st.sampled_from(["", " ", "null", "[]", "3", "{", "{}", '{"error": {}}'])


def exact(value: Any) -> Any:
    """A value with the type of each part: 1, 1.0 and True are equal, but not the same."""
    if attrs.has(type(value)):
        parts = {
            field.name: exact(getattr(value, field.name)) for field in attrs.fields(type(value))
        }
        return type(value), parts
    if isinstance(value, dict):
        return {key: exact(item) for key, item in value.items()}
    if isinstance(value, list):
        return [exact(item) for item in value]
    if isinstance(value, datetime):
        return datetime, value, value.utcoffset()
    return type(value), value


def outcome(read: Callable[[bytes], Any], content: bytes, *, shown: bool = True) -> Any:
    """What came of it: the result, if it is to be shown, or all there is to see of the error."""
    try:
        result = read(content)
    except ResponseDecodeError as error:
        return type(error), str(error), error.path, error.__cause__, error.__context__
    except MissingResultError as missing:
        return str(missing.error), missing.error.path
    return exact(result) if shown else None


def plainly(kind: Kind, wanted: str, read: Callable[[Any, Any], Any]) -> Callable[[bytes], Any]:
    """The way without compiled decoders: all JSON first, then `Model._decode`."""

    def parse(content: bytes) -> Any:
        if not content.strip():
            raise MissingResultError(json_text.not_json(content, ""))
        value = json_text.load(content)
        try:
            if not isinstance(value, dict):
                raise WrongValueError(wanted, value)
            return read(value, value.get("data"))
        except WrongValueError as error:
            found = error.as_error()
        raise found

    return parse


def below(name: str, read: Callable[[Any], Any], value: Any) -> Any:
    try:
        return read(value)
    except WrongValueError as error:
        raise error.below(name) from None


def plain_list(kind: Kind, values: Any) -> list[Any]:
    return [
        below(f"[{index}]", kind._decode, value)
        for index, value in enumerate(values)
        if value is not None
    ]


def nothing_in_data() -> ResponseDecodeError:
    return WrongValueError("an object", None).below("data").as_error()


def plain_one(kind: Kind) -> Callable[[bytes], Any]:
    def read(value: Any, data: Any) -> Any:
        if data is None:
            _parsing._refuse_error(value)
            raise MissingResultError(nothing_in_data())
        return below("data", kind._decode, data)

    return plainly(kind, 'an object with "data"', read)


def plain_one_or_many(kind: Kind) -> Callable[[bytes], Any]:
    def read(value: Any, data: Any) -> Any:
        if data is None:
            _parsing._refuse_error(value)
            raise MissingResultError(nothing_in_data())
        if isinstance(data, list):
            return below("data", lambda items: plain_list(kind, items), data)
        return [below("data", kind._decode, data)]

    return plainly(kind, 'an object with "data"', read)


def plain_page(kind: Kind) -> Callable[[bytes], Any]:
    def read(value: Any, data: Any) -> Any:
        paging = value.get("paging")
        if data is not None and not isinstance(data, list):
            raise WrongValueError("a list", data).below("data")
        if paging is not None and not isinstance(paging, dict):
            raise WrongValueError("an object", paging).below("paging")
        following = None if paging is None else paging.get("next")
        if following is not None and not isinstance(following, str):
            raise WrongValueError("a string", following).below("paging.next")
        if data is None:
            _parsing._refuse_error(value)
        return Page(
            items=below("data", lambda values: plain_list(kind, values), data or []), next=following
        )

    return plainly(kind, 'an object with "data" and "paging"', read)


WAYS: list[tuple[Callable[[Kind], Callable[[bytes], Any]], Any]] = [
    (_parsing.one, plain_one),
    (_parsing.one_or_many, plain_one_or_many),
    (_parsing.page, plain_page),
]


def assert_one_behaviour(kind: Kind, *contents: bytes) -> None:
    for fast, plain in WAYS:
        _compiled._learned.clear()
        parse = fast(kind)
        for _ in range(2):  # before anything was learned, and after
            for content in contents:
                assert outcome(parse, content) == outcome(plain(kind), content)


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


# What the compiled decoders learn.


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
        def decode(self) -> Callable[[Any], Any]:
            compiled = super().decode

            def decode(text: Any) -> Any:
                self.tried += bytes(text) != b"null"
                return compiled(text)

            return decode

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
    assert all(len(name) <= _compiled.LONGEST_LEARNED for name in _compiled._learned[Cloud])


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
