"""What the sandbox does not know is refused when it is said, with the nearest right name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from support.places import at, method_of

from interop_client.sandbox import Clock, IngestionPlan, Profile, Rule, Sandbox, UnmetFaultsError

from ..sandbox_caller import Caller

Say = Callable[[Sandbox], Any]


def untyped(value: object) -> Any:
    """What a test without a type checker may say."""
    return value


CLOUDS = f"{method_of('listClouds')} {at('listClouds')}"
NAMES: list[tuple[str, Say, str]] = [
    ("status", lambda s: s.faults.status("listTenants", 503), "listInteropTenants"),
    ("method", lambda s: s.faults.status("tenants.lst", 503), "tenants.list"),
    (
        "template",
        lambda s: s.faults.revoke(f"GET {at('listClouds')[:-1]}"),
        f"GET {at('listClouds')}",
    ),
    ("token", lambda s: s.faults.delay("tokn", 1), "token"),
    ("hold", lambda s: s.faults.hold("createRolover"), "createRollover"),
    ("loss", lambda s: s.faults.lose_connection("rollover.create"), "rollovers.create"),
    ("loss-when", lambda s: s.faults.lose_connection("*", untyped("befor")), "before"),
    ("hold-when", lambda s: s.faults.hold("*", when=untyped("aftr")), "after"),
    ("delay-when", lambda s: s.faults.delay("*", 1, when=untyped("in_body")), "before"),
    ("plant", lambda s: s.quirks.plant("findRolover", mood="odd"), "findRollover"),
    ("change", lambda s: s.quirks.change("rollovers.fnd", lambda body: body), "rollovers.find"),
    ("rule", lambda s: s.faults.add(Rule("listCloud", "arrival")), "listClouds"),
    ("stage", lambda s: s.faults.add(Rule("*", untyped("arival"))), "arrival"),
    ("requests", lambda s: s.requests_to("listCloud"), "listClouds"),
    ("outcome", lambda s: IngestionPlan(outcome="sucess"), "success"),
    ("unended", lambda s: IngestionPlan(outcome="executing"), "success"),
    ("profile", lambda s: Sandbox(profile=untyped("vendor-2002")), "vendor-2020"),
    ("position", lambda s: setattr(s.profile, "counts", "bar"), "bare"),
    ("kind", lambda s: start(s, "colection"), "collection"),
    ("end", lambda s: start(s, "collection").end("canceled", s.clock.now()), "cancelled"),
]


def start(sandbox: Sandbox, kind: str) -> Any:
    return sandbox.state.start_ingestion(sandbox.tenants[0], sandbox.clock.now(), kind=kind)


@pytest.fixture(scope="module")
def unserved() -> Sandbox:
    return Sandbox(tenants=3)


@pytest.mark.parametrize(("say", "right"), [case[1:] for case in NAMES], ids=[c[0] for c in NAMES])
def test_a_misspelt_name_is_refused_with_the_nearest_right_one(
    unserved: Sandbox, say: Say, right: str
) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        say(unserved)
    assert f"{right!r}" in str(caught.value)
    assert unserved.faults.unused() == []
    assert not unserved.quirks.changes_body("findRollover")


@pytest.mark.parametrize(
    ("say", "right"),
    [
        (lambda s: setattr(s.quirks, "empty_pag", 1), "empty_page"),
        (lambda s: setattr(s.quirks, "nul_next", True), "null_next"),
        (lambda s: setattr(s.profile, "bare_counts", True), "counts"),
        (lambda s: setattr(s, "token_lifetme", 5.0), "token_lifetime"),
        (lambda s: setattr(s, "detect_concurent_change", False), "detect_concurrent_change"),
    ],
)
def test_a_misspelt_switch_is_refused_and_not_kept(unserved: Sandbox, say: Say, right: str) -> None:
    with pytest.raises(AttributeError, match=f"did you mean '{right}'"):
        say(unserved)


def test_a_class_made_of_a_sandbox_has_attributes_of_its_own() -> None:
    class Noted(Sandbox):
        def __init__(self) -> None:
            super().__init__(tenants=1)
            self.note = "mine"

    assert Noted().note == "mine"


VALUES: list[tuple[str, Say]] = [
    ("status-text", lambda s: s.faults.status("*", untyped("503"))),
    ("status-flag", lambda s: s.faults.status("*", untyped(True))),
    ("status-200", lambda s: s.faults.status("*", 200)),
    ("status-600", lambda s: s.faults.status("*", 600)),
    ("status-99", lambda s: s.faults.answer("*", 99, b"")),
    ("204-body", lambda s: s.faults.answer("*", 204, b"{}")),
    ("body", lambda s: s.faults.status("*", 503, body=untyped({"a": 1}))),
    ("header", lambda s: s.faults.status("*", 503, headers={"x": "a\r\nb: c"})),
    ("retry-after", lambda s: s.faults.status("*", 429, retry_after=-1)),
    ("retry-after-naive", lambda s: s.faults.status("*", 429, retry_after=datetime(2031, 6, 1))),
    ("delay", lambda s: s.faults.delay("*", -0.1)),
    ("delay-nan", lambda s: s.faults.delay("*", float("nan"))),
    ("delay-endless", lambda s: s.faults.delay("*", float("inf"))),
    ("delay-text", lambda s: s.faults.delay("*", untyped("1"))),
    ("times-0", lambda s: s.faults.revoke("*", times=0)),
    ("times-text", lambda s: s.faults.revoke("*", times=untyped("2"))),
    ("skip", lambda s: s.faults.revoke("*", skip=-1)),
    ("where", lambda s: s.faults.revoke("*", where=untyped("clouds"))),
    ("operation", lambda s: s.faults.revoke(untyped(None))),
    ("quirk-nothing", lambda s: s.quirks.plant("findRollover")),
    ("quirk-no-json", lambda s: s.quirks.plant("findRollover", a=object())),
    ("quirk-no-body", lambda s: s.quirks.plant("rollovers.delete", a=1)),
    ("quirk-no-function", lambda s: s.quirks.change("*", untyped(3))),
    ("quirk-page", lambda s: setattr(s.quirks, "empty_page", -1)),
    ("quirk-flag", lambda s: setattr(s.quirks, "null_next", "yes")),
    ("quirk-bytes", lambda s: setattr(s.quirks, "conflict_body", "text")),
    ("profile-flag", lambda s: setattr(s.profile, "scoping_ids", 1)),
    ("plan", lambda s: IngestionPlan(preparing=-1)),
    ("plan-nan", lambda s: IngestionPlan(executing=float("nan"))),
    ("plan-kind", lambda s: setattr(s, "ingestion_plan", {"preparing": 1})),
    ("lifetime", lambda s: setattr(s, "token_lifetime", -1)),
    ("lti-lifetime", lambda s: s.lti_jwt(lifetime=-1)),
    ("other-tenant", lambda s: s.rotate_secret(Sandbox(tenants=1).tenants[0])),
    ("revoke-token", lambda s: s.faults.revoke("token")),
    ("detection", lambda s: setattr(s, "detect_concurrent_change", "no")),
    ("detection-at-first", lambda s: Sandbox(detect_concurrent_change=untyped("no"))),
    ("strict-faults", lambda s: Sandbox(strict_faults=untyped("no"))),
    ("jwt-tokens", lambda s: Sandbox(jwt_tokens=untyped(1))),
    ("serve", lambda s: Sandbox(serve=untyped("no"))),
    ("clock", lambda s: s.clock.advance(-5)),
    ("clock-span", lambda s: s.clock.advance(timedelta(hours=-1))),
    ("clock-set", lambda s: s.clock.set(untyped("2031-06-01"))),
    ("speed", lambda s: Clock(speed=-1)),
    ("tenants", lambda s: Sandbox(tenants=-1)),
    ("page-size", lambda s: Sandbox(max_page_size=0)),
    ("page-size-text", lambda s: Sandbox(max_page_size=untyped("10"))),
    ("port", lambda s: Sandbox(port=70_000)),
    ("token-lifetime", lambda s: Sandbox(token_lifetime=0)),
    ("profile", lambda s: Sandbox(profile=untyped(3))),
    ("clock-kind", lambda s: Sandbox(clock=untyped(datetime(2031, 6, 1, tzinfo=UTC)))),
]


@pytest.mark.parametrize("say", [case[1] for case in VALUES], ids=[case[0] for case in VALUES])
def test_a_value_that_makes_no_sense_is_refused(unserved: Sandbox, say: Say) -> None:
    with pytest.raises((TypeError, ValueError)):
        say(unserved)
    assert unserved.faults.unused() == []
    assert not unserved.quirks.changes_body("findRollover")


def test_a_success_is_made_up_by_a_name_of_its_own(unserved: Sandbox) -> None:
    with pytest.raises(ValueError, match=r"faults\.answer\(operation, 200, body\)"):
        unserved.faults.status("*", 200)


@pytest.mark.parametrize("name", ["listClouds", "clouds.list", CLOUDS, "*"])
@pytest.mark.anyio
async def test_an_operation_goes_by_each_of_its_names(
    account: Caller, sandbox: Sandbox, name: str
) -> None:
    sandbox.faults.status(name, 503)
    assert (await account.call("listClouds")).status_code == 503
    assert len(sandbox.requests_to("clouds.list")) == 1


@pytest.mark.anyio
async def test_faults_that_were_never_met_are_told(account: Caller, sandbox: Sandbox) -> None:
    met = sandbox.faults.status("clouds.list", 503, times=2)
    unmet = sandbox.faults.lose_connection("clouds.create", "after")
    hold = sandbox.faults.hold("clouds.find")
    await account.call("listClouds")
    assert met not in sandbox.faults.unused()
    assert unmet in sandbox.faults.unused()
    with pytest.raises(UnmetFaultsError) as caught:
        sandbox.faults.check_all_met()
    assert str(caught.value) == (
        "no request met these planted faults: connection lost (after) on createCloud, "
        "hold (before) on findCloud"
    )
    sandbox.faults.clear()
    assert hold.is_released
    sandbox.faults.check_all_met()


def test_a_strict_sandbox_fails_where_a_fault_was_never_met() -> None:
    sandbox = Sandbox(tenants=0, serve=False, strict_faults=True)
    sandbox.faults.status("clouds.list", 503)
    with pytest.raises(UnmetFaultsError, match="status 503 on listClouds"), sandbox:
        pass


def test_an_error_in_the_block_is_not_hidden_by_faults_that_were_never_met() -> None:
    sandbox = Sandbox(tenants=0, serve=False, strict_faults=True)
    sandbox.faults.status("clouds.list", 503)
    with pytest.raises(LookupError, match="the test's own"), sandbox:
        raise LookupError("the test's own")


def test_the_switches_of_a_profile_can_be_set_one_by_one() -> None:
    profile = Profile.named("vendor-2020")
    profile.counts = "data"
    assert Sandbox(profile=profile, tenants=0).profile.counts == "data"
    assert Profile.named("vendor-2020").counts == "bare"
