"""The blocks of docs/shared-tokens.md do what the page says, one after the other."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.valkey import Valkey

from interop_client.sandbox import Sandbox

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "shared-tokens.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def anyio_backend() -> str:
    """redis-py runs on asyncio alone."""
    return "asyncio"


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    with Sandbox(tenants=6) as made:
        client_id, client_secret = made.account
        monkeypatch.setenv("INTEROP_BASE_URL", made.base_url)
        monkeypatch.setenv("INTEROP_CLIENT_ID", client_id)
        monkeypatch.setenv("INTEROP_CLIENT_SECRET", client_secret)
        monkeypatch.setenv("TOKEN_KEY", "00112233445566778899aabbccddeeff" * 2)
        yield made


async def run(block: str) -> None:
    """Run a block that may await at its top."""
    code = compile(block, "docs/shared-tokens.md", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    waiting = eval(code, {"__name__": "page"})
    if inspect.isawaitable(waiting):
        await waiting


def test_the_page_has_a_block_for_each_store() -> None:
    stores = [
        re.findall(r"\b(?:FileTokenStore|RedisTokenStore|MyStore)\(|from_url", each)
        for each in BLOCKS
    ]
    assert [bool(each) for each in stores] == [True, True, True]


async def test_a_second_process_finds_the_tokens_in_the_file(
    sandbox: Sandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    block = BLOCKS[0].replace("/var/lib/sync/tokens", str(tmp_path / "tokens"))
    await run(block)
    fetched = sandbox.token_requests
    await run(block)
    assert fetched > 1
    assert sandbox.token_requests == fetched
    assert capsys.readouterr().out.count("Roster Sync at") == 2 * (fetched - 1)


async def test_a_second_process_finds_the_tokens_in_the_server(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Valkey()
    try:
        monkeypatch.setenv("REDIS_URL", server.url)
        await run(BLOCKS[1])
        fetched = sandbox.token_requests
        await run(BLOCKS[1])
    finally:
        server.end()
    assert fetched > 1
    assert sandbox.token_requests == fetched


async def test_a_store_of_three_methods_serves(
    sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    await run(BLOCKS[2])
    assert "TenantInfo(" in capsys.readouterr().out
    assert sandbox.token_requests == 1
