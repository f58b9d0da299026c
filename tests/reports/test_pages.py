"""The pages of a fleet, as text: nothing of a tenant becomes markup, and nothing is secret."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from html.parser import HTMLParser
from typing import Protocol

import attrs
import pytest

from interop_client.models import Ingestion
from interop_client.reports import TenantStatus, calendar_page, fleet_page, problems_first
from reports.rows import EVIL, NOW, SECRET, many, rollover, row, rows


class Page(Protocol):
    def __call__(self, rows: Sequence[TenantStatus], *, made_at: datetime) -> str: ...


PAGES: list[Callable[..., str]] = [fleet_page, calendar_page]
each_page = pytest.mark.parametrize("make", PAGES)


class Tags(HTMLParser):
    """Counts the tags of a page, and keeps where it would fetch something from."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.fetched: list[str] = []
        self.handlers: list[str] = []
        self.styles = 0
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name in ("src", "href", "action", "srcset", "data"):
                self.fetched.append(str(value))
            if name.startswith("on"):
                self.handlers.append(name)
            self.styles += name == "style"
        if tag not in ("meta", "input", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open
        assert self.open.pop() == tag


@each_page
def test_a_page_is_whole_and_needs_no_network(make: Page) -> None:
    tags = Tags(make(rows(), made_at=NOW))
    assert tags.open == []
    assert tags.fetched == []
    assert tags.handlers == []
    assert tags.styles == 0
    assert tags.tags.count("script") == 1
    assert tags.tags.count("table") == 1


@each_page
def test_text_of_a_tenant_is_never_markup(make: Page) -> None:
    text = make(rows(), made_at=NOW)
    assert EVIL not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "&quot;quoted&quot; &amp; &#x27;so&#x27;" in text


@each_page
def test_a_page_shows_no_secret(make: Page) -> None:
    assert SECRET not in make(rows(), made_at=NOW)


@each_page
def test_the_policy_allows_the_pages_own_style_and_script_and_nothing_else(make: Page) -> None:
    text = make(rows(), made_at=NOW)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; base-uri 'none'; form-action 'none'")
    for tag in ("style", "script"):
        inner = re.search(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert inner is not None
        digest = base64.b64encode(hashlib.sha256(inner[1].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy[1]


@each_page
def test_an_empty_fleet_has_a_page_too(make: Page) -> None:
    assert Tags(make([], made_at=NOW)).open == []


def test_tenants_with_problems_come_first() -> None:
    text = fleet_page(rows(), made_at=NOW)
    assert "3 of 5 tenants need a person" in text
    names = [each.tenant.name for each in problems_first(rows())]
    assert names[3:] == ["District 1", "Odd dates"]
    assert text.index("Nothing there") < text.index("District 1")


def test_overlaps_and_gaps_stand_in_words_and_in_the_picture() -> None:
    text = calendar_page(rows(), made_at=NOW)
    assert "&#x27;A&#x27; and &#x27;B&#x27; overlap" in text
    assert "4 nights are open between &#x27;A&#x27; and &#x27;B&#x27;" in text
    assert text.count('<rect class="overlap"') == 1
    assert text.count('<rect class="gap"') == 1


def test_times_are_those_of_the_tenants_zone() -> None:
    assert "14 Jun 2027 02:00 to 23 Aug 2027 02:00" in calendar_page([rows()[0]], made_at=NOW)


@each_page
def test_every_time_has_its_time_zone(make: Page) -> None:
    text = make([rows()[0]], made_at=NOW)
    assert 'District 1<br><span class="dim">America/Denver</span>' in text
    assert "time zone" in text
    if make is fleet_page:
        assert "Last sync (UTC)" in text
        assert "Last ingestion (UTC)" in text
    else:
        assert "the axis is in UTC" in text


def test_a_time_of_another_offset_is_shown_in_utc() -> None:
    status = rows()[0]
    ingestion = Ingestion(created_at=datetime.fromisoformat("2027-01-15T23:30-06:00"))
    text = fleet_page([attrs.evolve(status, last_ingestion=ingestion)], made_at=NOW)
    assert "2027-01-16 05:30" in text


def test_the_calendar_has_first_what_it_marks_and_the_rest_by_name() -> None:
    found = [row(number, name=name) for number, name in enumerate("CAB")]
    found.append(row(9, name="Z", problems=("no schedule: nothing is collected",)))
    found.append(row(8, rollover("A", 10, 30), rollover("B", 20, 40), name="Y"))
    text = calendar_page(found, made_at=NOW)
    assert re.findall(r'<th scope="row">(.)<br>', text) == ["Y", "A", "B", "C", "Z"]


def test_two_thousand_tenants_fit_into_a_page_of_a_few_megabytes() -> None:
    for make in PAGES:
        assert len(make(many(2000), made_at=NOW)) < 4_000_000


def test_a_row_is_json_without_secrets() -> None:
    found = row(7, *rows()[0].rollovers).to_dict()
    assert found["tenant"] == {"id": "00000000-0000-0000-0000-000000000008", "name": "District 7"}
    assert isinstance(found["next_rollover"], dict)
    assert found["next_rollover"]["nights"] == 69
    assert SECRET not in str(found)
