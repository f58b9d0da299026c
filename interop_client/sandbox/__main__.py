"""`python -m interop_client.sandbox`: serves a sandbox until it is interrupted."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from types import FrameType
from typing import TYPE_CHECKING

from . import is_ours

if TYPE_CHECKING:
    from .sandbox import Sandbox

_STOPPING = ("SIGINT", "SIGTERM", "SIGBREAK")
_LOOK = 0.5


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves a sandbox; gives the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)

    try:
        sandbox = _sandbox(options)
    except (ValueError, ModuleNotFoundError) as error:
        if isinstance(error, ModuleNotFoundError) and is_ours(error):
            raise
        parser.exit(2, f"{parser.prog}: {error}\n")
    try:
        sandbox.start()
    except OSError as error:
        parser.exit(2, f"{parser.prog}: cannot serve on {options.host}:{options.port}: {error}\n")
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()

    for name in _STOPPING:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stop)
    print(_how_to_connect(sandbox), flush=True)
    try:
        # Windows shows a signal to a program only between waits.
        while not stopped.wait(_LOOK):
            pass
    finally:
        sandbox.stop()
    return 0


def _sandbox(options: argparse.Namespace) -> Sandbox:
    # The package's own names come first: they say what to install where the extra is missing.
    from . import Clock, Sandbox
    from .options import plant_fault, read_moment

    start = None if options.clock is None else read_moment(options.clock)
    sandbox = Sandbox(
        profile=options.profile,
        tenants=options.tenants,
        max_page_size=options.page_size,
        token_lifetime=options.token_lifetime,
        seed=options.seed,
        clock=Clock(start, speed=options.speed),
        host=options.host,
        port=options.port,
    )
    for fault in options.fault:
        plant_fault(sandbox.faults, fault)
    return sandbox


def _how_to_connect(sandbox: Sandbox) -> str:
    client_id, client_secret = sandbox.account
    return f"""\
Interop sandbox with {len(sandbox.tenants)} tenants on {sandbox.base_url}

Connect with these variables. The credentials are made up; they open nothing but this sandbox.

  export INTEROP_BASE_URL={sandbox.base_url}
  export INTEROP_CLIENT_ID={client_id}
  export INTEROP_CLIENT_SECRET={client_secret}

Stop with Ctrl-C."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m interop_client.sandbox",
        description="Serves an Interop sandbox with made-up data until it is interrupted.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to serve on (%(default)s)")
    parser.add_argument(
        "--port", type=_number(0, 65535), default=0, help="port to serve on; 0 takes a free one"
    )
    parser.add_argument(
        "--tenants", type=_number(0, 100_000), default=36, help="how many there are (%(default)s)"
    )
    parser.add_argument(
        "--page-size",
        type=_number(1, 10_000),
        default=10,
        help="the most objects on a page (%(default)s)",
    )
    parser.add_argument(
        "--token-lifetime",
        type=_number(1, 10**9),
        default=3600,
        help="seconds that a token lives (%(default)s)",
    )
    parser.add_argument(
        "--seed",
        type=_number(0, 2**63),
        default=0,
        help="decides names and ids (%(default)s)",
    )
    _add_behaviour(parser)
    return parser


def _add_behaviour(parser: argparse.ArgumentParser) -> None:
    """The options that say how it answers, and in what time."""
    parser.add_argument(
        "--profile",
        default="page-2026",
        help="how it answers: page-2026, vendor-2020 or strict (%(default)s)",
    )
    parser.add_argument(
        "--clock", metavar="TIME", help="the time to begin at, such as 2026-07-01T08:00Z"
    )
    parser.add_argument(
        "--speed",
        type=float,
        default=1.0,
        help="seconds that pass in the sandbox for each real one (%(default)s)",
    )
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="'OPERATION KIND ...'",
        help="what goes wrong, such as 'tenants.list status 503 times=2', "
        "'rollovers.create lose after', 'schedules.run revoke'; may be given again",
    )


def _number(least: int, most: int) -> Callable[[str], int]:
    """A reader of whole numbers in a range, for an argument."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None
        if not least <= number <= most:
            raise argparse.ArgumentTypeError(f"{number} is not from {least} to {most}")
        return number

    return read


if __name__ == "__main__":
    sys.exit(main())
