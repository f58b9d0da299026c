"""A plugin of pytest that puts httpx2 in the place of httpx, before anything imports that.

`make httpx2` loads it with `-p on_httpx2`. Processes that tests start have httpx itself.
"""

from __future__ import annotations

from importlib import import_module

# Not in the environment of the other checks, so imported where it is.
HTTPX2 = import_module("httpx2")
HTTPX2.alias_httpx()


def pytest_report_header() -> str:
    """Says what runs, and that it does."""
    used = import_module("interop_client.transport.lane_transport").httpx
    assert used is HTTPX2, used
    return f"httpx is httpx2 {HTTPX2.__version__}"
