"""Which module may import which, and what is loaded when."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator

import attrs
from project.test_public_names import resource_names
from support.modules import MODULES, NAME, ROOT, is_in

from document_tools.tree import tree
from interop_client import ApiKey, InteropClient

# The order of imports, from the ground up: a room imports itself and those before it, in
# annotations and within functions too. CONTRIBUTING.md shows the same list.
ORDER = (
    *(
        "_lazy",
        "_version",
        "_callbacks",
        "_clock",
        "_http_date",
        "_hints",
        "_redaction",
        "_shown",
        "_markup",
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


# Where the HTTP library is named, in annotations or when running: the transports, and the exchange,
# whose docstring tells why.
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


LONGEST, LONGEST_FUNCTION = 260, 40


HAND_WRITTEN = {name: path for name, path in MODULES.items() if not is_in(name, "_generated")}


def test_no_hand_written_module_is_long() -> None:
    lengths = {
        name: len(path.read_text(encoding="utf-8").splitlines())
        for name, path in HAND_WRITTEN.items()
    }
    assert {name for name, length in lengths.items() if length > LONGEST} == set()


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
        *(NAME, "models", "_generated", "_shown", *ERROR_MODULES),
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
