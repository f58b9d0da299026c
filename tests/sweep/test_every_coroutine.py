"""No coroutine is forgotten: a list of all of them beside those that the sweep cancels."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from types import CodeType

import anyio
import pytest
from support.clock import WallClock, virtual_backend
from support.documented import OPERATIONS
from support.modules import MODULES, is_in

from interop_client import _clock
from interop_client._generated.client import METHODS
from sweep import calls, connections, stores
from sweep.scene import Scene, once

# Nothing can be cancelled where nothing is waited for.
NEVER_WAIT = {
    "auth.credential: Credential.obtain",
    "auth.credential: FixedCredential.obtain",
    "auth.token_store: MemoryTokenStore.delete",
    "auth.token_store: MemoryTokenStore.get",
    "auth.token_store: MemoryTokenStore.set",
    "client.calls: Calls.__aenter__",
    "fleet.run: FleetRun.__aenter__",
    "fleet.source: _Each.__anext__",
    "pagination.read_ahead: ReadAhead.__aenter__",
    "transport.aiohttp_answer: Body.aclose",
    "transport.lane_body: LaneBody.aclose",
    "transport.lane_transport: LaneTransport.aclose",
    "transport.routed: RoutedTransport.aclose",
    "transport.socks: _Reader.send",
    "_session.exchange.watch: Watch.__call__",
}
# Who waits here is cancelled elsewhere, or by nobody.
OTHERS = {
    # Overridden by hand, and not called.
    "_generated.api.schedules: SchedulesResource.run",
    "transport.base: OwnTransport.exchange",
    # The answer that a hook of a caller's own client raised over.
    "_session.exchange.body: content_of",
    "_session.exchange.once: _Exchange._failed",
    # A body that a caller's own client sends in parts.
    "transport.request: RequestBody.aclose",
    # On trio alone, where tasks of the work fail while they are cancelled.
    "fleet.cancellation: other_than_the_run_s",
    # In a task of aiohttp's.
    "transport.aiohttp_connector: Request.write_bytes",
    # Only where the buffers of a socket are full with what was sent before.
    "transport.http2: Http2Connection._push",
    "transport.stream: TLSStream._flush",
}


def test_each_coroutine_of_the_package_is_cancelled_in_the_sweep(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    over_sockets = {**connections.WAYS, **connections.ON_ASYNCIO}
    real: dict[str, Scene] = {
        "file": stores.in_a_file,
        **{name: connections.scene(way) for name, way in over_sockets.items()},
    }
    # Whether somebody waits here depends on how soon a socket is ready.
    swept = set().union(*(within(real) for _ in range(5)))
    monkeypatch.setattr(_clock, "time", WallClock())
    virtual: dict[str, Scene] = {
        "redis": stores.in_redis,
        **stores.ON_A_VIRTUAL_CLOCK,
        **{name: calls.scene(call) for name, call in calls.CALLS.items()},
    }
    swept |= within(virtual, **virtual_backend("asyncio")[1])
    stood_in = {(code.co_filename, code.co_qualname) for code in swept}
    every = {f"{module}: {name}": (str(MODULES[module]), name) for module, name in coroutines()}
    missing = {name for name, code in every.items() if code not in stood_in} - drafts()
    print(f"{len(every)} coroutine functions, {len(every) - len(missing)} of them cancelled")
    assert missing - OTHERS == NEVER_WAIT
    assert set(every) >= OTHERS


def drafts() -> set[str]:
    """The coroutines of operations that the document has as drafts, which nothing calls yet."""
    found = (METHODS[each.id].split(".") for each in OPERATIONS if each.raw.get("x-draft"))
    return {
        f"_generated.api.{name}: {name.title().replace('_', '')}Resource.{method}"
        for name, method in found
    }


def within(scenes: Mapping[str, Scene], **options: object) -> set[CodeType]:
    """The code that gives way to the event loop while scenes are played."""

    async def play() -> set[CodeType]:
        return {code for scene in scenes.values() for code in (await once(scene)).within}

    return anyio.run(play, backend="asyncio", backend_options=options)


def coroutines() -> Iterator[tuple[str, str]]:
    """Each `async def` of the package, without those that say only what others have to offer."""
    for module, path in MODULES.items():
        if not is_in(module, "sandbox") and not is_in(module, "cli"):
            for name in _within(ast.parse(path.read_text(encoding="utf-8"))):
                yield module, name


def _within(node: ast.AST, above: str = "") -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            if not any("Protocol" in ast.unparse(base) for base in child.bases):
                yield from _within(child, f"{above}{child.name}.")
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            if isinstance(child, ast.AsyncFunctionDef):
                yield f"{above}{child.name}"
            yield from _within(child, f"{above}{child.name}.<locals>.")
        else:
            yield from _within(child, above)
