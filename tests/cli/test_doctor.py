"""`interop doctor`: what is well, and what to fix."""

from __future__ import annotations

import re
from datetime import timedelta

from cli.commands import Shell

NOWHERE = "http://127.0.0.1:1/v2"


def test_what_is_well_and_what_to_fix_is_said(shell: Shell) -> None:
    well = shell.run("doctor", "--tenant", shell.sandbox.tenants[0].id)
    assert well.code == 0, well.out
    assert "FIX" not in well.out
    assert "TLS" not in well.out  # The sandbox is at http://.
    ill = shell.run("doctor", INTEROP_CLIENT_SECRET="wrong-secret")
    assert ill.code == 3
    assert "FIX" in ill.out


def test_tls_is_looked_at_where_there_is_any(shell: Shell) -> None:
    url = shell.sandbox.base_url.replace("http://", "https://")
    done = shell.run("doctor", "--json", "--base-url", url)
    assert done.code == 1
    assert [row["check"] for row in done.json() if not row["ok"]] == [
        "TLS, token and account permissions"
    ]


def test_a_service_that_is_not_reached_is_told(shell: Shell) -> None:
    done = shell.run("doctor", "--json", INTEROP_BASE_URL=NOWHERE)
    assert done.code == 1
    checks = {row["check"]: row for row in done.json()}
    assert not checks["name and port"]["ok"]
    assert "127.0.0.1 port 1 cannot be reached" in checks["name and port"]["result"]
    assert "Connection refused. Is the base URL right" in checks["name and port"]["result"]
    assert "clock" not in checks


def test_a_clock_that_is_wrong_is_to_be_set(shell: Shell) -> None:
    shell.sandbox.clock.advance(timedelta(minutes=5))
    done = shell.run("doctor")
    assert done.code == 2
    assert re.search("^FIX +clock ", done.out, re.MULTILINE)
    assert "set this machine's" in done.out


def test_a_proxy_is_used_only_where_that_is_said(shell: Shell) -> None:
    proxy = {"HTTP_PROXY": "http://somebody:pass-word@127.0.0.1:1"}
    assert shell.run("doctor", **proxy).code == 0
    hinted = shell.run("doctor", "--json", INTEROP_BASE_URL=NOWHERE, **proxy)
    assert "HTTP_PROXY names a proxy" in hinted.out
    told = shell.run("doctor", "--json", "--trust-env", **proxy)
    assert told.code == 1
    assert "It is the proxy that HTTP_PROXY names" in told.out
    assert "pass-word" not in hinted.out + told.out


def test_a_time_without_an_offset_is_that_of_utc(shell: Shell) -> None:
    for date, code in (("Thu, 26 Nov 2020 17:00:00 -0000", 2), ("Thu, 99 Nov 99999 99:99:99", 0)):
        headers = {"Date": date}
        shell.sandbox.faults.answer("tenants.list", 200, '{"data": []}', headers=headers)
        done = shell.run("doctor")
        assert done.code == code, done.out + done.err
        assert "clock" in done.out
