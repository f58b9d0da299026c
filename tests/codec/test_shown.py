"""What a model and its errors show, and what they never do."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import attrs
import pytest

from interop_client._codec import envelope as _parsing
from interop_client._codec.model import Model
from interop_client.errors import ResponseDecodeError
from interop_client.models import (
    Actor,
    ActorType,
    AuthType,
    RolloverStatus,
    TenantApplicationUpdate,
)

from .both_ways import outcome
from .kinds import ANSWERED, MODELS, PLANTED, Kind, each_model, forms, is_kind

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
