"""Options that every command has, and the client that they make."""

from __future__ import annotations

import json
import logging
import math
import re
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from cyclopts import Parameter, Token, validators

from ..client import InteropClient
from ..errors import NotFoundError
from ..models import TenantInfo
from . import writes
from .exits import UsageError
from .output import Output
from .profiles import environment

Level = Literal["debug", "info", "warning", "error"]
Format = Literal["plain", "json"]


def _whole(_: object, tokens: Sequence[Token]) -> int:
    """A whole number, of which cyclopts would make one by rounding where it has a point."""
    text = tokens[0].value
    if not re.fullmatch(r"[+-]?[0-9]+", text):
        raise ValueError(f"it must be a whole number, not {text!r}")
    return int(text)


Whole = Annotated[int, Parameter(converter=_whole)]
TenantId = Annotated[UUID, Parameter(help="The tenant's id.")]
Seconds = Annotated[float, Parameter(validator=validators.Number(gt=0, lt=math.inf))]
Count = Annotated[int, Parameter(converter=_whole, validator=validators.Number(gte=1))]


@Parameter(name="*", group="Common options")
@dataclass(frozen=True)
class Common:
    """Options that every command has."""

    profile: Annotated[str | None, Parameter(env_var="INTEROP_PROFILE")] = None
    """The profile of the configuration file to use, instead of the variables INTEROP_..."""

    base_url: Annotated[str | None, Parameter(env_var=())] = None
    """Where the API is, for another region or a sandbox."""

    json: bool = False
    """Print one JSON document instead of a table."""

    trust_env: bool = False
    """Use the proxy of HTTPS_PROXY and the certificates of SSL_CERT_FILE."""

    loglevel: Level = "warning"
    """What is logged to standard error."""

    logformat: Format = "plain"
    """Log lines for people, or one JSON object a line."""

    def output(self) -> Output:
        """Where results go."""
        start_logging(self.loglevel, self.logformat)
        return Output(as_json=self.json)

    def client(self) -> InteropClient:
        """A client with the credentials of the profile or the environment."""
        variables = environment(self.profile)
        note = writes.current().note
        if self.base_url is None:
            return InteropClient.from_env(variables, trust_env=self.trust_env, on_event=note)
        return InteropClient.from_env(
            variables, base_url=self.base_url, trust_env=self.trust_env, on_event=note
        )

    def again(self) -> list[str]:
        """The options that another command needs to go to the same account in the same way."""
        given = {"--profile": self.profile, "--base-url": self.base_url}
        options = [text for name, value in given.items() if value for text in (name, value)]
        return [*options, "--trust-env"] if self.trust_env else options

    @asynccontextmanager
    async def acting(self, tenant: UUID) -> AsyncIterator[tuple[InteropClient, TenantInfo]]:
        """A client that acts for the tenant of an id, and what the account knows of the tenant.

        Raises:
            UsageError: there is no such tenant.
        """
        async with self.client() as interop:
            yield await acting(interop, tenant)


DEFAULT = Common()


async def acting(interop: InteropClient, tenant: UUID) -> tuple[InteropClient, TenantInfo]:
    """A client that acts for the tenant of an id.

    Raises:
        UsageError: there is no such tenant.
    """
    try:
        found = await interop.tenants.find(tenant)
    except NotFoundError:
        raise UsageError(
            f"there is no tenant {tenant} for this account; `interop tenants list` shows them"
        ) from None
    return interop.for_tenant(found), found


def no_tenants(integration: str | None) -> str:
    """What is said where there is no tenant to work on."""
    if integration is None:
        return "the account has no tenant"
    return f"there is no tenant of {integration!r}; `interop integrations list` shows what there is"


class _JsonLines(logging.Formatter):
    """One JSON object a line, with what the library tells of a call."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        for name in ("operation", "tenant", "status", "attempt"):
            if (value := getattr(record, name, None)) is not None:
                line[name] = value if isinstance(value, int) else str(value)
        return json.dumps(line)


def start_logging(level: Level, form: Format) -> None:
    """Log the library's messages to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    plain = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(_JsonLines() if form == "json" else plain)
    logger = logging.getLogger("interop_client")
    logger.handlers[:] = [handler]
    logger.setLevel(level.upper())
    logger.propagate = False
