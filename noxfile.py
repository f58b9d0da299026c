"""Every check of this project, once: `make X` runs the session X, and `.ci/run` runs them all.

Most sessions run in the environment that nox itself is in, which `make` keeps in `.venv/`. The
others make environments of their own below `.nox/`. None passes over what it does not find: it
fails, and says what is missing.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

import nox

nox.needs_version = ">=2024.4.15"
nox.options.default_venv_backend = "venv"
nox.options.sessions = ["test", "lint", "types", "check-generated", "docs"]

ROOT = Path(__file__).parent
JUDGES = ROOT / "tests" / "judges"
NODE = ROOT / ".build" / "node"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PINS = ("--constraint", "constraints.txt")
PIP = ("-m", "pip", "--quiet", "--quiet", "--disable-pip-version-check")
PYTEST = ("-m", "pytest", "-q")
# A worker for each processor; more than four would only collect the tests once more each.
IN_PARALLEL = ("-n", "auto", "--maxprocesses", "4", "--dist", "worksteal")

# In the environment of nox.


@nox.session(venv_backend="none")
def test(session: nox.Session) -> None:
    """The tests: all of them, some at a time on each processor; or those that are given."""
    session.run(sys.executable, *PYTEST, *(session.posargs or IN_PARALLEL))


@nox.session(venv_backend="none")
def lint(session: nox.Session) -> None:
    """Formatting and style."""
    session.run(sys.executable, "-m", "ruff", "format", "--check", ".")
    session.run(sys.executable, "-m", "ruff", "check", ".")


@nox.session(venv_backend="none")
def types(session: nox.Session) -> None:
    """Types, in strict mode, over everything."""
    session.run(sys.executable, "-m", "mypy")


@nox.session(venv_backend="none", name="lint-document")
def lint_document(session: nox.Session) -> None:
    """Whether the document keeps its rules, a line for each place where it does not."""
    session.run(sys.executable, "-m", "document_tools", "lint", "openapi/interop.yaml")


@nox.session(venv_backend="none", name="check-generated")
def check_generated(session: nox.Session) -> None:
    """Whether the generated code is what the document and the templates say."""
    session.run(sys.executable, "generator-templates/generate.py", "--check")


@nox.session(venv_backend="none")
def docs(session: nox.Session) -> None:
    """The documentation, every warning being an error."""
    session.run(sys.executable, "-m", "document_tools.site")
    session.run(sys.executable, "-m", "zensical", "build", "--clean", "--strict")


@nox.session(venv_backend="none")
def stateful(session: nox.Session) -> None:
    """A hundred thousand steps of the stateful test, or as many as are given; prints the seeds.

    A tenth as many random states are planned and applied.
    """
    steps = session.posargs[0] if session.posargs else "100000"
    session.run(
        *(sys.executable, *PYTEST, "-s", "tests/stateful"),
        "tests/planning/test_apply.py",
        env={"INTEROP_STATEFUL_STEPS": steps, "INTEROP_PLAN_STATES": str(int(steps) // 10)},
    )


@nox.session(venv_backend="none")
def mutants(session: nox.Session) -> None:
    """Known bugs brought in one by one; the tests must notice each."""
    session.run(sys.executable, "tests/mutants/run.py", *session.posargs)


# What is shipped, and other Pythons and versions.


@nox.session(reuse_venv=True)
def package(session: nox.Session) -> None:
    """The wheel and the sdist: what they hold, the SBOM, the same bytes twice, their own tests."""
    folder = Path(session.create_tmp())
    shutil.rmtree(folder)
    session.run(
        *(sys.executable, "-m", "hatchling", "build", "--directory", str(folder)),
        silent=True,
        external=True,
    )
    (wheel,) = folder.glob("*.whl")
    session.install(*PINS, f"{wheel}[sandbox]")
    session.install("--no-deps", "--force-reinstall", str(wheel))
    session.install("--requirement", "tests/judges/sbom.txt")
    session.run("python", "tests/judges/check_sbom.py", str(wheel))
    (sdist,) = folder.glob("*.tar.gz")
    # Not below the checkout: ruff leaves alone what that ignores.
    with tempfile.TemporaryDirectory() as elsewhere, tarfile.open(sdist) as archive:
        archive.extractall(elsewhere, filter="data")
        session.chdir(Path(elsewhere) / sdist.name.removesuffix(".tar.gz"))
        session.run("python", "-I", ".ci/check_wheel.py")
        session.run(sys.executable, "-m", "nox", "--list", silent=True, external=True)
        tests = (
            "test_house.py",
            "documents/test_document.py",
            "documents/test_rules.py",
            "generated",
            "project/test_packaging.py",
            "sandbox",
        )
        paths = [f"tests/{name}" for name in tests]
        session.run(sys.executable, *PYTEST, *IN_PARALLEL, *paths, external=True)


@nox.session(venv_backend="none")
def pythons(session: nox.Session) -> None:
    """The tests on the newest other CPython that is here; `-- all` for each, or `-- 3.12`."""
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    supported = re.findall(r":: (3\.\d+)$", "\n".join(PROJECT["classifiers"]), re.MULTILINE)
    others = [version for version in supported if version != here]
    found = {version: path for version in others if (path := interpreter(version))}
    absent = [version for version in others if version not in found]
    wanted = session.posargs or list(found)[-1:]
    wanted = list(found) if wanted == ["all"] else wanted
    if not wanted or not set(wanted) <= set(found):
        session.error(f"Python {' or '.join(session.posargs or others)} is not on this machine")
    for version in wanted:
        environment = ROOT / ".nox" / f"python-{version}"
        session.run(found[version], "-m", "venv", str(environment), external=True)
        python = executable(environment)
        session.run(python, *PIP, "install", *PINS, "--editable", ".[dev]", external=True)
        session.run(python, *PYTEST, *IN_PARALLEL, "-p", "no:cacheprovider", external=True)
    session.log(f"ran on Python {', '.join(wanted)} ({', '.join(found[each] for each in wanted)})")
    if left := [version for version in found if version not in wanted]:
        session.log(f"here, and not asked for: Python {', '.join(left)}")
    if absent:
        session.warn(f"not on this machine, so not run: Python {', '.join(absent)}")


@nox.session(reuse_venv=True)
def lowest(session: nox.Session) -> None:
    """The tests with the lowest versions that the package allows itself."""
    session.install("--constraint", "constraints-lowest.txt", "--editable", ".[dev]")
    session.run("python", *PYTEST, "-p", "no:cacheprovider", *(session.posargs or IN_PARALLEL))


@nox.session(reuse_venv=True)
def httpx2(session: nox.Session) -> None:
    """The tests of what sends and answers, with httpx2 in the place of httpx."""
    session.install(*PINS, "--editable", ".[dev]")
    session.install("--constraint", "benchmarks/constraints.txt", "httpx2")
    parts = ("auth", "client", "conflicts", "fleet", "sandbox", "session", "transport")
    session.run(
        *("python", *PYTEST, "-p", "on_httpx2", "-p", "no:cacheprovider"),
        *(session.posargs or [*IN_PARALLEL, *(f"tests/{part}" for part in parts)]),
        env={"PYTHONPATH": str(ROOT / "tests" / "support")},
    )


@nox.session(venv_backend="none")
def importing(session: nox.Session) -> None:
    """A vendor's copy with corrections of every kind, imported into a copy of this tree."""
    command = (sys.executable, "-m", "importing.run", *session.posargs)
    session.run(*command, env={"PYTHONPATH": str(ROOT / "tests")})


# Judges that are not ours.


@nox.session(reuse_venv=True)
def typecheckers(session: nox.Session) -> None:
    """The examples in four type checkers, as a user has them; and how much of the API is typed."""
    install_node_tools(session)
    package = ".[aiohttp,cli,encryption,http2,redis,sandbox]"
    session.install(*PINS, "--requirement", "tests/judges/typecheckers.txt", package)
    session.install("--no-deps", "--force-reinstall", ".")
    pyright = str(NODE / "node_modules" / ".bin" / "pyright")
    # Elsewhere, where nothing of the checkout is found: neither the package nor any settings.
    with tempfile.TemporaryDirectory() as folder:
        others = shutil.ignore_patterns("nightly")  # It needs packages of its own.
        shutil.copytree(ROOT / "examples", folder, dirs_exist_ok=True, ignore=others)
        shutil.copy(JUDGES / "pyrightconfig.json", folder)
        session.chdir(folder)
        session.run("mypy", "--strict", "--warn-unreachable", ".")
        session.run(pyright, "--project", "pyrightconfig.json", external=True)
        session.run("pyrefly", "check", ".")
        session.run("ty", "check", "--error-on-warning", ".")
        session.run(pyright, "--verifytypes", "interop_client", "--ignoreexternal", external=True)
        session.chdir(ROOT)


@nox.session(venv_backend="none", name="document-linter")
def document_linter(session: nox.Session) -> None:
    """The document, by the rules of Spectral."""
    install_node_tools(session)
    spectral = str(NODE / "node_modules" / ".bin" / "spectral")
    rules = ("--ruleset", str(JUDGES / "spectral.yaml"), "--fail-severity", "warn")
    session.run(spectral, "lint", "openapi/interop.yaml", *rules)


@nox.session(venv_backend="none")
def prism(session: nox.Session) -> None:
    """Every operation of the client against Prism, a mock server that knows the document."""
    install_node_tools(session)
    session.run(sys.executable, *PYTEST, "tests/judges/test_prism.py")


@nox.session(venv_backend="none")
def pages(session: nox.Session) -> None:
    """The HTML pages in headless Chromium: no error, sorting, search, accessibility."""
    if find_program("chromium") is None:
        session.error("missing: chromium. As root: apt-get install chromium")
    install_node_tools(session)
    session.run(sys.executable, *PYTEST, "tests/pages", *session.posargs)


@nox.session(reuse_venv=True)
def schemathesis(session: nox.Session) -> None:
    """The sandbox, judged against the document by Schemathesis."""
    session.install("--requirement", "tests/judges/schemathesis.txt", ".[sandbox]")
    session.run("python", "tests/judges/schemathesis_run.py", *session.posargs)


@nox.session(venv_backend="none")
def servers(session: nox.Session) -> None:
    """The client against real servers and proxies: nginx, HAProxy, squid, a SOCKS server."""
    listed = (ROOT / ".ci" / "packages.txt").read_text(encoding="utf-8").splitlines()
    programs = dict(line.split() for line in listed if line and not line.startswith("#"))
    absent = [package for name, package in programs.items() if not find_program(name)]
    if absent:
        session.error(f"missing: {' '.join(absent)}. As root: apt-get install {' '.join(absent)}")
    session.run(sys.executable, *PYTEST, "tests/servers", *session.posargs)


@nox.session(reuse_venv=True, name="nightly-tests")
def nightly_tests(session: nox.Session) -> None:
    """The night of examples/nightly/, with workers that are killed and a real server."""
    needed = ("--requirement", "examples/nightly/requirements.txt")
    session.install(*PINS, *needed, "--editable", ".[dev]")
    session.run("python", "-m", "mypy", *map(str, sorted(ROOT.glob("examples/nightly/*.py"))))
    session.run("python", *PYTEST, "tests/nights", *session.posargs)


def executable(environment: Path) -> str:
    """The Python of a virtual environment."""
    parts = ("Scripts", "python.exe") if sys.platform == "win32" else ("bin", "python")
    return str(environment.joinpath(*parts))


def interpreter(version: str) -> str | None:
    """Where CPython of this version is: on the path, by the launcher of Windows, or of pyenv."""
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    pyenv = sorted(root.glob(f"versions/{version}.*/bin/python"))
    candidates = [[f"python{version}"], ["py", f"-{version}"], *([str(path)] for path in pyenv)]
    say = "import sys; print(sys.executable, sys.implementation.name, *sys.version_info[:2])"
    for command in candidates:
        if shutil.which(command[0]) is None:
            continue
        asked = subprocess.run(
            [*command, "-c", say], capture_output=True, text=True, check=False, encoding="utf-8"
        )
        path, _, what = asked.stdout.strip().partition(" cpython ")
        if what == version.replace(".", " "):
            return path
    return None


def find_program(name: str) -> str | None:
    """Where a server is: Debian keeps them where only root looks."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")


def install_node_tools(session: nox.Session) -> None:
    """Have the tools of tests/judges/package.json below .build/node/."""
    if shutil.which("npm") is None:
        session.error("Node.js 20 or later with npm is missing. On Debian: apt-get install npm")
    wanted = (JUDGES / "package.json").read_bytes()
    stamp = NODE / "installed.json"
    if stamp.exists() and stamp.read_bytes() == wanted:
        return
    NODE.mkdir(parents=True, exist_ok=True)
    (NODE / "package.json").write_bytes(wanted)
    quiet = ("--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--loglevel=error")
    session.run("npm", "install", *quiet, "--prefix", str(NODE), external=True)
    stamp.write_bytes(wanted)
