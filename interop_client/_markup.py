"""Markup to words: what a page of a server or a proxy says to people.

The time that takes grows with the page alone, whatever is broken in it: it is taken from all else
that runs in the event loop.
"""

from __future__ import annotations

import re

__all__ = ["title_and_text"]

_TAG = re.compile(r"<[A-Za-z/!?]")
_COMMENT, _CDATA = ("<!--", "-->"), ("<![CDATA[", "]]>")
_UNSEEN = re.compile(r"<(script|style|noscript|template)\b", re.IGNORECASE)
_TITLE = re.compile(r"<title\b[^<>]*>", re.IGNORECASE)
_END = {
    name: re.compile(rf"</{name}\s*>", re.IGNORECASE)
    for name in ("script", "style", "noscript", "template", "title")
}


def title_and_text(markup: str) -> tuple[str, str]:
    """The title of HTML or XML, and its other words, each on one line.

    What has no end goes to the end of the page: looking for it once more would not find it.
    """
    title: list[str] = []
    text: list[str] = []
    at = 0
    while (start := markup.find("<", at)) >= 0:
        text.append(_words(markup[at:start]))
        at = _past(markup, start, title, text)
    text.append(_words(markup[at:]))
    return " ".join("".join(title).split()), " ".join("".join(text).split())


def _past(markup: str, start: int, title: list[str], text: list[str]) -> int:
    """Where that ends which begins with the angle bracket at `start`."""
    if _TAG.match(markup, start) is None:
        text.append("<")
        return start + 1
    text.append(" ")
    if markup.startswith(_COMMENT[0], start):
        return _after(markup, _COMMENT[1], start)
    if markup.startswith(_CDATA[0], start):
        end = _after(markup, _CDATA[1], start)
        text.append(markup[start + len(_CDATA[0]) : end].removesuffix(_CDATA[1]))
        return end
    if hidden := _UNSEEN.match(markup, start):
        end_tag = _END[hidden[1].lower()].search(markup, start)
        return len(markup) if end_tag is None else end_tag.end()
    if opening := _TITLE.match(markup, start):
        end_tag = _END["title"].search(markup, opening.end())
        end = len(markup) if end_tag is None else end_tag.start()
        title.append(_words(markup[opening.end() : end]))
        return end
    return _after(markup, ">", start)


def _words(text: str) -> str:
    # Imported when there is a page: its table of names is large, and pages are rare.
    import html

    try:
        return html.unescape(text)
    except ValueError:
        return text  # A reference to a character has more digits than Python reads as a number.


def _after(markup: str, mark: str, start: int) -> int:
    end = markup.find(mark, start)
    return len(markup) if end < 0 else end + len(mark)
