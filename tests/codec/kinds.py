"""The models and enums, and what their fields hold, read from the annotations that users see."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

import attrs
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from interop_client import models
from interop_client._codec.model import Model, fields_of
from interop_client._codec.open_enum import OpenEnum, Unset
from interop_client.models import (
    UNSET,
)

Kind = Any
"""A class of the models package: attrs has no type for one that is not known."""


CLASSES: list[Kind] = [getattr(models, name) for name in models.__all__]


MODELS = [kind for kind in CLASSES if isinstance(kind, type) and issubclass(kind, Model)]


ENUMS = [kind for kind in CLASSES if isinstance(kind, type) and issubclass(kind, OpenEnum)]


ENUMS.remove(OpenEnum)


ANSWERED = [kind for kind in MODELS if all(field.default is None for field in fields_of(kind))]


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
