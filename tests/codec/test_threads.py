"""Event loops in several threads share the compiled decoders."""

from __future__ import annotations

import threading
from typing import Any

import attrs
import msgspec
import pytest

from interop_client._codec import compiled
from interop_client._codec.model import Model


@attrs.define(kw_only=True)
class First(Model):
    additional_properties: dict[str, Any] = attrs.field(factory=dict)


@attrs.define(kw_only=True)
class Second(Model):
    additional_properties: dict[str, Any] = attrs.field(factory=dict)


@attrs.define(kw_only=True)
class Third(Model):
    additional_properties: dict[str, Any] = attrs.field(factory=dict)


@attrs.define(kw_only=True)
class Outer(Model):
    first: First | None = None
    second: Second | None = None
    third: Third | None = None
    additional_properties: dict[str, Any] = attrs.field(factory=dict)


class Halting(dict[Any, tuple[str, ...]]):
    """What was learned: halts the thread that makes a structure in the middle of it."""

    def __init__(self, maker: threading.Thread) -> None:
        super().__init__()
        self._maker = maker
        self.halted = threading.Event()
        self.go_on = threading.Event()

    def get(self, kind: Any, default: Any = ()) -> Any:
        if threading.current_thread() is not self._maker:
            if kind is First:
                self.go_on.set()
                self._maker.join(60)
        elif kind is Second:
            self.halted.set()
            self.go_on.wait(60)
        return super().get(kind, default)


def test_one_thread_learns_while_another_makes_the_decoder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    decoder = compiled.Compiled(Outer)
    maker = threading.Thread(target=lambda: decoder.steps)
    learned = Halting(maker)
    monkeypatch.setattr(compiled, "_learned", learned)
    maker.start()
    assert learned.halted.wait(60)
    decoder.learn(Outer(additional_properties={"later": 1}))
    learned.go_on.set()
    maker.join(60)
    decoder.learn(Outer())
    decode, build = decoder.steps
    made = build(decode(msgspec.Raw(b'{"first": {}, "later": 2}')))
    assert made == Outer(first=First(), additional_properties={"later": 2})
