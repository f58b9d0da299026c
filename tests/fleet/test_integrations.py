"""Integrations that a run was asked for, and that have no tenant, or are none."""

from __future__ import annotations

import logging
from datetime import date
from typing import Any

import httpx
import pytest
from support.places import asked

from fleet.districts import drain
from interop_client import (
    ApiKey,
    AuthenticationError,
    ConfigurationError,
    FleetResult,
    InteropClient,
)
from interop_client.models import TenantInfo
from interop_client.planning import Wanted, plan_rollovers

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]

ROSTERS = {"id": "00000000-0000-4000-8000-00000000000a", "name": "roster-sync"}
GRADES = {"id": "00000000-0000-4000-8000-00000000000b", "name": "grade-lens"}


class Account(httpx.MockTransport):
    """Two tenants of `roster-sync`; `grade-lens` has none yet. It does not look at the filter.

    Attributes:
        of: what a tenant tells of its integration.
        status: of the answer to the list of integrations.
        known: what is in it.
        asked: the operations that were asked for.
    """

    def __init__(self, of: dict[str, str] | None = None) -> None:
        super().__init__(self._answer)
        self.of = ROSTERS if of is None else of
        self.status = 200
        self.known: list[dict[str, Any]] = [ROSTERS, GRADES]
        self.asked: list[str] = []

    def client(self) -> InteropClient:
        return InteropClient(ApiKey("the-account-key"), transport=self)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        operation, _ = asked(request.method, request.url.path)
        self.asked.append(str(operation))
        data = self.known
        if operation == "listInteropTenants":
            data = [
                {
                    "id": f"00000000-0000-4000-8000-00000000000{number}",
                    "integration": self.of,
                    "auth": {"type": "basic", "client_id": "id", "client_secret": "secret"},
                }
                for number in (1, 2)
            ]
        elif self.status != 200:
            return httpx.Response(self.status)
        return httpx.Response(200, json={"data": data})

    @property
    def looked(self) -> int:
        """How often the integrations were asked for."""
        return len(self.asked) - self.asked.count("listInteropTenants")


async def work(client: InteropClient, tenant: TenantInfo) -> None:
    pass


async def run(account: Account, *integration: str, **options: Any) -> list[FleetResult[None]]:
    async with account.client() as interop:
        return await drain(interop.for_each_tenant(work, integration=integration, **options))


@pytest.mark.parametrize("name", ["roster-sync", "Roster-Sync", ROSTERS["id"]])
async def test_nothing_more_is_asked_for_where_there_are_tenants(name: str) -> None:
    account = Account()
    assert len(await run(account, name)) == 2
    assert account.asked == ["listInteropTenants"]


async def test_an_integration_that_there_is_not_is_an_error_that_names_those_that_there_are() -> (
    None
):
    account = Account()
    with pytest.raises(
        ConfigurationError, match=r"no integration 'nope'.*: grade-lens, roster-sync"
    ):
        await run(account, "nope")
    assert account.looked == 1


async def test_so_it_is_beside_one_that_has_tenants_and_these_are_worked_on() -> None:
    seen: list[FleetResult[None]] = []
    async with Account().client() as interop:
        with pytest.raises(ConfigurationError, match="no integration 'nope'"):
            await drain(interop.for_each_tenant(work, integration=["roster-sync", "nope"]), seen)
    assert [each.ok for each in seen] == [True, True]


async def test_each_worker_of_a_shared_fleet_is_told() -> None:
    for share in range(3):
        with pytest.raises(ConfigurationError, match="no integration 'nope'"):
            await run(Account(), "nope", shard=(share, 3))


@pytest.mark.parametrize("name", ["grade-lens", GRADES["id"]])
async def test_one_that_has_no_tenants_yet_is_a_warning(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    account = Account()
    assert await run(account, name) == []
    assert account.looked == 1
    assert [(each.levelno, each.getMessage()) for each in caplog.records] == [
        (logging.WARNING, f"There is no tenant of {name!r} yet.")
    ]


async def test_where_the_integrations_cannot_be_read_that_is_a_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    account = Account()
    account.status = 403
    assert await run(account, "nope") == []
    (message,) = [each.getMessage() for each in caplog.records if each.levelno == logging.WARNING]
    assert "'nope'" in message
    assert "403" in message


@pytest.mark.parametrize("lacking", ["name", "id"])
async def test_where_an_integration_does_not_tell_both_nobody_knows(
    lacking: str, caplog: pytest.LogCaptureFixture
) -> None:
    account = Account()
    account.known = [ROSTERS, {key: text for key, text in GRADES.items() if key != lacking}]
    assert await run(account, GRADES[lacking]) == []
    (message,) = [each.getMessage() for each in caplog.records if each.levelno == logging.WARNING]
    assert "cannot be told" in message


async def test_of_many_integrations_the_nearest_are_named() -> None:
    account = Account()
    account.known = [
        {"id": f"00000000-0000-4000-8000-{number:012}", "name": f"driver-{number:04}"}
        for number in range(2000)
    ] + [ROSTERS]
    with pytest.raises(ConfigurationError, match="there are: roster-sync") as raised:
        await run(account, "Roster-Snyc")
    assert str(raised.value).endswith("and 1981 more")


async def test_credentials_that_are_refused_there_are_an_error() -> None:
    account = Account()
    account.status = 401
    with pytest.raises(AuthenticationError):
        await run(account, "nope")


@pytest.mark.parametrize("of", [{}, {"name": "other"}])
async def test_where_tenants_do_not_tell_theirs_nobody_knows(of: dict[str, str]) -> None:
    account = Account(of)
    assert len(await run(account, "nope")) == 2
    assert account.looked == 0


async def test_a_plan_for_an_integration_that_there_is_not_is_none() -> None:
    wanted = Wanted(
        name="Summer", start=date(2027, 6, 15), end=date(2027, 8, 20), integration="nope"
    )
    async with Account().client() as interop:
        with pytest.raises(ConfigurationError, match="no integration 'nope'"):
            await plan_rollovers(interop, wanted)
