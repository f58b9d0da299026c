"""Fixtures that installing the package gives to every test suite: `interop_sandbox` and
`make_interop_sandbox`, with the mark `interop_sandbox` for options."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Protocol

import pytest

if TYPE_CHECKING:
    from .sandbox import Sandbox

_MARK = "interop_sandbox"


class MakeSandbox(Protocol):
    """Makes a sandbox with options of its own; it is served until the test ends."""

    def __call__(self, **options: object) -> Sandbox: ...


def pytest_configure(config: pytest.Config) -> None:
    """Makes the mark known."""
    config.addinivalue_line(
        "markers",
        f"{_MARK}(**options): options of the fixture interop_sandbox, such as tenants=3, "
        "max_page_size=2, profile='vendor-2020', clock=..., strict_faults=True",
    )


@pytest.fixture
def make_interop_sandbox() -> Iterator[MakeSandbox]:
    """Makes fresh Interop sandboxes, with the options of `Sandbox`, for the time of one test."""
    from . import Sandbox
    from .contract.refusing import unknown

    known = list(inspect.signature(Sandbox).parameters)
    create: Callable[..., Sandbox] = Sandbox

    with ExitStack() as stack:

        def make(**options: object) -> Sandbox:
            for name in options:
                if name not in known:
                    raise TypeError(unknown("option of Sandbox", name, known))
            return stack.enter_context(create(**options))

        yield make


@pytest.fixture
def interop_sandbox(request: pytest.FixtureRequest, make_interop_sandbox: MakeSandbox) -> Sandbox:
    """A fresh Interop sandbox, served on a loopback port for the time of one test; the mark
    `interop_sandbox` gives it options."""
    options: dict[str, object] = {}
    for mark in reversed(list(request.node.iter_markers(_MARK))):
        if mark.args:
            raise pytest.UsageError(f"the mark {_MARK} takes options by name, not {mark.args!r}")
        options |= mark.kwargs
    return make_interop_sandbox(**options)
