"""`python -m interop_client.sandbox`: serves a sandbox until it is interrupted."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .sandbox import Sandbox


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves a sandbox; gives the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)

    from . import Sandbox

    try:
        sandbox = Sandbox(
            tenants=options.tenants,
            max_page_size=options.page_size,
            token_lifetime=options.token_lifetime,
            seed=options.seed,
            host=options.host,
            port=options.port,
        ).start()
    except OSError as error:
        parser.exit(2, f"{parser.prog}: cannot serve on {options.host}:{options.port}: {error}\n")
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    print(_how_to_connect(sandbox), flush=True)
    try:
        stopped.wait()
    finally:
        sandbox.stop()
    return 0


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
    return parser


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
