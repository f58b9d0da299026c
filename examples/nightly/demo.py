"""What `make nightly` runs: a night of made-up districts, against the embedded sandbox.

Without REDIS_URL one process does all; with it, two workers do. One district is refused on purpose.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from contextlib import ExitStack
from datetime import UTC, datetime

from interop_client.sandbox import IngestionPlan, Sandbox


def main() -> int:
    """Run the night: the result is 0 when all but one district are done."""
    summer = datetime.now(UTC).year + 1
    with Sandbox(tenants=18) as sandbox, ExitStack() as started:
        sandbox.ingestion_plan = IngestionPlan(preparing=0.2, scheduled=0.2, executing=0.6)
        for tenant in sandbox.tenants:
            tenant.rollovers.clear()
        refused = sandbox.tenants[0]
        sandbox.faults.status(
            "rollovers.create", 403, where=lambda call: call.tenant_id == refused.id
        )
        client_id, client_secret = sandbox.account
        environ = {
            **{key: text for key, text in os.environ.items() if not key.startswith("INTEROP_")},
            "INTEROP_BASE_URL": sandbox.base_url,
            "INTEROP_CLIENT_ID": client_id,
            "INTEROP_CLIENT_SECRET": client_secret,
            "NIGHTLY_QUEUE": f"nightly-demo-{secrets.token_hex(4)}",
            "TOKEN_KEY": secrets.token_hex(32),
        }
        for _ in range(2 if os.environ.get("REDIS_URL") else 0):
            command = [sys.executable, "-m", "examples.nightly.worker"]
            worker = started.enter_context(subprocess.Popen(command, env=environ))
            started.callback(worker.terminate)
        command = [sys.executable, "-m", "examples.nightly.run", str(refused.integration)]
        command += ["--start", f"{summer}-06-15", "--end", f"{summer}-08-20"]
        command += ["--type", "school_year", "--status", "upcoming"]
        code = subprocess.run(command, env=environ, check=False).returncode
    print(f"The exit code of the run is {code}: one district was refused on purpose.")
    return 0 if code == 1 else 1


if __name__ == "__main__":
    sys.exit(main())
