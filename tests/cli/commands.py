"""The installed command as a process, against a sandbox on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import attrs

from interop_client.sandbox import Sandbox

COMMAND = (sys.executable, "-m", "interop_client.cli")


@attrs.frozen
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


@attrs.frozen
class Shell:
    """Where commands run: a folder, and the variables of a sandbox.

    Args:
        sandbox: the service.
        folder: the working folder.
    """

    sandbox: Sandbox
    folder: Path

    def environment(self, **more: str) -> dict[str, str]:
        kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
        account, secret = self.sandbox.account
        return {
            **kept,
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "INTEROP_BASE_URL": self.sandbox.base_url,
            "INTEROP_CLIENT_ID": account,
            "INTEROP_CLIENT_SECRET": secret,
            "INTEROP_CONFIG": str(self.folder / "config.toml"),
            "COLUMNS": "120",
            **more,
        }

    def run(self, *arguments: str, **more: str) -> Done:
        done = subprocess.run(
            [*COMMAND, *arguments],
            cwd=self.folder,
            env=self.environment(**more),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert self.sandbox.account[1] not in done.stdout + done.stderr
        return Done(done.returncode, done.stdout, done.stderr)
