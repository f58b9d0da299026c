"""The public names, and the tree of errors; `public-api.txt` has the signatures."""

from __future__ import annotations

import ast
import inspect
from functools import cached_property

import pytest
from support.modules import MODULES, NAME, is_in

import interop_client
from interop_client import ApiKey, InteropClient, errors
from interop_client._generated.client import Resources

ERRORS = {
    "InteropError": "Exception",
    "ConfigurationError": "InteropError ValueError",
    "AuthenticationError": "InteropError",
    "RequestError": "InteropError",
    "RequestTimeoutError": "RequestError TimeoutError",
    "OutcomeUnknownError": "RequestError",
    "ResponseDecodeError": "InteropError",
    "PagingError": "InteropError",
    "StatusError": "InteropError",
    "BadRequestError": "StatusError",
    "ScheduleNotRunnableError": "BadRequestError",
    "PermissionDeniedError": "StatusError",
    "NotFoundError": "StatusError",
    "RateLimitError": "StatusError",
    "ServerError": "StatusError",
    "ConflictError": "StatusError",
    "RolloverOverlapError": "ConflictError",
    "ActiveRolloverError": "ConflictError",
    "ScheduleOverlapError": "ConflictError",
    "SchedulePausedError": "ConflictError",
    "IngestionPendingError": "ConflictError",
    "ConcurrentModificationError": "ConflictError",
    "FleetStoppedError": "InteropError",
    "IngestionFailedError": "InteropError",
    "WaitTimeoutError": "InteropError TimeoutError",
}


def test_the_public_names_stand_once_each_and_are_there() -> None:
    assert sorted(interop_client.__all__) == sorted(set(interop_client.__all__))
    for name in interop_client.__all__:
        assert getattr(interop_client, name) is not None
    assert set(errors.__all__) == {*ERRORS, "TenantReference"}
    assert set(errors.__all__) <= set(interop_client.__all__)


def test_the_errors_are_the_documented_tree() -> None:
    bases = {
        name: " ".join(base.__name__ for base in getattr(errors, name).__bases__) for name in ERRORS
    }
    assert bases == ERRORS
    drawn = errors.__doc__ or ""
    assert all(f" {name} " in drawn.replace("\n", " ") for name in ERRORS)


@pytest.mark.parametrize("name", sorted(name for name in MODULES if not is_in(name, "sandbox")))
def test_every_module_says_what_it_is_and_lists_names_that_exist(name: str) -> None:
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    listed = [
        item.value
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AugAssign)
        and "__all__" in ast.dump(node.targets[0] if isinstance(node, ast.Assign) else node.target)
        and isinstance(node.value, ast.List)
        for item in node.value.elts
        if isinstance(item, ast.Constant)
    ]
    module = __import__(f"{NAME}.{name}".rstrip("."), fromlist=["x"])
    assert all(isinstance(item, str) and hasattr(module, item) for item in listed)


def resource_names() -> list[str]:
    return [name for name, value in vars(Resources).items() if isinstance(value, cached_property)]


def test_no_resource_has_the_name_of_something_else_of_the_client() -> None:
    others = {
        name
        for base in InteropClient.__mro__
        if base is not Resources
        for name in vars(base)
        if not name.startswith("_")
    }
    assert not set(resource_names()) & (others - {"rollovers", "schedules", "ingestions"})


def test_helpers_take_at_least_what_the_generated_methods_take() -> None:
    client = InteropClient(ApiKey("key"))
    for name in ("rollovers", "schedules", "ingestions"):
        kind = type(getattr(client, name))
        generated = next(base for base in kind.__mro__ if "._generated.api." in base.__module__)
        for method, original in vars(generated).items():
            if method.startswith("_"):
                continue
            ours = inspect.signature(getattr(kind, method)).parameters.values()
            theirs = inspect.signature(original).parameters.values()
            assert [item.kind for item in ours][: len(theirs)] == [item.kind for item in theirs]
            extra = list(ours)[len(theirs) :]
            assert all(item.default is not inspect.Parameter.empty for item in extra), method
