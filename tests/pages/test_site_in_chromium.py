"""The built site in a real browser: no error, nothing from elsewhere, coloured code, a search."""

from __future__ import annotations

import functools
import http.server
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).with_name("site.mjs")
NODE = ROOT / ".build" / "node"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    for command in (["document_tools.site"], ["zensical", "build", "--clean", "--strict"]):
        subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=True, timeout=300)
    handler = functools.partial(Quiet, directory=str(ROOT / "site"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_pages_load_and_what_users_look_for_is_found(site: str) -> None:
    script = NODE / SCRIPT.name
    shutil.copyfile(SCRIPT, script)
    pages = ["index.html", "quickstart.html", "conflicts.html", "reference/rollovers.html"]
    words = ["run_to_completion", "schedules.create", "RolloverOverlapError"]
    done = subprocess.run(
        ["node", str(script), site, *pages, "--", *words],
        check=False,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["errors"] == []
    assert seen["foreign"] == []
    assert seen["coloured"]["reference/rollovers.html"] > 2
    assert seen["coloured"]["quickstart.html"] > 2
    for word in words:
        assert any("reference/" in link for link in seen["found"][word]), word
