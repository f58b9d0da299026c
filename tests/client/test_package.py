"""The package: what importing it loads, and its names."""

from __future__ import annotations

import subprocess
import sys

import pytest

import interop_client
from interop_client import (
    ApiKey,
    errors,
)

anyio_test = pytest.mark.anyio

KEY = ApiKey("the-account-key")


def run(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, encoding="utf-8"
    ).stdout.strip()


def test_importing_the_package_imports_nothing_else() -> None:
    loaded = run(
        "import sys; before = set(sys.modules); import interop_client;"
        "print(*sorted(name for name in set(sys.modules) - before if not name.startswith('_')))"
    )
    assert loaded == "interop_client"


def test_errors_and_policies_are_imported_without_the_http_library() -> None:
    code = (
        "import sys; from interop_client import RetryPolicy, StatusError, Pager, ConflictPolicy,"
        "Operation; print('httpx' in sys.modules)"
    )
    assert run(code) == "False"


def test_a_client_is_imported_without_what_calls_and_failures_need() -> None:
    code = (
        "import sys; import interop_client; interop_client.InteropClient;"
        "late = 'anyio', 'email', 'hashlib', 'hmac', 'httpcore', 'httpx', 'jwt', 'msgspec', 'ssl';"
        "print(*(name for name in late if name in sys.modules))"
    )
    assert run(code) == ""


def test_a_client_is_made_without_what_only_failures_need() -> None:
    code = (
        "import sys; from interop_client import ApiKey, InteropClient;"
        "InteropClient(ApiKey('key'));"
        "print(*(name for name in ('jwt',) if name in sys.modules))"
    )
    assert run(code) == ""


def test_every_public_name_is_there_and_listed() -> None:
    for name in interop_client.__all__:
        assert getattr(interop_client, name) is not None
    assert set(interop_client.__all__) <= set(dir(interop_client))
    assert set(errors.__all__) <= set(interop_client.__all__)
    name = "nonsense"
    with pytest.raises(AttributeError, match=name):
        getattr(interop_client, name)
