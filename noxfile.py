"""What CI runs, session by session; `nox --list` shows them.

`make` runs the same in one environment. An interpreter that is not installed is passed over.
"""

from __future__ import annotations

from pathlib import Path

import nox

nox.needs_version = ">=2024.4.15"
nox.options.default_venv_backend = "venv"
nox.options.error_on_missing_interpreters = False

PYTHONS = ["3.11", "3.12", "3.13", "3.14"]


def install(session: nox.Session) -> None:
    """The package with everything that development needs, in the tested versions."""
    session.install("--constraint", "constraints.txt", "--editable", ".[dev]")


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """The tests, on every supported Python that is installed."""
    install(session)
    session.run("python", "-m", "pytest", "-q", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Formatting and style."""
    install(session)
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Types, in strict mode, over everything."""
    install(session)
    session.run("mypy")
    session.chdir("generator-templates")
    session.run("mypy", "--config-file", "../pyproject.toml", "generate.py", "views.py", "forms.py")


@nox.session
def generated(session: nox.Session) -> None:
    """Whether the generated code is what the document and the templates say."""
    install(session)
    session.run("python", "generator-templates/generate.py", "--check")


@nox.session
def docs(session: nox.Session) -> None:
    """The documentation, every warning being an error."""
    install(session)
    session.run("mkdocs", "build", "--strict", "--quiet")


@nox.session
def build(session: nox.Session) -> None:
    """The wheel, in an environment with nothing else."""
    folder = Path(session.create_tmp())
    for old in folder.glob("*.whl"):
        old.unlink()
    pip = ("python", "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir")
    session.run(*pip, str(folder), ".")
    (wheel,) = folder.glob("*.whl")
    session.install("--constraint", "constraints.txt", f"{wheel}[sandbox]")
    session.run("python", "-I", ".ci/check_wheel.py")


@nox.session
def stateful(session: nox.Session) -> None:
    """Ten thousand steps of the stateful test, or as many as are given; prints the seed."""
    install(session)
    steps = session.posargs[0] if session.posargs else "10000"
    session.run(
        *("python", "-m", "pytest", "-q", "-s", "tests/test_stateful.py"),
        env={"INTEROP_STATEFUL_STEPS": steps},
    )


@nox.session
def mutants(session: nox.Session) -> None:
    """Brings in known bugs one by one, and demands that the tests notice each."""
    install(session)
    session.run("python", "tests/mutants/run.py", *session.posargs)
