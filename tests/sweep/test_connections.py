"""A call over sockets, cancelled at every await: no connection leaks, none is used again halfway,
and the next call gets its own answer.

How often a call gives way depends on how soon the sockets are ready, so it is asked anew each time.
"""

from __future__ import annotations

import anyio
import pytest

from interop_client import ApiKey, InteropClient, InteropError
from sweep.connections import ON_ASYNCIO, WAYS, Way, scene
from sweep.scene import sweep

pytestmark = pytest.mark.anyio


async def swept(name: str, way: Way) -> None:
    awaits = await sweep(scene(way))
    print(f"{name}: cancelled at each of {awaits} awaits")
    assert awaits >= 5


@pytest.mark.parametrize("name", WAYS)
async def test_a_call_on_an_own_connection_cancelled_at_any_await_leaks_nothing(name: str) -> None:
    await swept(name, WAYS[name])


@pytest.mark.parametrize("name", ON_ASYNCIO)
@pytest.mark.parametrize("anyio_backend", ["asyncio"], indirect=True)
async def test_a_call_by_aiohttp_cancelled_at_any_await_leaks_nothing(name: str) -> None:
    await swept(name, ON_ASYNCIO[name])


async def test_errors_of_a_closed_client_are_told_and_hang_nothing() -> None:
    interop = InteropClient(ApiKey("key"), base_url="http://127.0.0.1:9/v2/interop")
    await interop.aclose()
    with pytest.raises(InteropError), anyio.fail_after(60):
        await interop.clouds.find("00000000-0000-0000-0000-000000000001")
