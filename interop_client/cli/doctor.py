"""`interop doctor`: is the service reached, and if not, what is to be mended?"""

from __future__ import annotations

import os
import socket
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID

import anyio

from .._clock import utc_now
from .._config.network import read_network
from .._generated.api.tenants.list_interop_tenants import operation as list_operation
from .._http_date import read_date
from ..errors import AuthenticationError, InteropError, PermissionDeniedError
from .exits import Exit, UsageError, exit_of
from .options import DEFAULT, Common, acting
from .profiles import config_path

if TYPE_CHECKING:
    from ..client import InteropClient

_CLOCKS_APART = 60.0


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


async def doctor(*, tenant: UUID | None = None, common: Common = DEFAULT) -> int:
    """Check configuration, name, port, proxy, token, clock and permissions; say what to fix.

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
        if common.profile:
            return f"profile {common.profile!r} of {config_path()}"
        return f"the environment; a profile would be in {config_path()}"

    if await checks.one("configuration", configuration):
        async with made[0] as interop:
            await _examined(checks, interop, common.trust_env, tenant)
    if output.as_json:
        output.document(checks.rows)
        return checks.code
    output.table(
        ["", "check", "result"],
        [["ok" if row["ok"] else "FIX", row["check"], row["result"]] for row in checks.rows],
        counted=False,
    )
    return checks.code


async def _examined(
    checks: _Checks, interop: InteropClient, trust_env: bool, tenant: UUID | None
) -> None:
    date: list[str | None] = []

    async def reached() -> str:
        return await _reached(interop.base_url, trust_env)

    async def account() -> str:
        raw = await interop.send_raw(list_operation(page_size=1))
        date.append(raw.headers.get("date"))
        return f"{interop.base_url} answered"

    async def clock() -> str:
        return _clock(date[0])

    async def actor() -> str:
        assert tenant is not None
        client, info = await acting(interop, tenant)
        count = await client.rollovers.count()
        return f"{info.name} has {count} rollover{'' if count == 1 else 's'}"

    await checks.one("name and port", reached)
    tls = "TLS, " if interop.base_url.startswith("https:") else ""
    if await checks.one(f"{tls}token and account permissions", account):
        await checks.one("clock", clock)
        if tenant is not None:
            await checks.one("permissions of the tenant", actor)


async def _reached(base_url: str, trust_env: bool) -> str:
    """Connect to the service, or to the proxy before it.

    Raises:
        OSError: it cannot be reached; the text says what to do.
    """
    network = read_network(base_url)
    variable, proxy = network.proxies[0]
    address = proxy if trust_env and proxy is not None else base_url
    scheme, _, rest = address.partition("://")
    # Without a password: `urlsplit` keeps what it has seen.
    through = urlsplit(f"{scheme}://{rest.rpartition('@')[2]}")
    port = through.port or {"https": 443, "http": 80}.get(through.scheme, 1080)
    place = f"{through.hostname} port {port}"
    try:
        with anyio.fail_after(20):
            stream = await anyio.connect_tcp(through.hostname or "", port)
    except (OSError, TimeoutError) as error:
        hint = "Is the base URL right, and does a firewall let this machine go there?"
        if trust_env and proxy is not None:
            hint = f"It is the proxy that {variable} names."
        elif proxy is not None:
            hint = f"{variable} names a proxy: give --trust-env to use it."
        reason = "no answer within 20 s" if isinstance(error, TimeoutError) else _reason(error)
        raise OSError(f"{place} cannot be reached from here: {reason}. {hint}") from None
    await stream.aclose()
    kind = f", the proxy of {variable}," if trust_env and proxy is not None else ""
    return f"{place}{kind} can be reached from here"


def _reason(error: OSError) -> str:
    """Why there is no connection, where several addresses were tried that of the first."""
    cause: BaseException | None = error.__cause__
    while isinstance(cause, BaseExceptionGroup):
        cause = cause.exceptions[0]
    first = cause if isinstance(cause, OSError) else error
    known = first.errno is not None and not isinstance(first, socket.gaierror)
    return os.strerror(first.errno or 0) if known else first.strerror or str(first)


def _advice(error: BaseException) -> str:
    text = str(error) or type(error).__name__
    if isinstance(error, AuthenticationError | PermissionDeniedError):
        text += " Are these account credentials, and of this region?"
    return text


def _clock(date: str | None) -> str:
    """How far the service's clock is from ours.

    Raises:
        UsageError: too far for tokens and windows that begin now.
    """
    if date is None:
        return "the service tells no time"
    there = read_date(date)
    if there is None:
        return "the service's time cannot be read"
    apart = abs((there - utc_now()).total_seconds())
    if apart > _CLOCKS_APART:
        raise UsageError(
            f"the service's clock and this machine's are {apart:.0f} s apart: set this machine's"
        )
    return "the service's clock agrees with this machine's"
