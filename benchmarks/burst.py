"""What many calls at once cost: the default httpx client beside `LaneTransport`, in one run.

    python benchmarks/burst.py           # the comparison, under two minutes
    python benchmarks/burst.py --tune    # LaneTransport with 8 to 100 connections

The server is a process of its own, on another core where the system allows it. The peers take
turns within a round, so that a ratio is of neighbours in time; medians and ranges are printed.
"""

import argparse
import asyncio
import gc
import os
import random
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager

import anyio
import httpx

from interop_client.transport import LaneTransport

BODY = b'{"data":{"id":"b1d0b1d0-0000-4000-8000-000000000000","name":"Spring","values":[1,2,3]}}'
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
SECONDS = 100.0  # no new round is begun after this

Results = defaultdict[str, list[float]]


class Answers(asyncio.Protocol):
    """Answers every request, after a delay in seconds, with the same small document."""

    def __init__(self, delay: float) -> None:
        self.delay = delay
        self.received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        *requests, self.received = (self.received + data).split(b"\r\n\r\n")
        for _ in requests:
            answer = HEAD % len(BODY) + BODY
            if self.delay:
                asyncio.get_running_loop().call_later(self.delay, self.transport.write, answer)
            else:
                self.transport.write(answer)


async def serve(delay: float) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Answers(delay), "127.0.0.1", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def pin(index: int) -> None:
    if sys.platform == "linux":
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[index % len(cores)]})


@contextmanager
def server(delay: float = 0.0) -> Iterator[str]:
    command = [sys.executable, __file__, "--serve", str(delay)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}/tenants"
        finally:
            process.kill()


async def sequence(client: httpx.AsyncClient, url: str, results: Results, calls: int = 300) -> None:
    for _ in range(20):
        await client.get(url)
    start = time.process_time()
    for _ in range(calls):
        await client.get(url)
    results["1 in flight, us"].append((time.process_time() - start) / calls * 1e6)


async def steady(client: httpx.AsyncClient, url: str, results: Results, calls: int = 1000) -> None:
    times: list[float] = []

    async def work(numbers: Iterator[int]) -> None:
        for _ in numbers:
            start = time.perf_counter()
            await client.get(url)
            times.append(time.perf_counter() - start)

    async def workers(total: int) -> None:
        numbers = iter(range(total))
        await asyncio.gather(*(work(numbers) for _ in range(50)))

    await workers(200)
    times.clear()
    start = time.process_time()
    await workers(calls)
    results["50 in flight, us"].append((time.process_time() - start) / calls * 1e6)
    times.sort()
    results["50 in flight, p99/p50"].append(times[int(calls * 0.99)] / times[calls // 2])


async def burst(client: httpx.AsyncClient, url: str, results: Results, calls: int) -> None:
    await at_once(lambda: client.get(url), results, f"{calls:,} at once", calls)


async def burst_behind_gate(client: httpx.AsyncClient, url: str, results: Results) -> None:
    """The same, with requests built only when they are about to get a connection."""
    gate = anyio.Semaphore(64)

    async def call() -> httpx.Response:
        async with gate:
            return await client.get(url)

    await at_once(call, results, "5,000 at once, gate of 64", 5000)


async def burst_prepared(client: httpx.AsyncClient, url: str, results: Results) -> None:
    """The same, with requests built before: what is left is the transport's part."""
    requests = iter([httpx.Request("GET", url) for _ in range(5000)])
    name = "5,000 at once, prepared"
    await at_once(lambda: client.send(next(requests)), results, name, 5000)


async def at_once(
    call: Callable[[], Coroutine[object, object, httpx.Response]],
    results: Results,
    name: str,
    calls: int,
) -> None:
    longest = 0.0

    async def watch() -> None:
        nonlocal longest
        last = time.perf_counter()
        while True:
            await asyncio.sleep(0.001)
            now = time.perf_counter()
            longest = max(longest, now - last - 0.001)
            last = now

    watcher = asyncio.create_task(watch())
    await asyncio.sleep(0)
    began, start = time.perf_counter(), time.process_time()
    responses = await asyncio.gather(*(call() for _ in range(calls)))
    results[f"{name}, us"].append((time.process_time() - start) / calls * 1e6)
    results[f"{name}, s"].append(time.perf_counter() - began)
    watcher.cancel()
    results[f"{name}, longest stall, ms"].append(longest * 1e3)
    if {response.status_code for response in responses} != {200}:
        raise AssertionError("a call failed")


def default() -> httpx.AsyncClient:
    return httpx.AsyncClient(verify=False, timeout=120)


def lanes(max_connections: int | None = None) -> httpx.AsyncClient:
    transport = (
        LaneTransport()
        if max_connections is None
        else LaneTransport(max_connections=max_connections)
    )
    return httpx.AsyncClient(transport=transport, timeout=120)


async def compare(rounds: int) -> None:
    began = time.monotonic()
    peers = {"httpx": default, "lanes": lanes}
    results = {name: Results(list) for name in peers}
    order = list(peers)
    with server() as url:
        async with default() as client:
            await burst(client, url, results["httpx"], 1000)
        for _ in range(rounds):
            if time.monotonic() - began > SECONDS:
                break
            random.shuffle(order)
            for measure in (sequence, steady):
                for name in order:
                    settle()
                    async with peers[name]() as client:
                        await measure(client, url, results[name])
            for calls in (1000, 5000):
                settle()
                async with lanes() as client:
                    await burst(client, url, results["lanes"], calls)
            for variant in (burst_behind_gate, burst_prepared):
                settle()
                async with lanes() as client:
                    await variant(client, url, results["lanes"])
    print(f"{'':44}{'httpx':>28}{'lanes':>28}{'ratio':>8}")
    for what in results["lanes"]:
        theirs, ours = results["httpx"].get(what, []), results["lanes"][what]
        pairs = [our / their for our, their in zip(ours, theirs, strict=False)]
        ratio = f"{statistics.median(pairs):.2f}" if pairs else ""
        print(f"{what:44}{summary(theirs):>28}{summary(ours):>28}{ratio:>8}")
    own = results["lanes"]
    for what in ("50 in flight, us", "1,000 at once, us", "5,000 at once, us"):
        pairs = [a / b for a, b in zip(own[what], own["1 in flight, us"], strict=True)]
        print(f"{'lanes: ' + what + ', to 1 in flight':72}{summary(pairs):>28}")
    print(f"{time.monotonic() - began:.0f} s")


async def tune(rounds: int) -> None:
    sizes = (8, 16, 24, 32, 48, 64, 100)
    for delay in (0.0, 0.02):
        results = {size: Results(list) for size in sizes}
        with server(delay) as url:
            for _ in range(rounds):
                for size in random.sample(sizes, len(sizes)):
                    settle()
                    async with lanes(size) as client:
                        await steady(client, url, results[size])
                    settle()
                    async with lanes(size) as client:
                        await burst(client, url, results[size], 1000)
        print(f"answers after {delay * 1e3:.0f} ms")
        for size in sizes:
            print(f"{size:4}", *(f"{k}: {summary(v)}" for k, v in results[size].items()), sep="  ")


def settle() -> None:
    """Keep the collection of what was there before out of the figures."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def summary(values: list[float]) -> str:
    if not values:
        return "-"
    digits = 2 if max(values) < 10 else 0
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:,.{digits}f} [{low:,.{digits}f}-{high:,.{digits}f}]"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--tune", action="store_true")
    parser.add_argument("--serve", type=float, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve is not None:
        pin(1)
        asyncio.run(serve(options.serve))
    else:
        pin(0)
        asyncio.run(tune(options.rounds) if options.tune else compare(options.rounds))


if __name__ == "__main__":
    main()
