"""The command line of summer_rollover.py: what can be said, and what is refused."""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from interop_client import planning

__all__ = ["Options", "parse"]


class Options(argparse.Namespace):
    """What the command line says."""

    integration: str
    start: date
    end: date
    timezone: planning.Zone | None
    name: str
    type: str | None
    status: str | None
    trust_status: list[str]
    dry_run: bool
    collect: bool | None
    concurrency: int
    timeout: float
    now: datetime


def parse(arguments: Sequence[str] | None, now: datetime, description: str) -> Options:
    """Read the command line."""
    year = now.year if (now.month, now.day) < (8, 20) else now.year + 1
    parser = argparse.ArgumentParser(
        description=description,
        epilog="The environment says where the service is and who calls: INTEROP_API_KEY, or"
        " INTEROP_CLIENT_ID and INTEROP_CLIENT_SECRET, or INTEROP_LTI_JWT; INTEROP_BASE_URL for"
        " another region, and INTEROP_TOKEN_URL where the token endpoint is elsewhere.",
    )
    copied = "; by default copied from a rollover of these tenants"
    seconds = "seconds to wait for an ingestion (%(default)g)"
    add = parser.add_argument
    add("integration", help="the name of the integration")
    add("--start", default=f"{year}-06-15", help="a date: midnight in each time zone (%(default)s)")
    add("--end", default=f"{year}-08-20", help="the day, or time, when it is over (%(default)s)")
    add("--timezone", help="the time zone for all tenants, instead of that of each account")
    add("--name", help="what to call the rollover (Summer and the year of its start)")
    add("--type", help=f"its type{copied}")
    add("--status", help=f"its status{copied} that lies ahead")
    add("--trust-status", action="append", default=[], help="one more status that means a pause")
    add("--dry-run", action="store_true", help="read everything, write nothing")
    add(
        "--collect",
        action=argparse.BooleanOptionalAction,
        help="for all that are covered, or for none",
    )
    add("--concurrency", type=int, default=8, help="tenants to work on at once (%(default)s)")
    add("--timeout", type=float, default=1800.0, help=seconds)
    options = parser.parse_args(arguments, Options(now=now))
    try:
        check(options)
    except ValueError as error:
        parser.error(str(error))
    return options


def check(options: Options) -> None:
    """Turn texts into times, and refuse what cannot be meant.

    Raises:
        ValueError: it cannot.
    """
    given = vars(options)
    for name in ("integration", "name", "type", "status", "timezone"):
        if given[name] is not None and not given[name].strip():
            raise ValueError(f"{name} must not be empty")
    options.start = planning.read_moment(given["start"])
    options.end = planning.read_moment(given["end"])
    options.timezone = planning.zone_named(given["timezone"]) if given["timezone"] else None
    options.name = given["name"] or f"Summer {options.start.year}"
    zone = options.timezone.info if options.timezone else UTC
    window = planning.Window.between(options.start, options.end, zone)
    if window.end + timedelta(hours=0 if options.timezone else 12) <= options.now:
        raise ValueError(f"the window is over: {window}")
    if window.end - window.start > timedelta(days=366):
        raise ValueError(f"a window of more than a year is hardly meant: {window}")
    if options.concurrency < 1 or not 0 < options.timeout < math.inf:
        raise ValueError("--concurrency must be at least 1, and --timeout more than 0 seconds")
