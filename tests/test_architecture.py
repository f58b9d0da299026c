"""What the package is made of: who imports whom, what is loaded when, and the public names."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import attrs
import pytest

import interop_client
from document_tools.tree import tree
from interop_client import ApiKey, InteropClient, Page, Pager, errors
from interop_client._generated.client import Resources

ROOT = Path(__file__).parent.parent
NAME = "interop_client"

# The order of imports, from the ground up: a room imports itself and those before it, in
# annotations and within functions too. CONTRIBUTING.md shows the same list.
ORDER = (
    *(
        "_lazy",
        "_version",
        "_clock",
        "_hints",
        "_redaction",
        "errors",
        "events",
        "_policies",
        "_rate_limit",
        "retry",
        "operation",
        "transport",
    ),
    *("pagination", "_codec", "_generated", "models", "auth", "_config", "_session"),
    *("_conflicts", "rollovers", "ingestions", "schedules", "fleet", "client"),
    *("planning", "verify", "reports", "cli"),
)

# Annotations alone that look upwards.
UPWARDS_IN_ANNOTATIONS = {("errors", "models"), ("errors", "fleet")}

# Who names the HTTP library, in annotations or when running.
HTTP = {
    "transport",
    *("_session.exchange", "sandbox.http.in_process"),
}


@attrs.frozen
class Import:
    """One import.

    Args:
        by: the module that imports, below the package.
        target: what it imports; below the package if `own`.
        own: whether that is a part of this package.
        typing_only: whether it is for annotations alone.
        late: whether it happens within a function.
    """

    by: str
    target: str
    own: bool
    typing_only: bool
    late: bool


def modules() -> dict[str, Path]:
    """Path of each module by its name below the package; the package itself is the empty name."""
    found: dict[str, Path] = {}
    for path in sorted((ROOT / NAME).rglob("*.py")):
        parts = list(path.relative_to(ROOT / NAME).with_suffix("").parts)
        if parts[-1] == "__init__":
            parts.pop()
        found[".".join(parts)] = path
    return found


MODULES = modules()


def imports_of(name: str) -> Iterator[Import]:
    path = MODULES[name]
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    package = [part for part in package if part]

    def visit(node: ast.AST, typing_only: bool, late: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import | ast.ImportFrom):
                for target, own in targets(child, package):
                    yield Import(name, target, own, typing_only, late)
            yield from visit(
                child,
                typing_only or (isinstance(child, ast.If) and is_typing(child.test)),
                late or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda),
            )

    return visit(ast.parse(path.read_text(encoding="utf-8")), False, False)


def is_typing(test: ast.expr) -> bool:
    return isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"


def targets(node: ast.Import | ast.ImportFrom, package: list[str]) -> Iterator[tuple[str, bool]]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            root, _, rest = alias.name.partition(".")
            yield (rest, True) if root == NAME else (alias.name, False)
        return
    if node.level:
        base = package[: len(package) - node.level + 1] + (node.module or "").split(".")
        target, own = ".".join(part for part in base if part), True
    else:
        root, _, rest = (node.module or "").partition(".")
        target, own = (rest, True) if root == NAME else (node.module or "", False)
    for alias in node.names:
        inner = f"{target}.{alias.name}".strip(".")
        yield (inner if own and inner in MODULES else target), own


IMPORTS = [found for name in MODULES for found in imports_of(name)]


def is_in(name: str, part: str) -> bool:
    return name == part or name.startswith(f"{part}.")


def room(name: str) -> str:
    """The package or module right below the root that a module belongs to."""
    return name.partition(".")[0]


CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_the_tree_in_contributing_is_the_tree_on_disk() -> None:
    assert tree() in CONTRIBUTING, "run: python -m document_tools.tree"


def test_the_order_of_imports_stands_in_contributing() -> None:
    shown = CONTRIBUTING.partition("order of imports, as")[2].partition("```text\n")[2]
    assert tuple(shown.partition("```")[0].replace("<", " ").split()) == ORDER


def test_every_room_has_its_place_in_the_order() -> None:
    assert {room(name) for name in MODULES} == {*ORDER, "", "sandbox"}


def test_imports_run_one_way() -> None:
    upwards = {
        (room(found.by), room(found.target))
        for found in IMPORTS
        if found.own
        and room(found.by) in ORDER
        and room(found.target) in ORDER
        and ORDER.index(room(found.by)) < ORDER.index(room(found.target))
    }
    assert upwards == UPWARDS_IN_ANNOTATIONS


def test_at_most_sixteen_modules_lie_flat() -> None:
    flat = [name for name, path in MODULES.items() if path.parent.name == NAME]
    assert len(flat) <= 16


def test_no_two_modules_name_each_other() -> None:
    """Imports for annotations and within functions count; the declared exception does not."""
    names = {
        name: {
            found.target
            for found in IMPORTS
            if found.by == name
            and found.own
            and found.target
            and not (found.typing_only and goes_up(found))
        }
        - {name}
        for name in MODULES
    }
    done: set[str] = set()

    def visit(name: str, *above: str) -> None:
        assert name not in above, f"{' -> '.join([*above, name])}"
        if name not in done:
            for target in sorted(names.get(name, ())):
                # A package that is on the way to a module of its own is not waited for.
                if not is_in(name, target):
                    visit(target, *above, name)
            done.add(name)

    for name in MODULES:
        if not is_in(name, "_generated"):
            visit(name)


def goes_up(found: Import) -> bool:
    return (room(found.by), room(found.target)) in UPWARDS_IN_ANNOTATIONS


# The pool has one concept that its parts would only hide.
LONGEST, LONGEST_FUNCTION, POOL = 260, 40, "transport.pool"
HAND_WRITTEN = {name: path for name, path in MODULES.items() if not is_in(name, "_generated")}


def test_no_hand_written_module_but_the_pool_is_long() -> None:
    lengths = {
        name: len(path.read_text(encoding="utf-8").splitlines())
        for name, path in HAND_WRITTEN.items()
    }
    assert {name for name, length in lengths.items() if length > LONGEST} <= {POOL}


def test_no_function_is_long() -> None:
    long = [
        f"{name}:{node.lineno} {node.name}"
        for name, path in HAND_WRITTEN.items()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and lines_without_docstring(node) > LONGEST_FUNCTION
    ]
    assert long == []


def lines_without_docstring(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[0]
    docstring = 0 if ast.get_docstring(node) is None else length_of(first)
    return length_of(node) - docstring


def length_of(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_the_http_library_is_named_in_a_few_modules_only() -> None:
    for library in ("httpx", "httpcore", "aiohttp", "h11"):
        named = {found.by for found in IMPORTS if not found.own and is_in(found.target, library)}
        assert not [name for name in named if not any(is_in(name, part) for part in HTTP)], library


def test_generated_code_does_no_io() -> None:
    allowed = {
        *("__future__", "attrs", "builtins", "collections.abc", "datetime", "functools"),
        *("importlib", "typing", "uuid"),
    }
    foreign = {found.target for found in IMPORTS if is_in(found.by, "_generated") and not found.own}
    assert foreign <= allowed


def test_generated_code_needs_nothing_hand_written_but_the_foundation() -> None:
    needed = {
        found.target
        for found in IMPORTS
        if is_in(found.by, "_generated") and found.own and not is_in(found.target, "_generated")
    }
    assert {room(name) for name in needed} <= {"errors", "operation", "pagination", "_codec"}


def test_the_sandbox_shares_nothing_with_the_client() -> None:
    shared = {
        (found.by, found.target)
        for found in IMPORTS
        if is_in(found.by, "sandbox") and found.own and not is_in(found.target, "sandbox")
    }
    assert shared == set()


def test_nothing_imports_the_sandbox_or_the_command_line() -> None:
    for part in ("sandbox", "cli"):
        users = {
            room(found.by)
            for found in IMPORTS
            if found.own and is_in(found.target, part) and not is_in(found.by, part)
        }
        assert users - ({"cli"} if part == "sandbox" else set()) == set()


def test_resources_are_hand_written_only_as_subclasses_of_the_generated() -> None:
    client = InteropClient(ApiKey("key"))
    for name in resource_names():
        resource = getattr(client, name)
        generated = [
            kind for kind in type(resource).__mro__ if "._generated.api." in kind.__module__
        ]
        assert len(generated) == 1, name
        assert type(resource).__name__ in {generated[0].__name__, name.title()}


# What is loaded when.


def loaded_by(code: str) -> set[str]:
    """The modules that code loads beyond those of a bare interpreter."""
    script = f"import sys; before = set(sys.modules)\n{code}\nprint(*set(sys.modules) - before)"
    run = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True, encoding="utf-8"
    )
    return set(run.stdout.split())


def own(names: set[str]) -> set[str]:
    return {name.removeprefix(f"{NAME}.") for name in names if is_in(name, NAME)}


ERROR_MODULES = {name for name in MODULES if is_in(name, "errors")}
LIBRARIES = {"httpx", "httpcore", "anyio", "attrs", "attr", "msgspec", "jwt", "ssl"}


def test_importing_the_package_loads_nothing_else() -> None:
    loaded = loaded_by(f"import {NAME}")
    assert own(loaded) == {NAME}
    assert not loaded & (LIBRARIES | {"asyncio", "importlib.metadata", "json", "logging"})


def test_using_one_model_loads_only_what_it_needs() -> None:
    loaded = loaded_by(f"from {NAME}.models import Actor")
    assert own(loaded) == {
        *(NAME, "models", "_generated", *ERROR_MODULES),
        *("_codec", "_codec.decode", "_codec.encode", "_codec.model", "_codec.open_enum"),
        "_codec.times",
        "_generated.models",
        *(f"_generated.models.{name}" for name in ("actor", "actor_type", "auth_type")),
    }
    assert not loaded & (LIBRARIES - {"attrs", "attr", "msgspec"})


def test_an_error_is_loaded_alone() -> None:
    loaded = loaded_by(f"from {NAME} import RolloverOverlapError")
    assert own(loaded) == {NAME, "_lazy", *ERROR_MODULES}
    assert not loaded & LIBRARIES


def test_making_a_client_loads_no_resource_and_no_model() -> None:
    loaded = own(loaded_by(f"from {NAME} import ApiKey, InteropClient\nInteropClient(ApiKey('x'))"))
    assert not [name for name in loaded if name.startswith(("_generated.api", "_generated.models"))]
    assert not loaded & {"rollovers", "schedules", "ingestions", "models", "sandbox"}


def test_a_call_loads_the_operations_of_its_own_resource_alone() -> None:
    loaded = own(
        loaded_by(
            f"from {NAME} import ApiKey, InteropClient\nInteropClient(ApiKey('x')).tenants.list()"
        )
    )
    packages = {name.split(".")[2] for name in loaded if name.startswith("_generated.api.")}
    assert packages == {"tenants"}
    assert "_generated.models.rollover" not in loaded


# The public names.

PUBLIC = {
    *("InteropClient", "ClientCredentials", "ApiKey", "BasicAuth", "LtiJwt"),
    *("FleetProgress", "FleetResult", "TenantReference"),
    *("Token", "TokenStore", "MemoryTokenStore", "FileTokenStore", "RedisTokenStore"),
    *("RetryPolicy", "ConflictPolicy", "RateLimit"),
    *("Operation", "RawResponse", "Page", "Pager", "models", "__version__"),
}
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


def test_the_public_names_are_the_documented_ones_and_are_there() -> None:
    assert set(interop_client.__all__) == PUBLIC | set(ERRORS)
    assert sorted(interop_client.__all__) == sorted(set(interop_client.__all__))
    for name in interop_client.__all__:
        assert getattr(interop_client, name) is not None
    assert set(errors.__all__) == {*ERRORS, "TenantReference"}


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


# Released signatures: a change here is a change for users, and wants a line in the changelog.

SIGNATURES = {
    "actors.list": "(*, page_size: int | None = None, start_page: int = 0) -> Pager[Actor]",
    "clouds.create": "(body: Cloud, /) -> Cloud",
    "clouds.delete": "(id: UUID | str, /) -> None",
    "clouds.find": "(id: UUID | str, /) -> Cloud",
    "clouds.list": "(*, page_size: int | None = None, start_page: int = 0) -> Pager[Cloud]",
    "clouds.list_actors": (
        "(id: UUID | str, /, *, include_credentials: bool | None = None, page_size: int | "
        "None = None, start_page: int = 0) -> Pager[Actor]"
    ),
    "clouds.search": (
        "(*, generation: int | None = None, userdata: str | None = None, name: str | None = "
        "None, page_size: int | None = None, start_page: int = 0) -> Pager[Cloud]"
    ),
    "integrations.create": "(body: Integration, /) -> Integration",
    "integrations.create_version": "(id: UUID | str, body: str | bytes, /) -> IntegrationVersion",
    "integrations.delete": "(id: UUID | str, /) -> None",
    "integrations.delete_version": "(id: UUID | str, version: str, /) -> None",
    "integrations.find": "(id: UUID | str, /) -> Integration",
    "integrations.list": (
        "(*, name: str | None = None, page_size: int | None = None, start_page: int = 0) -> "
        "Pager[Integration]"
    ),
    "integrations.list_versions": (
        "(id: UUID | str, /, *, page_size: int | None = None, start_page: int = 0) -> "
        "Pager[IntegrationVersion]"
    ),
    "integrations.update": "(id: UUID | str, body: Integration, /) -> None",
    "integrations.update_blueprint": (
        "(id: UUID | str, version: str, body: str | bytes, /) -> IntegrationVersion"
    ),
    "integrations.update_version": (
        "(id: UUID | str, version: str, body: IntegrationVersion, /) -> None"
    ),
    "tenants.current": "() -> TenantInfo",
    "tenants.find": "(id: UUID | str, /) -> TenantInfo",
    "tenants.list": (
        "(*, accounts: Sequence[UUID | str] | None = None, integration: Sequence[str] | None "
        "= None, page_size: int | None = None, start_page: int = 0) -> Pager[TenantInfo]"
    ),
    "tenants.state": "() -> TenantState",
    "scoping_schools.create": (
        "(items: Sequence[ScopingSchool], /, *, replace: bool) -> Sequence[ScopingSchool]"
    ),
    "scoping_schools.delete": "(id: UUID | str, /) -> None",
    "scoping_schools.delete_all": "() -> None",
    "scoping_schools.find": "(id: UUID | str, /) -> ScopingSchool",
    "scoping_schools.list": (
        "(*, page_size: int | None = None, start_page: int = 0) -> Pager[ScopingSchool]"
    ),
    "scoping_schools.update": "(id: UUID | str, body: ScopingSchool, /) -> ScopingSchool",
    "scoping_courses.create": (
        "(items: Sequence[ScopingCourse], /, *, replace: bool) -> Sequence[ScopingCourse]"
    ),
    "scoping_courses.delete": "(id: UUID | str, /) -> None",
    "scoping_courses.delete_all": "() -> None",
    "scoping_courses.find": "(id: UUID | str, /) -> ScopingCourse",
    "scoping_courses.list": (
        "(*, page_size: int | None = None, start_page: int = 0) -> Pager[ScopingCourse]"
    ),
    "scoping_courses.update": "(id: UUID | str, body: ScopingCourse, /) -> ScopingCourse",
    "application.find": "() -> TenantApplication",
    "application.update": "(body: TenantApplicationUpdate, /) -> TenantApplication",
    "rollovers.count": "() -> int",
    "rollovers.create": "(body: RolloverRequest | Rollover, /) -> Rollover",
    "rollovers.delete": "(id: UUID | str, /) -> None",
    "rollovers.ensure": (
        "(body: RolloverRequest | Rollover, /, *, dry_run: bool = False) -> Rollover"
    ),
    "rollovers.ensured": (
        "(body: RolloverRequest | Rollover, /, *, dry_run: bool = False) -> Ensured"
    ),
    "rollovers.find": "(id: UUID | str, /) -> Rollover",
    "rollovers.list": (
        "(*, sort: str | None = None, page_size: int | None = None, start_page: int = 0) -> "
        "Pager[Rollover]"
    ),
    "rollovers.modify": "(id: UUID | str, change: Callable[[Rollover], Rollover], /) -> Rollover",
    "rollovers.update": "(id: UUID | str, body: RolloverRequest | Rollover, /) -> Rollover",
    "schedules.count": "() -> int",
    "schedules.create": "(hour: int | ScheduleRequest, /) -> Schedule",
    "schedules.delete": "(id: UUID | str, /) -> None",
    "schedules.disable": "(id: UUID | str, /) -> Schedule",
    "schedules.enable": "(id: UUID | str, /) -> Schedule",
    "schedules.ensure": "(hour: int | ScheduleRequest, /) -> Schedule",
    "schedules.find": "(id: UUID | str, /) -> Schedule",
    "schedules.list": "(*, page_size: int | None = None, start_page: int = 0) -> Pager[Schedule]",
    "schedules.run": (
        "(id: UUID | str, body: Mapping[str, object] | None = None, /, *, wait_for_pending: "
        "float | None = None) -> None"
    ),
    "schedules.run_to_completion": (
        "(id: UUID | str, /, *, timeout: float, wait_for_pending: float | None = None, "
        "on_progress: Progress | None = None) -> Ingestion"
    ),
    "schedules.update": "(id: UUID | str, body: ScheduleUpdate, /) -> Schedule",
    "ingestions.count": "() -> int",
    "ingestions.find": "(id: UUID | str, /) -> Ingestion",
    "ingestions.list": "(*, page_size: int | None = None, start_page: int = 0) -> Pager[Ingestion]",
    "ingestions.wait": (
        "(id: UUID | str, /, *, timeout: float, on_progress: Progress | None = None) -> Ingestion"
    ),
}

METHODS = {
    "InteropClient.__init__": (
        "self, auth, *, base_url=, token_url=, timeout=, max_connections=, retry=, conflicts=, "
        "token_store=, verify=, proxy=, transport=, http_client=, trust_env=, rate_limit=, "
        "on_event="
    ),
    "InteropClient.aclose": "self",
    "InteropClient.for_each_tenant": (
        "self, work, *, tenants=, integration=, concurrency=, shard=, after=, skip=, "
        "max_failures=, on_progress="
    ),
    "InteropClient.for_tenant": "self, tenant",
    "InteropClient.from_env": "cls, environ=, **options",
    "InteropClient.request": "self, method, path, *, params=, json=, content=, headers=",
    "InteropClient.send": "self, operation, /",
    "InteropClient.send_raw": "self, operation, /",
    "InteropClient.tenant_client": "self, id, /",
    "InteropClient.with_options": "self, *, timeout=, retry=, conflicts=, headers=, rate_limit=",
    "Pager.__init__": "self, sender, operation, *, page_size=, start_page=, keep=",
    "Pager.collect": "self, limit=, read_ahead=",
    "Pager.first": "self",
    "Pager.pages": "self",
    "Pager.read_ahead": "self, n",
    "Page.__init__": "self, items, next=, number=",
}


def resource_names() -> list[str]:
    return [name for name, value in vars(Resources).items() if isinstance(value, cached_property)]


def shown(call: object) -> str:
    """The signature of a method, as it is written."""
    assert callable(call)
    return str(inspect.signature(call)).replace("'", "")


def test_the_resources_keep_the_methods_and_signatures_that_were_released() -> None:
    client = InteropClient(ApiKey("key"))
    found = {
        f"{name}.{method}": shown(getattr(getattr(client, name), method))
        for name in resource_names()
        for method in dir(getattr(client, name))
        if not method.startswith("_")
    }
    assert {name: found.get(name) for name in SIGNATURES} == SIGNATURES


def test_the_client_and_the_pager_have_exactly_the_methods_that_were_released() -> None:
    found: dict[str, str] = {}
    for kind in (InteropClient, Pager, Page):
        # The client's own bases hold a part of its methods; a generated base is looked at above.
        own = [each for each in kind.__mro__ if each.__module__.startswith(f"{NAME}.client.")]
        held = [item for base in own or [kind] for item in vars(base).items()]
        for name, value in held:
            call = value.__func__ if isinstance(value, classmethod) else value
            if callable(call) and (name == "__init__" or not name.startswith("_")):
                signature = inspect.signature(call)
                bare = [
                    parameter.replace(
                        annotation=inspect.Parameter.empty, default=inspect.Parameter.empty
                    )
                    for parameter in signature.parameters.values()
                ]
                optional = {
                    parameter.name
                    for parameter in signature.parameters.values()
                    if parameter.default is not inspect.Parameter.empty
                }
                text = ", ".join(
                    f"{part}=" if part in optional else part
                    for part in str(inspect.Signature(bare))[1:-1].split(", ")
                )
                found[f"{kind.__name__}.{name}"] = text
    assert found == METHODS


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
