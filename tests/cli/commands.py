"""The installed command as a process, against a sandbox on loopback."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs

from interop_client.sandbox import Sandbox

COMMAND = (str(Path(sys.executable).with_name("interop")),)
WATCHDOG = 120.0

# A shell of a terminal: what it runs hears Ctrl-C and has somebody to ask.
_OWN_TERMINAL = """
import fcntl, os, sys, termios
os.setsid()
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""


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
        with self.started(*arguments, **more) as process:
            out, err = process.communicate(timeout=WATCHDOG)
        return self.checked(Done(process.returncode, out, err))

    @contextmanager
    def started(self, *arguments: str, **more: str) -> Iterator[subprocess.Popen[str]]:
        """A command that runs, until the block ends at the latest."""
        with subprocess.Popen(
            [*COMMAND, *arguments],
            cwd=self.folder,
            env=self.environment(**more),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    def in_terminal(
        self,
        *arguments: str,
        typed: str = "",
        before: Callable[[], object] = lambda: None,
        **more: str,
    ) -> Done:
        """Run a command in a terminal of 80 columns, and type something when it asks.

        Args:
            typed: what is typed, such as "y\\n", or "\\x03" for Ctrl-C.
            before: what happens while it waits for that.

        Returns:
            The code, and all that was shown.
        """
        ours, theirs = os.openpty()
        with subprocess.Popen(
            [sys.executable, "-c", _OWN_TERMINAL, *COMMAND, *arguments],
            cwd=self.folder,
            env=self.environment(**{"COLUMNS": "80", "TERM": "xterm", **more}),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        ) as process:
            os.close(theirs)
            try:
                shown = self._shown(ours, typed.encode(), before)
                process.wait(timeout=WATCHDOG)
            finally:
                process.kill()
                os.close(ours)
        return self.checked(Done(process.returncode, shown, ""))

    def _shown(self, terminal: int, typed: bytes, before: Callable[[], object]) -> str:
        shown = b""
        while select.select([terminal], [], [], WATCHDOG)[0]:
            try:
                shown += os.read(terminal, 65536)
            except OSError:  # How Linux says that the other end is closed.
                break
            if typed and shown.endswith(b"[y/N] "):
                before()
                os.write(terminal, typed)
                typed = b""
        assert not typed, shown
        return shown.decode()

    def checked(self, done: Done) -> Done:
        """How a command ended, after a look for what no command may show."""
        said = done.out + done.err
        assert "Traceback" not in said, said
        secrets = {self.sandbox.account[1], *(each.credentials[1] for each in self.sandbox.tenants)}
        assert not [secret for secret in secrets if secret in said]
        assert "Bearer " not in said
        return done
