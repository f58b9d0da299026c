"""The command against a sandbox on loopback: within this process, or as one of its own."""

from __future__ import annotations

import io
import json
import logging
import os
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TextIO
from unittest import mock

import attrs

from interop_client import RetryPolicy, cli
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
        """Run a command within this process, which starts no second Python."""
        with io.BytesIO() as out, io.BytesIO() as err:
            code = self.run_into(out, err, *arguments, **more)
            encoding = more.get("PYTHONIOENCODING", "utf-8")
            done = Done(code, *(each.getvalue().decode(encoding) for each in (out, err)))
        return self.checked(done)

    def run_into(self, out: BinaryIO, err: BinaryIO, *arguments: str, **more: str) -> int:
        """Run a command within this process; its code. It does not wait before a second try."""
        variables = self.environment(**more)
        encoding = variables.get("PYTHONIOENCODING", "utf-8")
        with (
            Path(os.devnull).open(encoding="utf-8") as nothing,
            _as_text(out, encoding) as shown,
            _as_text(err, encoding, "backslashreplace") as told,
            mock.patch.multiple(sys, stdin=nothing, stdout=shown, stderr=told),
            mock.patch.dict(os.environ, variables, clear=True),
            mock.patch.object(RetryPolicy, "wait", return_value=0.0),
            chdir(self.folder),
            _own_logging(),
        ):
            try:
                return cli.main([*arguments])
            except SystemExit as left:
                return int(left.code or 0)

    def apart(self, *arguments: str, **more: str) -> Done:
        """Run the installed command as a process of its own."""
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


@contextmanager
def _as_text(stream: BinaryIO, encoding: str, errors: str = "strict") -> Iterator[TextIO]:
    """A stream of text over one of bytes, which stays open."""
    text = io.TextIOWrapper(stream, encoding, errors)
    yield text
    text.detach()


@contextmanager
def _own_logging() -> Iterator[None]:
    """Takes back what a command sets up for the log."""
    logger = logging.getLogger("interop_client")
    before = logger.handlers[:], logger.level, logger.propagate
    try:
        yield
    finally:
        logger.handlers[:], logger.level, logger.propagate = before
