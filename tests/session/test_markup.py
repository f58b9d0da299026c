"""Pages for people are read to their words, however broken they are."""

from __future__ import annotations

import pytest

from interop_client._markup import title_and_text


@pytest.mark.parametrize(
    ("markup", "title", "text"),
    [
        ("", "", ""),
        ("no markup at all", "", "no markup at all"),
        ("<p>a</p><p>b &amp; c</p>", "", "a b & c"),
        ("<TITLE lang='en'>It\n failed</TITLE><body>why</body>", "It failed", "why"),
        ("<script>a < b</script>c<style>d</STYLE >e<noscript>f</noscript>", "", "c e"),
        ("<!-- a <b> -->c<![CDATA[<d> &amp;]]>e", "", "c <d> &amp;e"),
        ("<?xml version='1.0'?><!DOCTYPE x><a>b</a>", "", "b"),
        ("at most < 24 hours, 1 <2", "", "at most < 24 hours, 1 <2"),
        ("<scripture>a</scripture>", "", "a"),
        ("a<!-- without an end", "", "a"),
        ("a<script>without an end", "", "a"),
        ("a<b without an end", "", "a"),
        ("<title>without an end", "without an end", ""),
        ("<![CDATA[without an end", "", "without an end"),
        (f"<title>a</title>b &#{'9' * 5_000};", "a", f"b &#{'9' * 5_000};"),
    ],
)
def test_the_words_of_a_page_are_what_people_would_see(markup: str, title: str, text: str) -> None:
    assert title_and_text(markup) == (title, text)


@pytest.mark.parametrize(
    "piece",
    [
        "<!--",
        "<![CDATA[",
        "<script ",
        "<style>",
        "<title>",
        "<title ",
        "<a ",
        "<",
        "&#",
        "</",
        "a>",
    ],
)
def test_nothing_is_looked_for_again_and_again(piece: str) -> None:
    # Looked for from each of them to the end, this would take hours.
    title, text = title_and_text(piece * 1_000_000)
    assert len(title) + len(text) <= len(piece) * 1_000_000
