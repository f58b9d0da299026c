"""The environment of the benchmarks, and the clients that others generate from our document.

Everything lies below `.build/peers` and is made again when the document, the pins or this file
change. Where something cannot be had (no network, no Java), the rest is measured without it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

__all__ = ["CLIENTS", "prepare"]

_ROOT = Path(__file__).parent.parent
_BUILD = _ROOT / ".build" / "peers"
_ENVIRONMENT = _BUILD / "venv"
_DOCUMENT = _ROOT / "openapi" / "interop.yaml"
_REQUIREMENTS = Path(__file__).with_name("requirements.txt")
_PINS = [_ROOT / "constraints.txt", Path(__file__).with_name("constraints.txt")]

CLIENTS = _BUILD / "clients"
"""Where the generated packages are."""

# Stock code drops operations whose body is of a type that it does not know.
_STOCK_SETTINGS = {
    "package_name_override": "stock_client",
    "project_name_override": "stock-client",
    "content_type_overrides": {"application/xml": "application/octet-stream"},
    "post_hooks": [],
}
_GENERATOR_LIBRARIES = {"generator_aiohttp": "asyncio", "generator_httpx": "httpx"}


def prepare(say: Callable[[str], None]) -> Path:
    """Make what is missing, and return the Python to run the benchmarks with.

    Args:
        say: is told what is being done, and what could not be.
    """
    python = _ENVIRONMENT / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    sources = (_DOCUMENT, _REQUIREMENTS, *_PINS, _ROOT / "pyproject.toml", Path(__file__))
    stamp = _BUILD / "made-from"
    made_from = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == made_from:
        return python
    shutil.rmtree(_BUILD, ignore_errors=True)
    CLIENTS.mkdir(parents=True)
    say("installing the other clients ...")
    venv.create(_ENVIRONMENT, with_pip=True)
    constraints = [part for path in _PINS for part in ("--constraint", str(path))]
    install: list[str | Path] = [
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]
    wanted: list[str | Path] = ["--requirement", _REQUIREMENTS, "--editable", _ROOT]
    if not _run([*install, *constraints, *wanted], say):
        say("the other clients cannot be installed here: ours alone is measured")
        return Path(sys.executable)
    say("generating the other clients ...")
    complete = _generate_stock(say)
    for package, library in _GENERATOR_LIBRARIES.items():
        complete = _generate(python, package, library, say) and complete
    if complete:
        stamp.write_text(made_from, encoding="utf-8")
    return python


def _generate_stock(say: Callable[[str], None]) -> bool:
    settings = _BUILD / "stock.json"
    settings.write_text(json.dumps(_STOCK_SETTINGS), encoding="utf-8")
    command: list[str | Path] = [sys.executable, "-m", "openapi_python_client", "generate"]
    command += ["--path", _DOCUMENT, "--config", settings, "--meta", "none", "--overwrite"]
    return _run([*command, "--output-path", CLIENTS / "stock_client"], say)


def _generate(python: Path, package: str, library: str, say: Callable[[str], None]) -> bool:
    output = _BUILD / package
    command: list[str | Path] = [python.with_name("openapi-generator-cli"), "generate"]
    command += ["-g", "python", "--library", library, "--package-name", package]
    command += ["-i", _DOCUMENT, "-o", output, "--skip-validate-spec"]
    if not _run(command, say):
        return False
    shutil.move(output / package, CLIENTS / package)
    return True


def _run(command: list[str | Path], say: Callable[[str], None]) -> bool:
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        shown = " ".join(str(part) for part in command[:4])
        say(f"{shown} ... failed:\n{(done.stdout + done.stderr).strip()[-2000:]}")
    return done.returncode == 0
