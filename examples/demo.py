"""The summer rollover of a whole fleet, against the embedded sandbox: what `make demo` runs.

It starts the sandbox on a free loopback port, and beside it `summer_rollover.py` as it is, in a
process of its own that knows nothing but its environment variables.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from interop_client.sandbox import Clock, IngestionPlan, Sandbox

INTEGRATION = "roster-sync"
SCRIPT = Path(__file__).with_name("summer_rollover.py")


def main() -> int:
    """Run the demonstration; the result is the exit code."""
    today = datetime.now(UTC)
    summer = today.year if today.month < 6 else today.year + 1
    clock = Clock(start=datetime(summer, 1, 20, 9, tzinfo=UTC))
    with Sandbox(tenants=36, max_page_size=10, clock=clock) as sandbox:
        # As it would go in a minute or an hour, in seconds.
        sandbox.ingestion_plan = IngestionPlan(preparing=0.4, scheduled=0.5, executing=1.5)
        add_faults(sandbox)
        print(introduction(sandbox), flush=True)
        code = subprocess.run(
            [sys.executable, str(SCRIPT), INTEGRATION], env=environment(sandbox), check=False
        ).returncode
        if code == 0:
            print(closing(sandbox))
    return code


def environment(sandbox: Sandbox) -> dict[str, str]:
    """What the script gets to know: where the service is, and who calls."""
    others = {key: text for key, text in os.environ.items() if not key.startswith("INTEROP_")}
    client_id, client_secret = sandbox.account
    return {
        **others,
        "INTEROP_BASE_URL": sandbox.base_url,
        "INTEROP_CLIENT_ID": client_id,
        "INTEROP_CLIENT_SECRET": client_secret,
    }


def add_faults(sandbox: Sandbox) -> None:
    """A few of the things that go wrong on a real network."""
    sandbox.faults.status("listInteropTenants", 503, skip=1)
    sandbox.faults.status("listRollovers", 429, retry_after=1, skip=5)
    sandbox.faults.lose_connection("listSchedules", times=2, skip=9)
    sandbox.faults.revoke("findIngestion", skip=20)


def introduction(sandbox: Sandbox) -> str:
    """What is about to happen."""
    return f"""\
The sandbox runs on {sandbox.base_url}, with {len(sandbox.tenants)} made-up tenants.
Its clock stands at {sandbox.clock.now():%d %B %Y}, and its ingestions take seconds.

$ python examples/{SCRIPT.name} {INTEGRATION}
"""


def closing(sandbox: Sandbox) -> str:
    """What happened, as the service saw it, and how to do it for real."""
    requests = sandbox.requests
    statuses = Counter(request.status for request in requests)
    lost = sum(request.lost for request in requests)
    planned = sum(request.effect for request in sandbox.requests_to("createRollover"))
    return f"""
What the sandbox saw: {len(requests)} requests, {sandbox.token_requests} of them for tokens. \
{planned} rollovers were created.
On purpose it answered {statuses[429]} with 429, {statuses[503]} with 503 and {statuses[401]} \
with 401, and broke {lost} connections;
the client sent those again.

For the live service, set the variables and leave the sandbox out. Nobody has run this package
against it yet, so begin with --dry-run, which changes nothing:

  export INTEROP_CLIENT_ID=...
  export INTEROP_CLIENT_SECRET=...
  {executable()} examples/{SCRIPT.name} <integration> --dry-run"""


def executable() -> str:
    """The interpreter, as one would type it here."""
    path, here = Path(sys.executable), Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


if __name__ == "__main__":
    sys.exit(main())
