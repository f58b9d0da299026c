"""The public API as text, a line for each name with its signature or type: what users rely on.

python -m document_tools.public_api [--generated]

It writes two files below `tests/project/`: what is written by hand, and what the document makes.
While a change of the first has no line under *Unreleased* in CHANGELOG.md it writes nothing. `make
generate` writes the second, and tells which lines are missing. Public is each name that a module
without an underscore offers, what the client's resources have, and the commands of `interop`.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import griffe

from interop_client.cli.describe import described

ROOT = Path(__file__).parents[1]
BY_HAND = Path("tests", "project", "public-api.txt")
GENERATED = Path("tests", "project", "public-api-generated.txt")
PACKAGE = "interop_client"
# Public modules that are not offered by a module above them.
_DEEPER = ("transport.aiohttp",)
_MODELS = "_models"
_HEADS = {
    BY_HAND: "# The public API, a line a name. `make public-api` writes it.\n\n",
    GENERATED: "# The public API that the document makes. `make generate` writes it.\n\n",
}


def public_api(root: Path = ROOT) -> dict[Path, str]:
    """The text of both files: all public names with their signatures and types."""
    package = griffe.load(
        PACKAGE, search_paths=[root], resolve_aliases=True, allow_inspection=False
    )
    public: dict[str, tuple[str, griffe.Object]] = {}
    found: list[tuple[bool, str]] = [(False, line) for line in _commands()]
    for place, module in _modules(package):
        for name in _offered(module):
            target = _target(module, name)
            found.append((_is_generated(target), f"{place} offers {name}"))
            if target is not None:
                public.setdefault(target.canonical_path, (f"{place}.{name}", target))
    for name, target in public.values():
        found += _shown(target, name, set(public))
    for name, kind in _resources(package):
        members = _members(kind, f"interop.{name}", set())
        found += [(made, line) for made, line in members if ".__init__(" not in line]
    return {
        path: head + "".join(f"{line}\n" for made, line in sorted(found) if made is which)
        for (path, head), which in zip(_HEADS.items(), (False, True), strict=True)
    }


def without_a_line(old: str, new: str, changelog: str) -> list[str]:
    """The changes that no line under *Unreleased* speaks of, as the lines of the API that differ.

    A line of the changelog speaks of a change when it has the name that changed, and every argument
    that came or went. Of a class that comes or goes as a whole, its own name will do.

    Args:
        old: the API as it was written down.
        new: the API as it is.
        changelog: the text of CHANGELOG.md.
    """
    unreleased = changelog.partition("## [Unreleased]")[2].partition("\n## ")[0]
    parts = re.split(r"^- ", unreleased, flags=re.MULTILINE)
    entries = [set(re.findall(r"\w[\w-]*", part)) for part in parts]
    before, after = _by_name(old), _by_name(new)
    whole = set(before.keys() ^ after.keys())
    missing: list[str] = []
    for name in sorted({*before, *after}):
        was, now = before.get(name, ""), after.get(name, "")
        owner = name.rpartition(".")[0]
        words = {re.split(r"[ .]", name.removesuffix(".__init__"))[-1]}
        if was and now:
            words |= _arguments(was) ^ _arguments(now)
        elif owner in whole:
            continue
        if was != now and not any(words <= entry for entry in entries):
            missing += [f"{sign} {line}" for sign, line in (("-", was), ("+", now)) if line]
    return missing


def _by_name(text: str) -> dict[str, str]:
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {re.split(r"[(:]| = | takes ", line, maxsplit=1)[0]: line for line in lines}


def _arguments(line: str) -> set[str]:
    """The names of the arguments or options on a line."""
    if " takes " in line:
        return set(re.findall(r"--([\w-]+)", line))
    return set(re.findall(r"[(,] ?\*{0,2}(\w+): ", line))


def _is_generated(found: griffe.Object | None) -> bool:
    return found is not None and found.canonical_path.startswith(f"{PACKAGE}._generated.")


def _modules(package: griffe.Object | griffe.Alias) -> Iterator[tuple[str, griffe.Module]]:
    yield PACKAGE, _module(package)
    for name, member in sorted(package.members.items()):
        if not name.startswith("_") and isinstance(member, griffe.Module):
            yield f"{PACKAGE}.{name}", member
    for name in _DEEPER:
        yield f"{PACKAGE}.{name}", _module(package[name])


def _module(found: griffe.Object | griffe.Alias) -> griffe.Module:
    assert isinstance(found, griffe.Module), found
    return found


def _offered(module: griffe.Module) -> list[str]:
    if module.exports is not None:
        return [str(each) for each in module.exports]
    return [
        name
        for name, member in module.members.items()
        if not name.startswith("_") and isinstance(member, griffe.Class | griffe.Function)
    ]


def _target(module: griffe.Module, name: str) -> griffe.Object | None:
    """What a name stands for; None for what is looked at elsewhere, such as a module."""
    member = module.members.get(name)
    if member is None and (inner := module.members.get(_MODELS)) is not None:
        member = inner.members.get(name)  # `models` has them by a wildcard that types alone see.
    if member is None:
        return None
    found = member.final_target if isinstance(member, griffe.Alias) else member
    return None if isinstance(found, griffe.Module) else found


def _resources(package: griffe.Object | griffe.Alias) -> Iterator[tuple[str, griffe.Class]]:
    for name, member in package["client.client.InteropClient"].all_members.items():
        if {"property", "cached"} <= member.labels and member.is_attribute:
            path = member.annotation.canonical_path
            yield name, package[path.removeprefix(f"{PACKAGE}.")]


def _shown(target: griffe.Object, path: str, public: set[str]) -> Iterator[tuple[bool, str]]:
    made = _is_generated(target)
    if isinstance(target, griffe.Function):
        yield made, f"{path}{_signature(target)}"
    elif isinstance(target, griffe.Attribute):
        yield made, f"{path}{_type(target)}"
    elif isinstance(target, griffe.Class):
        bases = ", ".join(str(base) for base in target.bases)
        decorators = "".join(f" @{decorator.value}" for decorator in target.decorators)
        yield made, f"{path} = class({bases}){decorators}"
        yield from _members(target, path, public)


def _members(kind: griffe.Class, path: str, public: set[str]) -> Iterator[tuple[bool, str]]:
    """What a class has: its own, and what bases have that nobody sees."""
    made = _is_generated(kind)
    for name, member in kind.all_members.items():
        found = member.final_target if isinstance(member, griffe.Alias) else member
        parent = found.parent
        if name.startswith("_") and name != "__init__":
            continue
        if parent is not None and parent is not kind and parent.canonical_path in public:
            continue
        if isinstance(found, griffe.Function):
            yield made or _is_generated(found), f"{path}.{name}{_signature(found)}"
        elif isinstance(found, griffe.Attribute):
            yield made or _is_generated(found), f"{path}.{name}{_type(found)}"


def _type(attribute: griffe.Attribute) -> str:
    """The type of an attribute and its default, or the value of what is declared nowhere."""
    parent, value = attribute.parent, str(attribute.value or "")
    if attribute.annotation is not None:
        fixed = "class-attribute" not in attribute.labels or "ClassVar" in attribute.labels
        default = "" if fixed or not value else _default(value)
        return f": {attribute.annotation}{default}"
    start = parent.members.get("__init__") if isinstance(parent, griffe.Class) else None
    for each in start.parameters if isinstance(start, griffe.Function) else ():
        if each.name == value and each.annotation is not None:
            return f": {each.annotation}"
    return f" = {value}"


def _default(value: str) -> str:
    """What a field is when it is not given; what `attrs.field` says beyond that is no contract."""
    call = ast.parse(value, mode="eval").body
    if not (isinstance(call, ast.Call) and ast.unparse(call.func) == "attrs.field"):
        return f" = {value}"
    given = {each.arg: ast.unparse(each.value) for each in call.keywords}
    shown = [f"{name}={given[name]}" for name in ("alias", "init", "kw_only") if name in given]
    default = f" = {given['default']}" if "default" in given else ""
    default = " = ..." if "factory" in given else default
    return default + (f" ({', '.join(shown)})" if shown else "")


def _signature(function: griffe.Function) -> str:
    """A signature as it is written, with all types and defaults."""
    parts: list[str] = []
    own = [each for each in function.parameters if each.name not in ("self", "cls")]
    kinds = [each.kind.value if each.kind else "" for each in own]
    for index, (each, kind) in enumerate(zip(own, kinds, strict=True)):
        if kind == "keyword-only" and not any(part.startswith("*") for part in parts):
            parts.append("*")
        lead = {"variadic positional": "*", "variadic keyword": "**"}.get(kind, "")
        default = f" = {each.default}" if each.default is not None and not lead else ""
        parts.append(f"{lead}{each.name}: {each.annotation}{default}")
        if kind == "positional-only" and kinds[index + 1 : index + 2] != [kind]:
            parts.append("/")
    returns = f"Awaitable[{function.returns}]" if "async" in function.labels else function.returns
    return f"({', '.join(parts)}) -> {returns}"


def _commands() -> Iterator[str]:
    """The options of `interop`, first those that all commands have which ask the service."""
    options = {
        str(command["command"]): {" ".join(option["names"]) for option in command["options"]}
        for command in described()["commands"]
    }
    asking = [each for each in options.values() if "--profile" in each]
    shared = set.intersection(*asking)
    yield f"interop takes {', '.join(sorted(shared))}"
    for name, each in options.items():
        own = sorted(each - shared) + (["and those of interop"] if shared <= each else [])
        yield f"{name} takes {', '.join(own)}"


def main(arguments: list[str]) -> int:
    """Write the API down as it is now; 1 while a change by hand has no line in the changelog."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    for path, text in public_api().items():
        old = (ROOT / path).read_text(encoding="utf-8") if (ROOT / path).exists() else ""
        missing = without_a_line(old, text, changelog) if old else []
        if missing:
            print("No line under Unreleased in CHANGELOG.md speaks of:", *missing, sep="\n")
        if path == BY_HAND and "--generated" in arguments:
            continue
        if path == BY_HAND and missing:
            print(f"{path} is not written before there is one.")
            return 1
        (ROOT / path).write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
