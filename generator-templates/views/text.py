"""Text in generated code: names, literals and prose, and what cannot be generated."""

from __future__ import annotations

import keyword

from openapi_python_client import strings


class UnsupportedError(Exception):
    """The document has something for which the templates have no code."""


def identifier(name: str, fallback: str, taken: set[str]) -> str:
    """The wire's own name where Python and the templates allow it."""
    usable = name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("_")
    chosen = name if usable else str(fallback)
    return f"{chosen}_" if chosen in taken else chosen


def literal(text: str) -> str:
    """A double-quoted literal of `text`."""
    return f'"{strings.in_double_quote_literal(text)}"'


def prose(text: str) -> str:
    """`text` as one paragraph that is safe in a docstring."""
    return strings.safe_for_docstring(" ".join(text.split()))
