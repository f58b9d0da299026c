"""`interop verify` and `interop doctor`: is the service as documented, and is it reached?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import anyio

from .._clock import wall_time
from ..errors import AuthenticationError, InteropError, PermissionDeniedError
from .exits import Exit, UsageError, exit_of
from .files import write_text
from .options import DEFAULT, Common, acting
from .profiles import config_path, environment

if TYPE_CHECKING:
    from ..client import InteropClient

_CLOCKS_APART = 60.0


async def verify(
    *, tenant: str | None = None, overlay: Path | None = None, common: Common = DEFAULT
) -> int:
    """Hold what the service answers against the OpenAPI document, by read-only calls.

    The report names fields and shapes only: no value, no id, no name.

    Example: interop verify --tenant ID --overlay corrections.json

    Parameters
    ----------
    tenant
        The id of a tenant whose own operations are called too.
    overlay
        A file to write proposed corrections to, as an OpenAPI Overlay.
    """
    from ..verify import verify as verified

    output = common.output()
    async with common.client() as interop:
        found = None if tenant is None else (await acting(interop, tenant))[1]
        report = await verified(interop, tenant=found)
    if overlay is not None:
        write_text(overlay, report.to_overlay())
    if output.as_json:
        output.document(report.to_dict())
    else:
        output.say(report.to_text())
    return Exit.PARTLY if report.findings else Exit.DONE


class _Checks:
    """Checks, one after the other, and what each found."""

    def __init__(self) -> None:
        self.rows: list[dict[str, object]] = []
        self.code = Exit.DONE

    async def one(self, name: str, look: Callable[[], Awaitable[str]]) -> bool:
        """Make one check; whether it is well."""
        try:
            self.rows.append({"check": name, "ok": True, "result": await look()})
        except (InteropError, UsageError, OSError, ValueError) as error:
            self.rows.append({"check": name, "ok": False, "result": _advice(error)})
            self.code = exit_of(error) if self.code is Exit.DONE else self.code
            return False
        return True


async def doctor(*, tenant: str | None = None, common: Common = DEFAULT) -> int:
    """Check configuration, name, port, token, clock and permissions, and say what to fix.

    Example: interop doctor --tenant ID

    Parameters
    ----------
    tenant
        The id of a tenant whose own operations are tried too.
    """
    output = common.output()
    checks = _Checks()
    made: list[InteropClient] = []

    async def configuration() -> str:
        made.append(common.client())
        where = f"profile {common.profile!r}" if common.profile else "the environment"
        return f"{where}; profiles would be in {config_path(environment(None))}"

    if await checks.one("configuration", configuration):
        async with made[0] as interop:
            await _examined(checks, interop, tenant)
    if output.as_json:
        output.document(checks.rows)
    for row in checks.rows:
        output.say(f"{'ok' if row['ok'] else 'FIX':<4} {row['check']}: {row['result']}")
    return checks.code


async def _examined(checks: _Checks, interop: InteropClient, tenant: str | None) -> None:
    parts = urlsplit(interop.base_url)
    port = parts.port or (443 if parts.scheme == "https" else 80)

    async def reached() -> str:
        with anyio.fail_after(20):
            stream = await anyio.connect_tcp(parts.hostname or "", port)
        await stream.aclose()
        return f"{parts.hostname} port {port} can be reached from here"

    async def account() -> str:
        raw = await interop.request("GET", "/tenants", params={"page_size": 1})
        return f"{interop.base_url} answered; {_clock(raw.headers.get('date'))}"

    async def actor() -> str:
        client, info = await acting(interop, tenant or "")
        return f"{await client.rollovers.count()} rollovers of {info.name}"

    await checks.one("name and port", reached)
    if await checks.one("token, TLS and account permissions", account) and tenant:
        await checks.one("permissions of the tenant", actor)


def _advice(error: BaseException) -> str:
    text = str(error) or type(error).__name__
    if isinstance(error, TimeoutError):
        text = "no answer within 20 s: is there a firewall, or a proxy to name by trust_env?"
    elif isinstance(error, AuthenticationError | PermissionDeniedError):
        text += " Are these account credentials, and of this region?"
    elif isinstance(error, OSError):
        text += " Is the base URL right, and does this machine reach it?"
    return text


def _clock(date: str | None) -> str:
    """How far the service's clock is from ours."""
    if date is None:
        return "it tells no time"
    try:
        there = parsedate_to_datetime(date)
    except (ValueError, TypeError):
        return "its time cannot be read"
    apart = abs((there - datetime.fromtimestamp(wall_time(), UTC)).total_seconds())
    if apart > _CLOCKS_APART:
        return f"its clock and ours are {apart:.0f} s apart: set this machine's clock"
    return "its clock agrees with ours"
