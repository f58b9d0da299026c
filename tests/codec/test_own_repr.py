"""Objects show themselves as attrs would have them do, by one method for all."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from interop_client import (
    ConflictPolicy,
    Operation,
    Page,
    RateLimit,
    RawResponse,
    RetryPolicy,
    Token,
)
from interop_client._codec.model import Model
from interop_client._shown import shown
from interop_client.events import AttemptStarted

from .kinds import PLANTED, Kind, each_model
from .test_shown import planted

THINGS = (
    Page(items=[1, 2], next="more", number=3),
    Operation(
        operation_id="find", method="GET", url="/x", parse=bytes.decode, content=PLANTED.encode()
    ),
    RawResponse(status_code=200, headers={"a": PLANTED}, content=PLANTED.encode()),
    RetryPolicy(attempts=2),
    ConflictPolicy.off(),
    RateLimit(2.5, per="service"),
    Token(PLANTED, expires_at=3.0),
    AttemptStarted(operation="find", method="GET", tenant=None, attempt=1),
)


@attrs.define(repr=False)
class Node:
    """What can hold itself."""

    name: str
    next: Node | None = None

    def __repr__(self) -> str:
        return shown(self)


def by_attrs(thing: object) -> str:
    """How a class for which attrs makes a method shows the same fields."""
    kind: Any = type(thing)
    fields = attrs.fields_dict(kind)
    twin = attrs.make_class(
        kind.__name__, {name: attrs.field(repr=each.repr) for name, each in fields.items()}
    )
    return repr(twin(**{name: getattr(thing, name) for name in fields}))


@pytest.mark.parametrize("thing", THINGS, ids=lambda thing: type(thing).__name__)
def test_a_thing_shows_itself_as_attrs_would_have_it(thing: object) -> None:
    assert repr(thing) == by_attrs(thing)
    assert PLANTED not in repr(thing)


@each_model
def test_a_model_shows_itself_as_attrs_would_have_it(kind: Kind) -> None:
    model = planted(kind)
    assert repr(model) == by_attrs(model)
    assert kind.__repr__ is Model.__repr__, "none is compiled for each"


def test_what_holds_itself_is_shown_once() -> None:
    node = Node("first")
    node.next = Node("second", node)
    assert repr(node) == "Node(name='first', next=Node(name='second', next=...))"


def test_what_is_half_made_is_shown_all_the_same() -> None:
    assert repr(Node.__new__(Node)) == "Node(name=NOTHING, next=NOTHING)"
