"""Where the document has an operation: its method and its path, and what a request asks for."""

from __future__ import annotations

import re
from functools import cache

from interop_client.sandbox.contract.document import load_document


def at(operation: str, *values: object) -> str:
    """The path of an operation, with these values for its parameters, in their order."""
    parts = load_document().operation(operation).path.split("/")
    given = iter(values)
    filled = [str(next(given)) if part.startswith("{") else part for part in parts]
    assert not list(given), f"{operation} takes fewer values"
    return "/".join(filled)


def method_of(operation: str) -> str:
    """The method of an operation."""
    return load_document().operation(operation).method


@cache
def _patterns() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Method, name and form of the path of each operation; those without parameters first."""
    found = sorted(load_document().operations, key=lambda each: each.path.count("{"))
    return tuple(
        (
            each.method,
            each.operation_id,
            re.compile("(?:/v2/interop)?" + re.sub(r"\\?\{[^}]*\}", "([^/]+)", each.path)),
        )
        for each in found
    )


def asked(method: str, path: str) -> tuple[str | None, tuple[str, ...]]:
    """Which operation a request is for, and the values in its path; None for none."""
    for its_method, name, pattern in _patterns():
        match = pattern.fullmatch(path) if its_method == method else None
        if match is not None:
            return name, match.groups()
    return None, ()
