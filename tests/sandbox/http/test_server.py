"""Being served: start and stop, connections, the command line, the fixture, the missing extra."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import anyio
import httpx
import pytest
from support.places import at

from interop_client.sandbox import Sandbox
from interop_client.sandbox.__main__ import main
from interop_client.sandbox.contract.document import document_path
from interop_client.sandbox.control.holds import until
from interop_client.transport import LaneTransport

from ..sandbox_caller import Caller

CHECKOUT = Path(__file__).resolve().parents[3]


def server_threads() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if each.name == "interop-sandbox"]


def test_a_sandbox_starts_and_stops_leaving_no_thread_behind() -> None:
    sandbox = Sandbox()
    assert sandbox.base_url == "http://127.0.0.1:1/v2/interop"
    with sandbox:
        assert sandbox.start() is sandbox
        assert len(server_threads()) == 1
        url = sandbox.token_url
        assert httpx.get(url).status_code == 405
    assert server_threads() == []
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)
    sandbox.stop()
    with sandbox:
        assert httpx.get(sandbox.token_url).status_code == 405


@pytest.mark.anyio
async def test_a_sandbox_is_an_async_context_manager_too() -> None:
    async with Sandbox() as sandbox, httpx.AsyncClient(transport=LaneTransport()) as http:
        caller = Caller(sandbox, http, sandbox.account)
        assert len(await caller.data(at("listInteropTenants"))) == 10
    assert server_threads() == []


@pytest.mark.anyio
async def test_stopping_ends_held_and_delayed_requests_without_waiting_for_them() -> None:
    lost: list[Exception] = []
    async with httpx.AsyncClient(transport=LaneTransport()) as http:
        with Sandbox() as sandbox:
            caller = Caller(sandbox, http, sandbox.account)
            await caller.sign_in()
            holds = [sandbox.faults.hold("createCloud") for _ in range(5)]
            sandbox.faults.delay("listClouds", 1e9, times=None)

            async def send(operation: str) -> None:
                try:
                    await caller.call(operation, json={"name": "held"})
                except httpx.TransportError as error:
                    lost.append(error)

            async with anyio.create_task_group() as tasks:
                for _ in holds:
                    tasks.start_soon(send, "createCloud")
                    tasks.start_soon(send, "listClouds")
                for hold in holds:
                    await hold.arrived()
                sandbox.stop()
    assert len(lost) == 10
    assert "held" not in [cloud["name"] for cloud in sandbox.state.clouds]


def test_stopping_ends_connections_that_were_accepted_a_moment_ago() -> None:
    for _ in range(10):
        with Sandbox() as sandbox:
            address = urlsplit(sandbox.base_url)
            assert address.hostname
            assert address.port
            at = (address.hostname, address.port)
            opened = [socket.create_connection(at, timeout=60.0) for _ in range(7)]
        for connection in opened:
            with connection, suppress(ConnectionResetError):
                assert connection.recv(1) == b""


@pytest.mark.anyio
async def test_open_connections_are_counted(sandbox: Sandbox) -> None:
    assert sandbox.open_connections == 0
    async with httpx.AsyncClient(transport=LaneTransport()) as http:
        await Caller(sandbox, http, sandbox.account).get(at("listClouds"))
        assert sandbox.open_connections == 1
    assert await until(lambda: sandbox.open_connections == 0, 60.0)


@pytest.mark.anyio
async def test_what_is_held_happens_on_release_although_the_caller_left(
    sandbox: Sandbox, account: Caller
) -> None:
    await account.sign_in()
    hold = sandbox.faults.hold("createCloud")
    async with anyio.create_task_group() as tasks:

        async def send() -> None:
            await account.call("createCloud", json={"name": "left alone"})

        tasks.start_soon(send)
        await hold.arrived()
        tasks.cancel_scope.cancel()
    hold.release()
    assert await until(lambda: sandbox.requests_in_progress == 0, 60.0)
    assert [cloud["name"] for cloud in sandbox.state.clouds][-1] == "left alone"


def test_many_callers_at_once_are_served(sandbox: Sandbox) -> None:
    headers = {"authorization": f"Bearer {sandbox.lti_jwt()}"}

    def read(number: int) -> int:
        with httpx.Client(verify=False) as http:
            url = sandbox.base_url + at("listInteropTenants") + f"?page={number % 4}"
            return len(http.get(url, headers=headers).json()["data"])

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(read, range(64))) == 16 * 36


@pytest.mark.parametrize(("host", "named"), [("0.0.0.0", "127.0.0.1"), ("127.0.0.1", "127.0.0.1")])
def test_the_base_url_is_one_that_clients_on_this_machine_accept(host: str, named: str) -> None:
    with Sandbox(host=host) as sandbox:
        assert sandbox.base_url.startswith(f"http://{named}:")
        assert httpx.get(sandbox.token_url).status_code == 405


def test_a_port_that_is_taken_is_an_error_at_once() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OSError, match="in use"), Sandbox(port=taken.getsockname()[1]):
            raise AssertionError
    assert server_threads() == []


def test_the_document_is_that_of_the_checkout() -> None:
    assert document_path() == CHECKOUT / "openapi" / "interop.yaml"


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs Python in the checkout."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        encoding="utf-8",
    )


@contextmanager
def served(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command line, running, and what it prints up to its last line."""
    process = subprocess.Popen(
        [sys.executable, "-m", "interop_client.sandbox", *arguments],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "error"},
        encoding="utf-8",
    )
    try:
        assert process.stdout is not None
        lines = ""
        while "Ctrl-C" not in lines:
            line = process.stdout.readline()
            assert line, lines
            lines += line
        yield process, lines
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_says_how_to_connect_and_ends_quietly(number: signal.Signals) -> None:
    with served("--tenants", "4") as (process, printed):
        variables = dict(
            line.split("export ")[1].split("=", 1)
            for line in printed.splitlines()
            if "export " in line
        )
        assert "made up" in printed
        assert "4 tenants" in printed
        token_url = variables["INTEROP_BASE_URL"].removesuffix("/v2/interop") + "/oauth/token"
        form = {
            "grant_type": "client_credentials",
            "client_id": variables["INTEROP_CLIENT_ID"],
            "client_secret": variables["INTEROP_CLIENT_SECRET"],
        }
        assert httpx.post(token_url, data=form).status_code == 200
        process.send_signal(number)
        rest, errors = process.communicate(timeout=60)
        assert (process.returncode, rest, errors) == (0, "", "")


def test_the_command_takes_a_clock_a_profile_and_faults() -> None:
    options = ("--clock", "2031-06-01", "--speed", "0", "--profile", "strict")
    fault = ("--fault", "token status 503 retry_after=7")
    with served(*options, *fault) as (_, printed):
        said = dict(re.findall(r"export (\w+)=(.+)", printed))
        form = {
            "grant_type": "client_credentials",
            "client_id": said["INTEROP_CLIENT_ID"],
            "client_secret": said["INTEROP_CLIENT_SECRET"],
        }
        token_url = said["INTEROP_BASE_URL"].removesuffix("/v2/interop") + "/oauth/token"
        refused, accepted = httpx.post(token_url, data=form), httpx.post(token_url, data=form)
        assert (refused.status_code, accepted.status_code) == (503, 200)
        assert refused.headers["retry-after"] == "7"
        assert accepted.headers["date"] == "Sun, 01 Jun 2031 00:00:00 GMT"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--port", "x"), "'x' is not a whole number"),
        (("--port", "70000"), "70000 is not from 0 to 65535"),
        (("--tenants", "-1"), "-1 is not from 0"),
        (("--colour", "blue"), "unrecognized arguments"),
        (("--profile", "vendor-2002"), "did you mean 'vendor-2020'?"),
        (("--clock", "tomorrow"), "'tomorrow' is no time such as"),
        (("--speed", "-1"), "speed must be 0 or more seconds"),
        (("--fault", "tenants.list"), "is no fault such as"),
        (("--fault", "tenants.lst status 503"), "did you mean 'tenants.list'?"),
        (("--fault", "tenants.list statu 503"), "did you mean 'status'?"),
        (("--fault", "tenants.list status 200"), "is the status of a success"),
        (("--fault", "tenants.list status many"), "must be a whole number"),
        (("--fault", "tenants.list lose befor"), "did you mean 'before'?"),
        (("--fault", "tenants.list status 503 time=2"), "did you mean 'times'?"),
        (("--fault", "* status 429 retry_after=soon"), "retry_after must be a number of seconds"),
        (("--fault", "* status 429 retry_after=-1"), "retry_after must be 0 or more seconds"),
        (("--fault", "token revoke"), "the token endpoint has no token to revoke"),
        (("--host", "203.0.113.7"), "cannot serve on 203.0.113.7"),
    ],
)
def test_a_bad_argument_is_named(
    arguments: tuple[str, str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("absent", ["jsonschema_path", "openapi_core", "uvicorn", "yaml"])
@pytest.mark.parametrize("command", ["interop_client.sandbox", "interop_client.cli sandbox"])
def test_without_the_extra_the_command_says_so_in_one_line(absent: str, command: str) -> None:
    module, *given = command.split()
    program = (
        f"import runpy, sys; sys.modules[{absent!r}] = None; sys.argv[1:] = {given}\n"
        f"runpy.run_module({module!r}, run_name='__main__', alter_sys=True)"
    )
    done = python("-c", program)
    assert f"needs {absent}, which comes with the extra 'sandbox'" in done.stderr
    assert (done.returncode, len(done.stderr.splitlines()), done.stdout) == (2, 1, "")


@pytest.mark.parametrize("absent", ["starlette", "yaml", "h11"])
def test_without_the_extra_the_error_says_what_to_install(absent: str) -> None:
    program = (
        f"import sys; sys.modules[{absent!r}] = None\n"
        "import interop_client.sandbox\n"
        "from interop_client.sandbox import Sandbox"
    )
    done = python("-c", program)
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert f"needs {absent}, which comes with the extra 'sandbox'" in last
    assert last.endswith("pip install '.[sandbox]'")


def test_the_plugin_imports_nothing_heavy() -> None:
    program = (
        "import sys, interop_client.sandbox.pytest_plugin\n"
        "heavy = {'starlette', 'uvicorn', 'openapi_core', 'httpx', 'anyio'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = python("-c", program)
    assert done.returncode == 0, done.stderr


def test_the_fixture_gives_a_served_sandbox(tmp_path: Path) -> None:
    suite = tmp_path / "test_it.py"
    suite.write_text(
        "import httpx\n"
        "def test_it(interop_sandbox):\n"
        "    assert httpx.get(interop_sandbox.token_url).status_code == 405\n",
        encoding="utf-8",
    )
    options = ("-W", "error", "-p", "no:cacheprovider", "-q", "-c", os.devnull)
    done = python("-m", "pytest", "-p", "no:asyncio", *options, str(suite))
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_sandbox_imports_nothing_of_the_client() -> None:
    program = (
        "import sys, interop_client.sandbox.sandbox, interop_client.sandbox.__main__\n"
        "own = [name for name in sys.modules if name.startswith('interop_client.')]\n"
        "print(*[name for name in own if not name.startswith('interop_client.sandbox')])"
    )
    done = python("-c", program)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stdout + done.stderr
