"""The command line of summer_rollover.py: what can be said, and what is refused."""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone

from interop_client import planning

__all__ = ["Options", "parse"]

# A time without an offset may be that of any of these, or of one between them.
EVERYWHERE = [timezone(timedelta(hours=14)), timezone(timedelta(hours=-12)), UTC]


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
    add("--start", help=f"a date: midnight in each time zone ({year}-06-15)")
    add("--end", help=f"the day, or time, when it is over ({year}-08-20)")
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
        check(options, year)
    except ValueError as error:
        parser.error(str(error))
    return options


def check(options: Options, year: int) -> None:
    """Turn texts into times, and refuse what cannot be meant.

    Args:
        options: what the command line says.
        year: that of the summer that is meant where neither start nor end is given.

    Raises:
        ValueError: it cannot.
    """
    given = vars(options)
    for name in ("integration", "name", "type", "status", "timezone"):
        if given[name] is not None and not given[name].strip():
            raise ValueError(f"{name} must not be empty")
    if not all(each.strip() for each in options.trust_status):
        raise ValueError("trust-status must not be empty")
    texts = (given["start"], given["end"])
    start, end = (None if text is None else planning.read_moment(text) for text in texts)
    options.start, options.end = start or date(year, 6, 15), end or date(year, 8, 20)
    options.timezone = planning.zone_named(given["timezone"]) if given["timezone"] else None
    options.name = given["name"] or f"Summer {options.start.year}"
    check_window(options)
    if None in texts and options.start.year != options.end.year:
        raise ValueError(f"give --start and --end both: from {options.start} to {options.end}?")
    if options.concurrency < 1 or not 0 < options.timeout < math.inf:
        raise ValueError("--concurrency must be at least 1, and --timeout more than 0 seconds")


def check_window(options: Options) -> None:
    """Refuse a window that is none in any time zone that may be meant, or over, or too long.

    Raises:
        ValueError: it is.
    """
    zones = [options.timezone.info] if options.timezone else EVERYWHERE
    windows: list[planning.Window] = []
    for zone in zones:
        try:
            windows.append(planning.Window.between(options.start, options.end, zone))
        except ValueError:
            if not windows and zone is zones[-1]:
                raise
    if max(each.end for each in windows) <= options.now:
        raise ValueError(f"the window is over: {windows[-1]}")
    if windows[-1].end - windows[-1].start > timedelta(days=366):
        raise ValueError(f"a window of more than a year is hardly meant: {windows[-1]}")
