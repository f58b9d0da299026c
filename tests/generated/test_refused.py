"""What cannot be generated is said, and changes nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .changing import (
    ARRAY,
    MODEL,
    NAMELESS,
    NO_SUCH,
    TEXT,
    a_body,
    a_parameter,
    a_path_parameter,
    a_property,
    an_answer,
    an_operation,
    another_answer,
    both,
    creating,
    listing,
    small,
    small_names,
)
from .generating import TEMPLATES, Change, files_of, write

UNSUPPORTED: list[tuple[str, Change, str]] = [
    (
        "a header parameter",
        a_parameter(**{"in": "header"}),
        "listClouds: header and cookie parameters have no template",
    ),
    (
        "a cookie parameter",
        a_parameter(**{"in": "cookie"}),
        "listClouds: header and cookie parameters have no template",
    ),
    (
        "a list separated by spaces",
        a_parameter(style="spaceDelimited", schema=ARRAY),
        "the parameter x: style spaceDelimited has no template",
    ),
    ("an object in the query", a_parameter(schema=MODEL), "the parameter x: only plain values"),
    (
        "a list of objects in the query",
        a_parameter(schema={"type": "array", "items": MODEL}),
        "the parameter x: only plain values and lists of them",
    ),
    ("a parameter of nothing", a_parameter(schema=NO_SUCH), "WARNING parsing GET /clouds"),
    (
        "a time in the path",
        a_path_parameter({"type": "string", "format": "date-time"}),
        "the parameter x: neither id, text nor whole number in a path",
    ),
    ("a parameter that is not in the path", a_parameter(**{"in": "path"}), "WARNING parsing GET"),
    (
        "arguments of one name",
        both(a_parameter(name="operation"), a_parameter(name="operation_")),
        "listClouds: two arguments share one name",
    ),
    (
        "one operationId twice",
        an_operation("createCloud"),
        "GET /more and POST /clouds would be one module create_cloud",
    ),
    (
        "operationIds that are one in Python",
        an_operation("list_clouds"),
        "their operationIds are list_clouds and listClouds",
    ),
    (
        "two methods of one name",
        an_operation("create"),
        "two operations of Clouds would be the method create; give each a row in names.yaml",
    ),
    ("no operationId", an_operation(None), "GET /more has no operationId"),
    ("no tag", an_operation("x", tags=[]), "GET /more has no tags"),
    ("no answer", an_operation("x", responses={}), "GET /more has no responses"),
    (
        "tags that are one in Python",
        an_operation("x", tags=["clouds"]),
        "the tags Clouds and clouds would both be clouds",
    ),
    (
        "an answer that is not JSON",
        an_answer("text/csv", TEXT),
        "listClouds: one JSON schema for all answers that succeed",
    ),
    (
        "an answer of text",
        an_answer("application/json", {"type": "object", "properties": {"data": TEXT}}),
        "listClouds: an answer of this form has no template",
    ),
    (
        "two kinds of answers",
        another_answer,
        "listClouds: one JSON schema for all answers that succeed",
    ),
    (
        "pages that cannot be asked for",
        lambda document: listing(document)["parameters"].clear(),
        "listClouds: a paged list needs the parameters page and page_size",
    ),
    ("a body of text", a_body("text/plain", TEXT), "POST /clouds|createCloud"),
    ("two kinds of bodies", a_body("", TEXT), "createCloud: several media types of a body"),
    (
        "a body without a name",
        a_body("application/json", NAMELESS),
        "createCloud: a body of application/json has no template",
    ),
    (
        "fields of one name",
        both(a_property("attrs", TEXT), a_property("attrs_", TEXT)),
        "Cloud: two properties share one attribute name",
    ),
    (
        "an object without a name",
        a_property("inner", NAMELESS),
        "CloudInner is a schema without a name: make it a component",
    ),
    (
        "a type that does not exist",
        a_property("odd", {"type": "strange"}),
        "Failed to parse OpenAPI document",
    ),
    ("a reference to nothing", a_property("odd", NO_SUCH), "Could not find reference"),
    *(
        (
            f"read back {message}",
            lambda document, way=way: creating(document).update({"x-read-back": [way]}),
            f"createCloud, x-read-back: {message}",
        )
        for way, message in [
            ({"operation": "findClouds"}, "there is no operation 'findClouds'"),
            ({}, "there is no operation ''"),
            ({"operation": "createCloud"}, "createCloud does not read a Cloud"),
            ({"operation": "listClouds"}, "nothing tells the object from others"),
            ({"operation": "listClouds", "body": ["nam"]}, "Cloud has no nam"),
            ({"operation": "listClouds", "location": "nam"}, "Cloud has no nam"),
            ({"operation": "listClouds", "path": ["id"]}, "no path parameter id"),
        ]
    ),
    (
        "a file",
        a_property("file", {"type": "string", "format": "binary"}),
        "file: no template for a FileProperty",
    ),
]


@pytest.mark.parametrize(
    ("change", "message"),
    [row[1:] for row in UNSUPPORTED],
    ids=[row[0] for row in UNSUPPORTED],
)
def test_what_cannot_be_generated_is_said_and_changes_nothing(
    generator: Any, tmp_path: Path, change: Change, message: str
) -> None:
    document = small()
    change(document)
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / "kept.py").write_text("kept = True\n", encoding="utf-8")
    with pytest.raises(generator.GenerationError, match=message) as caught:
        generator.generate(
            write(tmp_path / "document.yaml", document),
            tmp_path / "output",
            write(tmp_path / "names.yaml", small_names()),
        )
    assert "object at 0x" not in str(caught.value)
    assert files_of(tmp_path / "output") == {"kept.py": b"kept = True\n"}


@pytest.mark.parametrize(
    ("part", "row", "message"),
    [
        ("operations", {"noSuch": "x"}, r"names.yaml names unknown operations: \['noSuch'\]"),
        ("resources", {"No Such": "x"}, r"names.yaml names unknown tags: \['No Such'\]"),
        ("operations", {"createCloud": "list"}, "would be the method list"),
        ("explicit_flags", {"noSuch": {}}, "names.yaml names unknown operations"),
        (
            "explicit_flags",
            {"createCloud": {"replace": "x"}},
            "explicit_flags: createCloud has no query parameter replace",
        ),
        (
            "client_side_filters",
            {"listClouds": {"name": ["name"]}},
            "client_side_filters: listClouds has no query parameter name",
        ),
        (
            "client_side_filters",
            {"listClouds": {"page": ["owner.name"]}},
            r"client_side_filters: Cloud has no owner\.name",
        ),
    ],
)
def test_a_naming_table_that_does_not_fit_is_refused(
    generator: Any, tmp_path: Path, part: str, row: Any, message: str
) -> None:
    names = small_names()
    names[part] |= row
    with pytest.raises(generator.GenerationError, match=message):
        generator.generate(
            write(tmp_path / "document.yaml", small()),
            tmp_path / "output",
            write(tmp_path / "names.yaml", names),
        )
    assert not (tmp_path / "output").exists()


def test_the_small_document_can_be_generated(generator: Any, tmp_path: Path) -> None:
    generator.generate(
        write(tmp_path / "document.yaml", small()),
        tmp_path / "output",
        write(tmp_path / "names.yaml", small_names()),
    )
    assert "class CloudsResource:" in (tmp_path / "output/api/clouds/__init__.py").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize("text", [None, "paths: [", "- a\n", ""])
def test_a_document_that_cannot_be_read_is_said_on_the_command_line(
    generator: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    text: str | None,
) -> None:
    document = tmp_path / "document.yaml"
    if text is not None:
        document.write_text(text, encoding="utf-8")
    monkeypatch.setattr(
        sys, "argv", ["generate.py", "--document", str(document), "--output", str(tmp_path / "out")]
    )
    assert generator.main() == 1
    assert capsys.readouterr().err.startswith("generation failed: ")
    assert not (tmp_path / "out").exists()


PASSED_OVER: list[tuple[str, Change, str]] = [
    (
        "a property without a type",
        lambda document: document["components"]["schemas"]["Cloud"]["properties"]["name"].pop(
            "type"
        ),
        "Cloud.name: no type",
    ),
    (
        "a misspelt mark of a secret",
        a_property("x", {"type": "string", "description": "x", "x-secrt": True}),
        "unknown extension x-secrt; x-secret was meant?",
    ),
    ("an undeclared tag", lambda document: listing(document).update(tags=["Cluods"]), "Cluods"),
    (
        "a misspelt reference",
        a_property("x", {"$ref": "#/components/schemas/Paginng"}),
        "#/components/schemas/Paginng; #/components/schemas/Paging was meant?",
    ),
    (
        "a value twice",
        lambda document: document["components"]["schemas"].update(
            Colour={"type": "string", "description": "x", "enum": ["red", "red"]}
        ),
        "Colour: the value red stands there twice",
    ),
]


@pytest.mark.parametrize(
    ("change", "message"), [row[1:] for row in PASSED_OVER], ids=[row[0] for row in PASSED_OVER]
)
def test_the_command_refuses_what_would_be_passed_over(
    tmp_path: Path, change: Change, message: str
) -> None:
    document = small()
    change(document)
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / "kept.py").write_text("kept = True\n", encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, str(TEMPLATES / "generate.py")),
            *("--document", str(write(tmp_path / "document.yaml", document))),
            *("--names", str(write(tmp_path / "names.yaml", small_names()))),
            *("--output", str(tmp_path / "output")),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert files_of(tmp_path / "output") == {"kept.py": b"kept = True\n"}
