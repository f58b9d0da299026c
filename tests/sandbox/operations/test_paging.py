"""Pages of a list, and the link to the next one."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interop_client.sandbox import Profile, Quirks
from interop_client.sandbox.operations.paging import cut_page


def pages(count: int, quirks: Quirks, size: int = 3) -> list[list[int]]:
    """The pages that following ``next`` leads to."""
    found: list[list[int]] = []
    for page in itertools.count():
        items, paging = cut_page(
            range(count),
            query={"page": page, "page_size": size},
            sent=[],
            max_page_size=3,
            url="http://host",
            path="/list",
            quirks=quirks,
            profile=Profile(),
        )
        found.append(items)
        if not paging or not paging.get("next"):
            return found
    raise AssertionError


@given(st.integers(0, 20), st.none() | st.integers(0, 4), st.booleans())
def test_following_next_gives_everything_once_whatever_the_quirks(
    count: int, empty: int | None, empty_last: bool
) -> None:
    quirks = Quirks()
    quirks.empty_page, quirks.empty_last_page = empty, empty_last
    found = pages(count, quirks)
    assert [item for page in found for item in page] == list(range(count))
    if empty_last and count:
        assert found[-1] == []
    if empty is not None and empty * 3 < count:
        assert found[empty] == []
        assert found[empty + 1] != []


def test_a_page_is_never_larger_than_the_maximum() -> None:
    assert pages(7, Quirks(), size=50) == [[0, 1, 2], [3, 4, 5], [6]]


@pytest.mark.parametrize(
    ("kind", "link"),
    [
        ("absolute", "http://host/list?page=1&integration=a,b"),
        ("relative", "/list?page=1&integration=a,b"),
        ("opaque", "page-mark-001"),
        ("https://elsewhere.example/", "https://elsewhere.example/"),
    ],
)
def test_the_link_to_the_next_page_takes_the_form_asked_for(kind: str, link: str) -> None:
    quirks = Quirks()
    quirks.next_link = kind
    _, paging = cut_page(
        range(9),
        query={},
        sent=[("integration", "a,b")],
        max_page_size=3,
        url="http://host",
        path="/list",
        quirks=quirks,
        profile=Profile(),
    )
    assert paging == {"next": link}
