"""The pages of the API reference, made from docstrings, signatures and the document."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import griffe

from ..reading import METHODS, load
from .about import about
from .classes import constructor
from .command_line import command_line
from .docstrings import described, signature, summary
from .evidence import the_document, with_note

Json = dict[str, Any]

# Public modules whose names have a page of their own: page, title, module, what it is for.
MODULES = (
    ("auth.md", "Credentials and token stores", "auth"),
    ("policies.md", "Policies", "_policies"),
    ("rate-limit.md", "Rate limit", "_rate_limit"),
    ("paging.md", "Paging", "pagination"),
    ("fleet.md", "Fleets", "fleet"),
    ("planning.md", "Planning", "planning"),
    ("reports.md", "Reports", "reports"),
    ("verify.md", "Contract watch", "verify"),
    ("events.md", "Events", "events"),
    ("transport.md", "Transports", "transport"),
    ("operations.md", "Operations and raw responses", "operation"),
    ("sandbox.md", "Sandbox", "sandbox"),
)

# What a module offers to the rest of the package, and to nobody who reads the reference: names, and
# members of classes that are shown.
_INNER = {
    "auth": {
        *("Credential", "ForeignCredential", "FoundTenants", "GuardedStore", "Requester"),
        *("Scrubber", "Secret", "Strategy", "auth_of", "reference_of", "secrets_of", "tenant_id"),
    },
    "_rate_limit": {"Hold", "Pace", "Paces"},
}
_INNER_MEMBERS = {"auth": {"credential", "identity"}}

_TABLE_OF_A_RESOURCE = (
    "| method | operation | request | credential | evidence of the path |",
    "| --- | --- | --- | --- | --- |",
)
_TABLE_OF_METHODS = (
    "| method | operationId | credential | evidence of the path |",
    "| --- | --- | --- | --- |",
)
_MODELS = (
    "attrs classes, made with keywords. In what the service sends every attribute may be None:"
    " absent and null read alike. What nobody documented is kept in `additional_properties`."
    " [How to use them](../models.md)."
)
_REFERENCE = (
    "Made from the docstrings and from [the OpenAPI document](document.md). Tenant credentials are"
    " those that the service calls an actor's."
)


def pages(root: Path) -> dict[str, str]:
    """All pages of the reference, by file name."""
    reference = _Reference(root)
    found = {"client.md": reference.client(), "models.md": reference.models()}
    found["errors.md"] = reference.errors()
    found["command-line.md"] = command_line()
    found["about.md"] = about(root)
    resources = reference.resources()
    found |= resources
    for name, title, module in MODULES:
        if module in reference.package.members:
            found[name] = reference.module(title, module)
    found["index.md"] = reference.index(sorted(resources))
    found = {name: with_note(text) for name, text in found.items()}
    found["document.md"] = the_document(root)
    return found


class _Reference:
    def __init__(self, root: Path) -> None:
        self.package = griffe.load(
            "interop_client", search_paths=[root], resolve_aliases=True, allow_inspection=False
        )
        self.document = load(root / "openapi" / "interop.yaml")
        self.operations: dict[str, tuple[str, str, Json]] = {
            item[method]["operationId"]: (method.upper(), path, item[method])
            for path, item in self.document["paths"].items()
            for method in METHODS
            if method in item
        }
        self.methods = self._methods()

    def _methods(self) -> dict[str, str]:
        """The operationId of each method, such as `rollovers.list`."""
        value = str(self.package["_generated.client.METHODS"].value)
        pairs = re.findall(r"'(\w+)': '([\w.]+)'", value.replace('"', "'"))
        return {method: operation for operation, method in pairs}

    def client(self) -> str:
        kind = self._class("client.client.InteropClient")
        lines = ["# InteropClient", described(kind.docstring)]
        start = kind.members.get("__init__")
        if isinstance(start, griffe.Function):
            address = str(self.package["_generated.client.SERVER_URL"].value)
            made = signature(start, "InteropClient").replace("SERVER_URL", address)
            lines.append(_code(made))
        for each in (
            kind,
            self._class("client.derived.Derivable"),
            self._class("client.calls.Calls"),
        ):
            lines += self._members(each, "interop")
        lines.append("## Resources")
        for name in sorted({method.partition(".")[0] for method in self.methods}):
            lines.append(f"- [`interop.{name}`]({name}.md)")
        return _page(lines)

    def resources(self) -> dict[str, str]:
        """A page for each resource."""
        found: dict[str, str] = {}
        for name in sorted({method.partition(".")[0] for method in self.methods}):
            found[f"{name}.md"] = self._resource(name)
        return found

    def _resource(self, name: str) -> str:
        generated = self._generated(name)
        hand_written = self.package.members.get(name)
        ours = None
        if isinstance(hand_written, griffe.Module) and "resource" in hand_written.members:
            kinds = hand_written.members["resource"].members.values()
            title = name.title().replace("_", "")
            ours = next((each for each in kinds if each.name == title), None)
        kind = ours if isinstance(ours, griffe.Class) else generated
        lines = [f"# interop.{name}", described(kind.docstring)]
        members: dict[str, griffe.Object | griffe.Alias] = dict(generated.members)
        members |= kind.members
        rows = [*_TABLE_OF_A_RESOURCE]
        body: list[str] = []
        for method, member in members.items():
            if method.startswith("_") or not isinstance(member, griffe.Function):
                continue
            full = f"{name}.{method}"
            operation = self.methods.get(full)
            rows.append(self._row(full, operation))
            body.append(f"## {full} {{ #{full} }}")
            body.append(_code(signature(member, f"interop.{full}")))
            body.append(described(member.docstring))
            if operation is not None:
                verb, path, raw = self.operations[operation]
                body.append(
                    f"`{verb} {path}`, operationId `{operation}`, {_credential(raw)} "
                    f"credentials, evidence of the path: {_evidence(raw)}."
                )
        return _page([*lines, "\n".join(rows), *body])

    def _row(self, method: str, operation: str | None) -> str:
        link = f"[`{method}`](#{method})"
        if operation is None:
            return f"| {link} | a helper, of several requests | | | |"
        verb, path, raw = self.operations[operation]
        return (
            f"| {link} | `{operation}` | `{verb} {path}` | {_credential(raw)} | {_evidence(raw)} |"
        )

    def _generated(self, name: str) -> griffe.Class:
        for module in self.package["_generated.api"].members.values():
            for kind in module.members.values():
                if (
                    isinstance(kind, griffe.Class)
                    and kind.name == f"{name.title().replace('_', '')}Resource"
                ):
                    return kind
        raise KeyError(name)

    def models(self) -> str:
        lines = ["# Models", _MODELS]
        modules = self.package["_generated.models"].members
        kinds = [
            kind
            for module in modules.values()
            if isinstance(module, griffe.Module)
            for kind in module.members.values()
            if isinstance(kind, griffe.Class) and not kind.name.startswith("_")
        ]
        for kind in sorted(kinds, key=lambda each: each.name):
            lines += [f"## {kind.name} {{ #{kind.name} }}", described(kind.docstring)]
            rows = [
                f"| `{name}` | `{_type(member)}` | {_cell(summary(member.docstring))} |"
                for name, member in kind.members.items()
                if isinstance(member, griffe.Attribute)
                and not name.startswith("_")
                and name not in ("SECRET", "READ_ONLY")
            ]
            if rows:
                lines.append("\n".join(["| attribute | type | |", "| --- | --- | --- |", *rows]))
        return _page(lines)

    def errors(self) -> str:
        module = self.package["errors"]
        lines = ["# Errors", f"```text\n{(module.docstring or griffe.Docstring('')).value}\n```"]
        for kind in self._public_classes(module):
            bases = ", ".join(f"`{base}`" for base in kind.bases)
            lines += [f"## {kind.name} {{ #{kind.name} }}", f"Bases: {bases}."]
            lines.append(described(kind.docstring))
        return _page(lines)

    def module(self, title: str, name: str) -> str:
        module = self.package[name]
        lines = [f"# {title}", described(module.docstring)]
        inner = _INNER_MEMBERS.get(name, set())
        for member in self._exported(module):
            if member.name in _INNER.get(name, ()):
                continue
            if isinstance(member, griffe.Class):
                lines += [f"## {member.name} {{ #{member.name} }}", described(member.docstring)]
                if made := constructor(member):
                    lines.append(_code(made))
                lines += self._members(member, member.name, level=3, without=inner)
            elif isinstance(member, griffe.Function):
                lines += [f"## {member.name} {{ #{member.name} }}"]
                lines.append(_code(signature(member, member.name)))
                lines.append(described(member.docstring))
        return _page(lines)

    def index(self, resources: list[str]) -> str:
        rows = [
            f"| [`{method}`]({method.partition('.')[0]}.md#{method}) | `{operation}` |"
            f" {_credential(self.operations[operation][2])} |"
            f" {_evidence(self.operations[operation][2])} |"
            for method, operation in sorted(self.methods.items())
        ]
        others = [
            ("client.md", "InteropClient"),
            ("models.md", "Models"),
            ("errors.md", "Errors"),
            ("command-line.md", "Command line"),
            *((name, title) for name, title, module in MODULES if module in self.package.members),
        ]
        return _page(
            [
                "# API reference",
                _REFERENCE,
                "\n".join(f"- [{title}]({name})" for name, title in others),
                "## Which operation is which method",
                "\n".join([*_TABLE_OF_METHODS, *rows]),
            ]
        )

    def _members(
        self, kind: griffe.Class, name: str, *, level: int = 2, without: Collection[str] = ()
    ) -> list[str]:
        lines: list[str] = []
        for member in kind.members.values():
            if member.name.startswith("_") or member.is_alias or member.name in without:
                continue
            if isinstance(member, griffe.Function):
                full = f"{name}.{member.name}"
                lines += [f"{'#' * level} {full} {{ #{full} }}", _code(signature(member, full))]
                lines.append(described(member.docstring))
            elif isinstance(member, griffe.Attribute) and member.docstring is not None:
                lines.append(f"- `{name}.{member.name}`: {summary(member.docstring)}")
        return lines

    def _exported(self, module: griffe.Object | griffe.Alias) -> Iterator[griffe.Object]:
        names = [str(each) for each in module.exports or ()]
        for name in names or [each for each in module.members if not each.startswith("_")]:
            member: Any = module.members.get(name)
            # Without a list of names, what a module has imported is not its own.
            if member is None or (member.is_alias and not module.exports):
                continue
            target = member.final_target if member.is_alias else member
            yield target

    def _public_classes(self, module: griffe.Object | griffe.Alias) -> Iterator[griffe.Class]:
        for member in self._exported(module):
            if isinstance(member, griffe.Class):
                yield member

    def _class(self, path: str) -> griffe.Class:
        found = self.package[path]
        assert isinstance(found, griffe.Class)
        return found


def _credential(raw: Json) -> str:
    """Whose credentials it takes: those that the service calls an actor's are a tenant's."""
    return "tenant" if raw["x-credential"] == "actor" else str(raw["x-credential"])


def _evidence(raw: Json) -> str:
    return str(raw["x-evidence"]["level"])


def _type(member: griffe.Attribute) -> str:
    return str(member.annotation or "str").replace("|", "\\|")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _code(text: str) -> str:
    return f"```python\n{text}\n```"


def _page(lines: list[str]) -> str:
    return "\n\n".join(line for line in lines if line).rstrip() + "\n"
