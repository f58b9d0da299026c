"""The summer rollover of made-up school districts, in the sandbox: what `make demo` runs.

It starts the sandbox on a free loopback port, and beside it `summer_rollover.py` as it is, in a
process of its own that knows nothing but its environment variables.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from interop_client.sandbox import IngestionPlan, Sandbox, Tenant

INTEGRATION = "roster-sync"
SCRIPT = Path(__file__).with_name("summer_rollover.py")
OUTCOMES = ("covered already", "created", "covered in part", "blocked", "failed")


def main() -> int:
    """Run the demonstration: the result is 0 when it has shown all that it is meant to show."""
    summer = datetime.now(UTC).year + 1
    with Sandbox(tenants=18, max_page_size=10) as sandbox:
        # As it would go in a minute or an hour, in seconds.
        sandbox.ingestion_plan = IngestionPlan(preparing=0.4, scheduled=0.5, executing=1.5)
        arrange(sandbox, summer)
        break_the_network(sandbox)
        command = [INTEGRATION, "--start", f"{summer}-06-15", "--end", f"{summer}-08-20"]
        print(introduction(command), flush=True)
        code, shown = run(command, environment(sandbox))
    people = re.findall(r"^  (\S.*)$", shown.partition("need a person:")[2], re.MULTILINE)
    missing = [outcome for outcome in OUTCOMES if f"  {outcome}" not in shown]
    if code != 1 or missing or not people:
        print(f"\nThe demonstration went wrong: exit code {code}, not shown: {missing}")
        return 1
    print("\nThe exit code of the script was 1, as not all is done.")
    print("In short: all tenants are paused for the whole summer but these, who need a person:")
    print("\n".join(f"  {name}" for name in people))
    return 0


def arrange(sandbox: Sandbox, summer: int) -> None:
    """Give a few districts what a person has to look at."""
    tenants = [tenant for tenant in sandbox.tenants if tenant.integration == INTEGRATION]
    for tenant in tenants:
        for rollover in tenant.rollovers:
            if str(rollover["name"]).startswith("Next summer"):
                tenant.rollovers.remove(rollover["id"])
                add(sandbox, tenant, "Long break", f"{summer}-06-10", f"{summer}-09-01")
    moving, building, refused, locked = [
        tenant
        for tenant in tenants
        if "staging" not in tenant.name
        and not any(rollover["end_date"] > f"{summer}-06" for rollover in tenant.rollovers)
    ][1:5]
    add(sandbox, moving, "Server move", f"{summer}-08-09", f"{summer}-08-11")
    add(sandbox, building, "Building works", f"{summer}-07-01", None)
    sandbox.faults.status(
        "createRollover",
        403,
        body='{"error": {"message": "This district has not signed its contract."}}',
        where=lambda call: call.tenant_id == refused.id,
    )

    def without_credentials(body: dict[str, list[dict[str, object]]]) -> None:
        for tenant in body["data"]:
            if tenant["id"] == locked.id:
                del tenant["auth"]

    sandbox.quirks.change("listInteropTenants", without_credentials)


def add(sandbox: Sandbox, tenant: Tenant, name: str, start: str, end: str | None) -> None:
    """Let a tenant have had this rollover before, from about midnight to about midnight."""
    tenant.rollovers.put(
        {
            "id": sandbox.state.new_id(),
            "name": name,
            "start_date": f"{start}T05:00:00Z",
            "end_date": end and f"{end}T05:00:00Z",
            "type": "school_year",
            "cloud_id": tenant.cloud_id,
        }
    )


def break_the_network(sandbox: Sandbox) -> None:
    """A few of the things that go wrong on a real one, which the client gets over by itself."""
    sandbox.faults.status("listInteropTenants", 503, skip=1)
    sandbox.faults.status("listRollovers", 429, retry_after=1, skip=5)
    sandbox.faults.lose_connection("listSchedules", times=2, skip=9)
    sandbox.faults.revoke("findIngestion", skip=10)


def environment(sandbox: Sandbox) -> dict[str, str]:
    """What the script gets to know: where the service is, and who calls."""
    others = {key: text for key, text in os.environ.items() if not key.startswith("INTEROP_")}
    client_id, client_secret = sandbox.account
    return {
        **others,
        "INTEROP_BASE_URL": sandbox.base_url,
        "INTEROP_CLIENT_ID": client_id,
        "INTEROP_CLIENT_SECRET": client_secret,
        "PYTHONIOENCODING": "utf-8",
    }


def introduction(command: list[str]) -> str:
    """What this is, in plain words, and how to do it for real."""
    return f"""\
This is a demonstration. All school districts in it are made up, and the service that it talks to
is a sandbox on this machine: nothing leaves it.

Each night, a schedule copies the rosters of a district. In summer the rosters are half-changed, and
a copy would delete courses that are live. A rollover pauses the schedules for such a time. The
script below sees to it that every tenant (a district's installation) is paused for the whole
summer. On purpose, the sandbox refuses some requests and breaks some connections.

For the live service, set INTEROP_API_KEY, and run it yourself, first with --dry-run, which writes
nothing (nobody has run it against the live service yet).

$ python examples/{SCRIPT.name} {" ".join(command)}
"""


def run(arguments: list[str], environ: dict[str, str]) -> tuple[int, str]:
    """Run the script, and show what it prints as it comes: its exit code, and what it printed."""
    command = [sys.executable, str(SCRIPT), *arguments]
    shown: list[str] = []
    with subprocess.Popen(
        command, env=environ, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as script:
        try:
            for line in script.stdout or ():
                print(line, end="", flush=True)
                shown.append(line)
        except KeyboardInterrupt:
            script.wait()  # It was interrupted too, and says what was done until then.
            raise
    return script.returncode, "".join(shown)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # Who read this has left, as `head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
