"""Every block of Python in the pages runs against a sandbox, those of a page one after another."""

from __future__ import annotations

import ast
import inspect
import logging
import re
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import pytest
from anyio.abc import TaskGroup
from support.modules import ROOT

import interop_client
from interop_client import ClientCredentials, ConcurrentModificationError, InteropClient
from interop_client.models import Rollover, RolloverRequest
from interop_client.sandbox import IngestionPlan, Sandbox

# These have tests of their own, which look at what comes of their blocks.
ELSEWHERE = {
    "docs/first-rollover.md": "tests/planning/test_page.py",
    "docs/fleets.md": "tests/fleet/test_page.py",
    "docs/running.md": "tests/client/test_running_pages.py",
    "docs/shared-tokens.md": "tests/auth/test_shared_tokens_page.py",
    "docs/watching.md": "tests/client/test_running_pages.py",
}
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
BLOCKS = {
    path.relative_to(ROOT).as_posix(): found
    for path in sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
    if (found := BLOCK.findall(path.read_text(encoding="utf-8")))
}
# What a reader has in the place of these.
FILLED_IN = {
    "...                      # two tasks send their updates": "start_two_updates()",
    '"7f3f1c1e-0000-4000-8000-000000000007"': "tenant_id",
}


def is_test(block: str) -> bool:
    return re.search(r"^(?:async )?def test_", block, re.MULTILINE) is not None


async def names_for(sandbox: Sandbox, interop: InteropClient, tasks: TaskGroup) -> dict[str, Any]:
    """What the pages speak of without making it: clients, and what one of them would write."""
    account = ClientCredentials(*sandbox.account)
    tenant = next(each for each in sandbox.tenants if list(each.rollovers))
    mine = interop.for_tenant(await interop.tenants.find(tenant.id))
    there = await mine.rollovers.list().first()
    assert there is not None
    assert there.start_date is not None
    public = {name: getattr(interop_client, name) for name in interop_client.__all__}
    return public | {
        "__name__": "page",
        # The account of the sandbox, whatever key a page makes up.
        "ApiKey": lambda key: account,
        "InteropClient": partial(InteropClient, base_url=sandbox.base_url),
        "IngestionPlan": IngestionPlan,
        "auth": account,
        "body": RolloverRequest(
            name="Another summer",
            start_date=there.start_date.replace(year=2040),
            end_date=there.start_date.replace(year=2041),
            type="summer",
            status="upcoming",
            cloud_id=there.cloud_id or "",
        ),
        "id": there.id,
        "interop": interop,
        "mine": mine,
        "sandbox": sandbox,
        "ssl_context": ssl.create_default_context(),
        "start_two_updates": lambda: [tasks.start_soon(update, mine, there) for _ in range(2)],
        "tenant": mine,
        "tenant_id": tenant.id,
        "work": nothing,
    }


async def update(interop: InteropClient, rollover: Rollover) -> None:
    """One of two: the page shows how the other comes to be refused."""
    assert rollover.id is not None
    with suppress(ConcurrentModificationError):
        await interop.rollovers.update(rollover.id, rollover)


async def nothing(tenant: object) -> None:
    await anyio.lowlevel.checkpoint()


async def run(block: str, names: dict[str, Any]) -> None:
    for shown, meant in FILLED_IN.items():
        block = block.replace(shown, meant)
    code = compile(block, "page", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    if "asyncio.run(" in block:
        await anyio.to_thread.run_sync(exec, code, names)
        return
    waiting = eval(code, names)
    if inspect.isawaitable(waiting):
        await waiting


@pytest.fixture
def anyio_backend() -> str:
    """A page says where a block is for trio."""
    return "asyncio"


@pytest.fixture(autouse=True)
def level() -> Iterator[None]:
    """A page may log what it does; other tests do not."""
    logger = logging.getLogger("interop_client")
    before = logger.level
    yield
    logger.setLevel(before)


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    made = Sandbox(tenants=4, max_page_size=2)
    for name, value in zip(("ID", "SECRET"), made.account, strict=True):
        monkeypatch.setenv(f"INTEROP_CLIENT_{name}", value)
    return made


@pytest.mark.anyio
@pytest.mark.parametrize("page", sorted(set(BLOCKS) - set(ELSEWHERE)))
async def test_the_blocks_of_a_page_run(
    page: str, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = ClientCredentials(*sandbox.account)
    async with (
        sandbox,
        InteropClient(account, base_url=sandbox.base_url) as interop,
        anyio.create_task_group() as tasks,
    ):
        monkeypatch.setenv("INTEROP_BASE_URL", sandbox.base_url)
        given = await names_for(sandbox, interop, tasks)
        names: dict[str, Any] = {}
        for block in BLOCKS[page]:
            if not is_test(block):
                names |= given
                await run(block, names)


def test_the_tests_in_the_pages_pass(tmp_path: Path) -> None:
    tests = [block for blocks in BLOCKS.values() for block in blocks if is_test(block)]
    assert len(tests) >= 3
    for number, block in enumerate(tests):
        text = block if "import pytest" in block else f"import pytest\n\n\n{block}"
        (tmp_path / f"test_{number}.py").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("page", sorted(ELSEWHERE))
def test_a_page_with_tests_of_its_own_is_read_by_them(page: str) -> None:
    assert page in BLOCKS
    assert Path(page).name in (ROOT / ELSEWHERE[page]).read_text(encoding="utf-8")
