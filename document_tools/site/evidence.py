"""Evidence on the site: what the levels mean, and how the document came to be."""

from __future__ import annotations

import re
from pathlib import Path

# Below the first paragraph of each page that speaks of it.
_NOTE = (
    "*Source*, below a text, says who states what the text says. *Evidence*, of an operation, says"
    " who states its path. [What the levels mean](../index.md#how-far-to-trust-it)."
)


def with_note(page: str) -> str:
    """The page, with what `Source` and `evidence` on it mean.

    Args:
        page: the page, as Markdown that begins with a title.
    """
    if not re.search(r"\*Source: |evidence of the path: ", page):
        return page
    title, _, rest = page.partition("\n\n")
    first, _, rest = rest.partition("\n\n")
    return "\n\n".join([title, first, _NOTE, rest])


def the_document(root: Path) -> str:
    """What the OpenAPI document says of itself, with links that hold on the site.

    Args:
        root: the checkout.
    """
    text = (root / "openapi" / "README.md").read_text(encoding="utf-8")
    return text.replace("](../docs/", "](../").replace("[docs/", "[")
