"""Ways to break the document, each with the rule that catches it."""

import importlib
from collections.abc import Callable

from document_tools.lint import Document, Rule

Mutation = Callable[[Document], None]
BROKEN: list[tuple[Rule, str, Mutation]] = []


def breaks(rule: Rule, finding: str) -> Callable[[Mutation], Mutation]:
    """Declare a change to a copy of the document, and part of the finding it has to give."""

    def declare(mutation: Mutation) -> Mutation:
        BROKEN.append((rule, finding, mutation))
        return mutation

    return declare


def broken() -> list[tuple[Rule, str, Mutation]]:
    """All that the modules of broken copies declare."""
    for name in ("broken_form", "broken_content"):
        importlib.import_module(f"{__package__}.{name}")
    return BROKEN
