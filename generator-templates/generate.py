"""Write `interop_client/_generated/` from `openapi/interop.yaml`, or check that it is current.

    python generator-templates/generate.py            write
    python generator-templates/generate.py --check    fail where writing would change anything

openapi-python-client parses the document and lays out the files; the templates beside this
script are its own, replaced. They also get `view`, which knows what that parser drops.
"""

from __future__ import annotations

import argparse
import filecmp
import os
import re
import shlex
import shutil
import sys
import tempfile
import textwrap
from collections.abc import Sequence
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined
from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from forms import UnsupportedError
from views import DocumentView

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SUSPICIOUS = re.compile(
    r"object at 0x|^\s*(?:class|def|async def)\s*[(:]|\bUntrustedString\b", re.MULTILINE
)


class GenerationError(Exception):
    """Nothing, or nothing complete, can be generated; the text says why."""


def load(path: Path) -> dict[str, Any]:
    """A YAML file's mapping."""
    try:
        loaded: dict[str, Any] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except (OSError, YAMLError) as error:
        raise GenerationError(f"{path} cannot be read: {error}") from None
    if not isinstance(loaded, dict):
        raise GenerationError(f"{path} holds no mapping")
    return loaded


def check_form(document: dict[str, Any]) -> None:
    """See that a document has nothing that would be passed over without a word.

    Raises:
        GenerationError: it has, with a line for each place.
    """
    if str(ROOT) not in sys.path:
        sys.path.append(str(ROOT))
    from document_tools.lint import STRUCTURE
    from document_tools.lint import explained as broken

    if lines := broken(document, STRUCTURE):
        raise GenerationError("\n".join(lines))


def explained(problems: Sequence[GeneratorError]) -> GenerationError:
    """What openapi-python-client says of a document, without the objects that it cannot name."""
    text = "\n".join(f"{problem.header} {problem.detail}" for problem in problems)
    return GenerationError(re.sub(r"<[\w.]+ object at 0x\w+>", "...", text))


def finalize(value: object) -> object:
    """Let only text and numbers into the output: anything else is a mistake in a template."""
    if isinstance(value, str | int):
        return value
    raise GenerationError(f"a template wrote a {type(value).__name__}: {value!r}")


def wrapped(text: str, indent: int) -> str:
    """`text` folded to the line length, its further lines indented by `indent` spaces."""
    lines = textwrap.wrap(text, 97 - indent, break_long_words=False, break_on_hyphens=False)
    return f"\n{' ' * indent}".join(lines)


def generate(document: Path, output: Path, names: Path = HERE / "names.yaml") -> None:
    """Write the generated package of `document` to the folder `output`, replacing it.

    Args:
        document: the OpenAPI document.
        output: the folder of the package.
        names: the naming table.

    Raises:
        GenerationError: the document has something that cannot be generated; `output` is untouched.
    """
    ruff = f"--no-cache --quiet --config {shlex.quote(str(HERE / 'tidying.toml'))} ."
    config = Config.from_sources(
        ConfigFile(
            content_type_overrides={"application/xml": "application/octet-stream"},
            post_hooks=[f"ruff check --fix-only {ruff}", f"ruff format {ruff}"],
        ),
        MetaType.NONE,
        document,
        "utf-8",
        True,
        None,
    )
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    raw = load(document)
    parsed = GeneratorData.from_dict(raw, config=config)
    if isinstance(parsed, GeneratorError):
        raise explained([parsed])
    warnings = [
        *(
            item
            for each in parsed.endpoint_collections_by_tag.values()
            for item in each.parse_errors
        ),
        *parsed.errors,
    ]
    if warnings:
        raise explained(warnings)
    try:
        view = DocumentView(load(document), parsed, load(names))
    except UnsupportedError as error:
        raise GenerationError(str(error)) from None
    parsed.models = [model for model in parsed.models if view.has_class(model)]
    with tempfile.TemporaryDirectory() as folder:
        config.output_path = Path(folder) / "_generated"
        project = Project(openapi=parsed, config=config, custom_template_path=HERE)
        project.env.undefined = StrictUndefined
        project.env.finalize = finalize
        project.env.filters["wrapped"] = wrapped
        project.env.globals["view"] = view
        with redirect_stdout(StringIO()):
            problems = project.build()
        if problems:
            raise explained(problems)
        for unused in ("types.py", "errors.py"):
            (config.output_path / unused).unlink()
        inspect(config.output_path, view)
        shutil.rmtree(output, ignore_errors=True)
        shutil.copytree(config.output_path, output)


def inspect(package: Path, view: DocumentView) -> None:
    """Look at what was written: every operation has a method, and no text is half-rendered."""
    for path in sorted(package.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        try:
            compile(text, path.name, "exec")
        except SyntaxError as error:
            raise GenerationError(f"{path.relative_to(package)} is not Python: {error}") from None
        if found := SUSPICIOUS.search(text):
            line = text.count("\n", 0, found.start()) + 1
            raise GenerationError(
                f"{path.relative_to(package)}:{line} holds {found.group().strip()!r}"
            )
    for resource in view.resources:
        text = (package / "api" / resource.folder / "__init__.py").read_text(encoding="utf-8")
        for operation in resource.operations:
            if f"def {operation.method_name}(" not in text:
                raise GenerationError(f"{operation.id} has no method {resource.attribute}")
    methods = {operation.id for resource in view.resources for operation in resource.operations}
    if missing := set(view.operation_ids) - methods:
        raise GenerationError(f"no method for {sorted(missing)}")


def differences(expected: Path, found: Path) -> list[str]:
    """The files that differ between two folders, or stand in only one."""

    def files(folder: Path) -> set[str]:
        return {
            str(path.relative_to(folder))
            for path in folder.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }

    names = files(expected) | files(found)
    _, mismatch, errors = filecmp.cmpfiles(expected, found, sorted(names), shallow=False)
    return sorted(mismatch + errors)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--document", type=Path, default=ROOT / "openapi" / "interop.yaml")
    parser.add_argument("--output", type=Path, default=ROOT / "interop_client" / "_generated")
    parser.add_argument("--names", type=Path, default=HERE / "names.yaml")
    parser.add_argument("--check", action="store_true", help="write nothing; fail on a difference")
    arguments = parser.parse_args()
    try:
        check_form(load(arguments.document))
        if not arguments.check:
            generate(arguments.document, arguments.output, arguments.names)
            print(f"wrote {arguments.output}")
            return 0
        with tempfile.TemporaryDirectory() as folder:
            generate(arguments.document, Path(folder) / "_generated", arguments.names)
            differing = differences(Path(folder) / "_generated", arguments.output)
    except GenerationError as error:
        print(f"generation failed: {error}", file=sys.stderr)
        return 1
    for name in differing:
        print(f"differs from what `make generate` writes: {name}", file=sys.stderr)
    if not differing:
        print(f"{arguments.output} is what the document and the templates say")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
