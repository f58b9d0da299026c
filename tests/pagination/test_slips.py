"""Common slips with a pager are answered with what to write instead."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from scripted import Scripted, client_of

pytestmark = pytest.mark.anyio


@pytest.fixture
def pager() -> Any:
    return client_of(Scripted()).tenants.list()


async def test_an_awaited_pager_names_collect(pager: Any) -> None:
    with pytest.raises(TypeError, match=r"await pager\.collect\(\)"):
        await pager


@pytest.mark.parametrize("read", [list, tuple, set, iter, next, sorted, sum, enumerate, reversed])
async def test_a_pager_read_without_async_names_async_for(pager: Any, read: Any) -> None:
    with pytest.raises(TypeError, match="async for item in pager"):
        read(pager)
    with pytest.raises(TypeError, match="async for item in pager"):
        for _ in pager:
            pass
    with pytest.raises(TypeError, match="async for item in pager"):
        assert 5 in pager


async def test_the_length_of_a_pager_is_not_known(pager: Any) -> None:
    with pytest.raises(TypeError, match=r"len\(await pager\.collect\(\)\)"):
        len(pager)


async def test_a_pager_is_true_as_any_object_is(pager: Any) -> None:
    assert pager
    assert (pager or None) is pager


@pytest.mark.parametrize("index", [0, -1, slice(3), "name"])
async def test_an_index_of_a_pager_names_first_and_collect(pager: Any, index: Any) -> None:
    with pytest.raises(TypeError, match=r"first\(\).*collect\(limit=10\)"):
        pager[index]


async def test_a_pager_is_not_opened(pager: Any) -> None:
    with pytest.raises(TypeError, match="read_ahead"):
        async with pager:
            pass
    with pytest.raises(TypeError, match="async for"), pager:
        pass


async def test_reading_ahead_names_async_with(pager: Any) -> None:
    with pytest.raises(TypeError, match="async with pager"):
        async for _ in pager.read_ahead(4):
            pass
    for slip in (list, iter, next):
        with pytest.raises(TypeError, match="async with pager"):
            slip(pager.read_ahead(4))
    with pytest.raises(TypeError, match="async with pager"):
        await pager.read_ahead(4)
    with pytest.raises(TypeError, match="async with pager"), pager.read_ahead(4):
        pass


async def test_pages_and_iterators_name_async_for(pager: Any) -> None:
    for iterator in (pager.pages(), aiter(pager)):
        with pytest.raises(TypeError, match="async for"):
            list(iterator)
        with pytest.raises(TypeError, match="async for"):
            next(iterator)
        with pytest.raises(TypeError, match="async for"):
            await iterator


SLIPS = """
from interop_client import Pager, InteropClient

async def slips(pager: Pager[int], client: InteropClient) -> None:
    await pager
    for item in pager: ...
    len(pager)
    pager[0]
    with client: ...
    await client
    async for item in pager.read_ahead(4): ...
"""


def test_a_type_checker_finds_each_slip_before_it_runs(tmp_path: Path) -> None:
    (tmp_path / "slips.py").write_text(SLIPS, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-incremental", str(tmp_path / "slips.py")],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=tmp_path,
    )
    lines = {int(line.split(":")[1]) for line in done.stdout.splitlines() if "error:" in line}
    assert lines == set(range(5, 12)), done.stdout
