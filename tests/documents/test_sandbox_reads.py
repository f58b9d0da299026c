"""What the document lets a caller ask for, the sandbox knows by the same name."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from document_tools.lint.walk import operations, resolve

from .samples import ours

SANDBOX = Path(__file__).parents[2] / "interop_client" / "sandbox"
DOCUMENT = ours()
PARAMETERS = sorted(
    {
        parameter["name"]
        for operation in operations(DOCUMENT)
        for each in operation.body.get("parameters", [])
        for parameter in [resolve(DOCUMENT, each)]
        if parameter["in"] == "query"
        and not (parameter.get("x-draft") or operation.body.get("x-draft"))
    }
)


def named_in_the_sandbox() -> set[str]:
    """Every text that stands in its code, docstrings left out."""
    return {
        node.value
        for path in SANDBOX.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_query_parameter_is_read_by_the_sandbox_under_its_name(name: str) -> None:
    """Fails when one is renamed by hand in the document alone: the sandbox would not act on it."""
    assert name in named_in_the_sandbox()
