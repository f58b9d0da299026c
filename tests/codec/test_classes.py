"""Models are attrs classes."""

from __future__ import annotations

import ast
import copy
import inspect
import pickle
from itertools import pairwise
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interop_client._codec.open_enum import OpenEnum
from interop_client.models import (
    UNSET,
    TenantApplicationUpdate,
)

from .both_ways import exact
from .kinds import SETTINGS, Kind, each_enum, each_model, objects
from .test_shown import required_values


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
