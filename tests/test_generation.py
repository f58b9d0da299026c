"""The generator: current, deterministic, open to a growing document, and loud where it cannot be.

Changed copies of the document are generated into a copy of the package that has another name,
so that what arrives there is used here like the real one.
"""

from __future__ import annotations

import copy
import importlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import attrs
import pytest
import yaml

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "generator-templates"
DOCUMENT = ROOT / "openapi" / "interop.yaml"
PACKAGE = ROOT / "interop_client"
COPY = "interop_client_grown"

Document = dict[str, Any]
Change = Callable[[Document], None]


@pytest.fixture(scope="module")
def generator() -> Iterator[Any]:
    """The driver, as a module."""
    sys.path.insert(0, str(TEMPLATES))
    try:
        yield importlib.import_module("generate")
    finally:
        sys.path.remove(str(TEMPLATES))


@cache
def loaded(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def read(path: Path) -> Any:
    return copy.deepcopy(loaded(path))


def write(path: Path, value: object) -> Path:
    path.write_text(yaml.safe_dump(value, sort_keys=False), encoding="utf-8")
    return path


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


# What is committed is what the document says.


def test_the_committed_code_is_what_the_command_writes(tmp_path: Path) -> None:
    output = tmp_path / "_generated"
    run = subprocess.run(
        [sys.executable, str(TEMPLATES / "generate.py"), "--output", str(output)],
        env={**os.environ, "PYTHONHASHSEED": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == f"wrote {output}\n"
    assert files_of(output) == files_of(PACKAGE / "_generated")


def test_the_result_does_not_depend_on_what_git_ignores(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    (tmp_path / ".gitignore").write_text("*\n", encoding="utf-8")
    output = tmp_path / "_generated"
    run = subprocess.run(
        [sys.executable, str(TEMPLATES / "generate.py"), "--output", str(output)],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        check=False,
    )
    assert run.returncode == 0
    assert files_of(output) == files_of(PACKAGE / "_generated")


def test_the_check_passes_here_and_fails_on_any_difference(
    generator: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    expected = tmp_path / "expected"
    generator.generate(DOCUMENT, expected)  # with another hash seed than the test before
    assert files_of(expected) == files_of(PACKAGE / "_generated")
    monkeypatch.setattr(
        generator, "generate", lambda document, output, names: shutil.copytree(expected, output)
    )

    def check(output: Path) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["generate.py", "--check", "--output", str(output)])
        before = files_of(output)
        code = generator.main()
        assert files_of(output) == before, "a check writes nothing"
        return code, capsys.readouterr().err

    assert check(PACKAGE / "_generated") == (0, "")
    found = tmp_path / "found"

    def assert_difference(name: str) -> None:
        assert check(found) == (1, f"differs from what `make generate` writes: {name}\n")
        shutil.rmtree(found)
        shutil.copytree(expected, found)

    shutil.copytree(expected, found)
    (found / "models" / "cloud.py").write_bytes(
        (found / "models" / "cloud.py").read_bytes() + b"\n"
    )
    assert_difference("models/cloud.py")
    (found / "api" / "clouds" / "find_cloud.py").unlink()
    assert_difference("api/clouds/find_cloud.py")
    (found / "models" / "by_hand.py").write_text("", encoding="utf-8")
    assert_difference("models/by_hand.py")
    (found / "notes.txt").write_text("", encoding="utf-8")
    assert_difference("notes.txt")
    assert check(found) == (0, "")


def test_the_naming_table_names_nothing_that_is_not_there() -> None:
    document = read(DOCUMENT)
    operations = {
        raw["operationId"]
        for item in document["paths"].values()
        for method, raw in item.items()
        if method in {"get", "put", "post", "delete", "patch"}
    }
    names = read(TEMPLATES / "names.yaml")
    assert set(names["operations"]) <= operations
    assert set(names["resources"]) <= {tag["name"] for tag in document["tags"]}


def test_every_generated_file_says_first_that_it_is_not_to_be_edited() -> None:
    for name, content in files_of(PACKAGE / "_generated").items():
        assert content.decode().startswith("# Generated by `make generate`"), name


def test_no_half_rendered_text_is_in_the_output() -> None:
    for name, content in files_of(PACKAGE / "_generated").items():
        text = content.decode()
        assert "object at 0x" not in text, name
        assert "Undefined" not in text, name
        assert " : " not in text.replace('" : "', ""), name
        assert '""""' not in text, name
        assert "None:" not in text.split("Args:")[-1].split('"""')[0], name
        compile(text, name, "exec")


def test_a_template_can_write_text_and_numbers_only(generator: Any) -> None:
    assert generator.finalize("x") == "x"
    assert generator.finalize(3) == 3
    for value in (None, object(), [], {}):
        with pytest.raises(generator.GenerationError, match="a template wrote a "):
            generator.finalize(value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = '<Thing object at 0x7f>'\n", "models.py:1 holds 'object at 0x'"),
        ("\nclass :\n    pass\n", "models.py is not Python"),
        ("def (self): ...\n", "models.py is not Python"),
        ("# class (x)\nUntrustedString\n", "models.py:2 holds 'UntrustedString'"),
    ],
)
def test_half_rendered_text_is_found_before_anything_is_replaced(
    generator: Any, tmp_path: Path, text: str, message: str
) -> None:
    (tmp_path / "models.py").write_text(text, encoding="utf-8")
    with pytest.raises(generator.GenerationError, match=message):
        generator.inspect(tmp_path, view=None)


# A document that has grown.


def grow(document: Document) -> None:
    """One operation of each new sort under a new tag, and one of each new thing in a model."""
    schemas = document["components"]["schemas"]
    described = {"description": "New."}
    text = {"type": "string", **described}
    schemas["Cloud"]["properties"] |= {
        "class": text,
        "from": text,
        "list": {"type": "array", "items": {"type": "string"}, **described},
        "dict": {"type": "string", "format": "date", **described},
        "str": text,
        "date": {"type": "string", "format": "date", **described},
        "datetime": {"type": "string", "format": "date-time", **described},
        "UUID": {"type": "string", "format": "uuid", **described},
        "hidden": {"type": "boolean", **described},
        "attrs": text,
        "classmethod": text,
        "type": {"$ref": "#/components/schemas/WidgetKind"},
        "kebab-case": text,
        "additional_properties": text,
        "to_dict": text,
        "unknown": text,
        "_links": text,
        "2fa": {"type": "boolean", **described},
    }
    schemas["ActorType"]["enum"].append("spaceship")
    schemas["WidgetKind"] = {
        "type": "string",
        "enum": ["round", "50%"],
        "x-enum-varnames": ["ROUND", "HALF"],
        **described,
    }
    schemas["WidgetPartner"] = {
        "type": "object",
        "properties": {"widget": {"$ref": "#/components/schemas/Widget"}, "name": text},
        **described,
    }
    schemas["Widget"] = {
        "type": "object",
        "required": ["born"],
        "properties": {
            "id": {"type": "string", "format": "uuid", **described},
            "born": {"type": "string", "format": "date", **described},
            "weight": {"type": "number", **described},
            "kinds": {"type": "array", "items": {"$ref": "#/components/schemas/WidgetKind"}},
            "seen": {"type": "array", "items": {"type": "string", "format": "date-time"}},
            "clouds": {"type": "array", "items": {"$ref": "#/components/schemas/CloudRefType"}},
            "anything": {**described},
            "either": {"oneOf": [{"type": "string"}, {"type": "integer"}], **described},
            "pin": {"type": "string", "x-secret": True, **described},
            "key": {"type": "string", "format": "uuid", "x-secret": True, **described},
            "parent": {"oneOf": [{"$ref": "#/components/schemas/Widget"}, {"type": "null"}]},
            "children": {"type": "array", "items": {"$ref": "#/components/schemas/Widget"}},
            "partner": {"$ref": "#/components/schemas/WidgetPartner"},
        },
        **described,
    }
    # The same without a way back to itself, so that it has a compiled decoder.
    schemas["Gadget"] = copy.deepcopy(schemas["Widget"])
    for name in ("parent", "children", "partner"):
        del schemas["Gadget"]["properties"][name]
    for name in ("Widget", "Gadget"):
        item = {"$ref": f"#/components/schemas/{name}"}
        schemas[f"{name}Response"] = {"type": "object", "properties": {"data": item}}
        schemas[f"{name}ListResponse"] = {
            "type": "object",
            "properties": {
                "data": {"type": "array", "items": item},
                "paging": {"$ref": "#/components/schemas/Paging"},
            },
        }
    document["tags"].append({"name": "Space Widgets", "description": "Widgets in space."})
    document["paths"]["/widgets"] = {
        "get": operation(
            "listSpaceWidgets",
            "WidgetListResponse",
            [
                {"$ref": "#/components/parameters/Page"},
                {"$ref": "#/components/parameters/PageSize"},
                query("since", {"type": "string", "format": "date"}, required=True),
                query("after", {"type": "string", "format": "date-time"}),
                query(
                    "kinds",
                    {"type": "array", "items": {"$ref": "#/components/schemas/WidgetKind"}},
                    style="form",
                    explode=False,
                ),
                query("tag", {"type": "array", "minItems": 2, "items": {"type": "string"}}),
                query("operation", {"type": "string"}),
                query("class", {"type": "string"}),
                query("weight[min]", {"type": "number"}),
            ],
        ),
        "post": {
            **operation("createSpaceWidget", "WidgetResponse", []),
            "requestBody": {
                "required": True,
                "description": "The widget.",
                "content": {
                    "application/json": {"schema": {"$ref": "#/components/schemas/Widget"}}
                },
            },
        },
    }
    document["paths"]["/widgets/{id}/twin"] = {
        "parameters": [
            {
                "name": "id",
                "in": "path",
                "required": True,
                "description": "Which.",
                "schema": {"type": "string", "format": "uuid"},
            }
        ],
        "get": operation("findGadgetOfWidget", "GadgetResponse", []),
    }
    in_path = {"in": "path", "required": True, "description": "New."}
    document["paths"]["/widgets/{year}/{colour}"] = {
        "get": operation(
            "findWidgetOfYear",
            "WidgetResponse",
            [
                {"name": "year", "schema": {"type": "integer", "minimum": 1900}, **in_path},
                {"name": "colour", "schema": {"type": "string"}, **in_path},
            ],
        )
    }


def operation(name: str, answer: str, parameters: list[Any], tag: str = "Space Widgets") -> Any:
    return {
        "operationId": name,
        "tags": [tag],
        "summary": "Work with widgets",
        "parameters": parameters,
        "responses": {
            "200": {
                "description": "Done.",
                "content": {
                    "application/json": {"schema": {"$ref": f"#/components/schemas/{answer}"}}
                },
            }
        },
    }


def query(name: str, schema: Any, *, required: bool = False, **more: Any) -> Any:
    return {
        "name": name,
        "in": "query",
        "required": required,
        "description": "New.",
        "schema": schema,
        **more,
    }


@pytest.fixture(scope="module")
def grown(generator: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a copy of the package, generated from a document that has grown."""
    folder = tmp_path_factory.mktemp("grown")
    document, names = read(DOCUMENT), read(TEMPLATES / "names.yaml")
    grow(document)
    names["operations"]["findGadgetOfWidget"] = "twin"
    shutil.copytree(PACKAGE, folder / COPY, ignore=shutil.ignore_patterns("sandbox", "__pycache__"))
    generator.generate(
        write(folder / "document.yaml", document),
        folder / COPY / "_generated",
        write(folder / "names.yaml", names),
    )
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.partition(".")[0] == COPY]:
        del sys.modules[name]


@pytest.fixture(scope="module")
def models(grown: Path) -> Any:
    return importlib.import_module(f"{COPY}.models")


class Recorder:
    """Keeps what it is to send, and answers with bytes."""

    def __init__(self, answer: bytes = b"{}") -> None:
        self.sent: list[Any] = []
        self.answer = answer

    async def send(self, operation: Any, /) -> Any:
        self.sent.append(operation)
        return operation.parse(self.answer)


def resources(recorder: Recorder) -> Any:
    return importlib.import_module(f"{COPY}._generated.client").Resources(recorder)


@pytest.mark.anyio
async def test_a_new_operation_under_a_new_tag_arrives_as_a_method(
    grown: Path, models: Any
) -> None:
    recorder = Recorder(b'{"data": {"born": "2026-07-01", "kinds": ["round", "flat"]}}')
    api = resources(recorder)
    widget = await api.space_widgets.create(models.Widget(born=date(2026, 7, 1), weight=1.5))
    assert isinstance(widget, models.Widget)
    assert widget.born == date(2026, 7, 1)
    assert widget.kinds == [models.WidgetKind.ROUND, "flat"]
    sent = recorder.sent[0]
    assert (sent.method, sent.url, sent.repeatable) == ("POST", "/widgets", False)
    assert json.loads(sent.content) == {"born": "2026-07-01", "weight": 1.5}


@pytest.mark.anyio
async def test_one_row_in_the_naming_table_names_a_method(grown: Path, models: Any) -> None:
    recorder = Recorder(b'{"data": {"weight": 2}}')
    gadget = await resources(recorder).space_widgets.twin("a/b")
    assert gadget == models.Gadget(weight=2.0)
    assert type(gadget.weight) is float
    assert recorder.sent[0].url == "/widgets/a%2Fb/twin"


@pytest.mark.anyio
async def test_what_stands_in_a_path_is_taken_as_what_the_document_says(
    grown: Path, models: Any
) -> None:
    recorder = Recorder(b'{"data": {}}')
    find = resources(recorder).space_widgets.find_widget_of_year
    assert await find(2026, "dark red") == models.Widget()
    assert recorder.sent[0].url == "/widgets/2026/dark%20red"
    with pytest.raises(TypeError, match="year must be "):
        await find("2026", "red")
    with pytest.raises(ValueError, match="year must be at least 1900, not 1899"):
        await find(1899, "red")
    assert len(recorder.sent) == 1


@pytest.mark.anyio
async def test_new_query_parameters_of_each_sort_are_sent(grown: Path, models: Any) -> None:
    recorder = Recorder(b'{"data": [{"pin": "x"}, null]}')
    pager = resources(recorder).space_widgets.list(
        since=date(2026, 7, 1),
        after=datetime(2026, 7, 1, 12, tzinfo=UTC),
        kinds=[models.WidgetKind.HALF, "flat,wide"],
        tag=["a b", "c&d"],
        operation_="op",
        class_="x",
        weightmin=0.5,
        page_size=5,
    )
    assert [item async for item in pager] == [models.Widget(pin="x")]
    assert recorder.sent[0].query.split("&") == [
        "since=2026-07-01",
        "page=0",
        "page_size=5",
        "after=2026-07-01T12%3A00%3A00Z",
        "kinds=50%25,flat%2Cwide",
        "tag=a%20b",
        "tag=c%26d",
        "operation=op",
        "class=x",
        "weight%5Bmin%5D=0.5",
    ]


def test_a_required_query_parameter_is_required(grown: Path) -> None:
    listing = resources(Recorder()).space_widgets.list
    with pytest.raises(TypeError, match="required keyword-only argument: 'since'"):
        listing()
    with pytest.raises(TypeError, match="since must be "):
        listing(since=None)
    with pytest.raises(TypeError, match="since must be a date, not datetime"):
        listing(since=datetime(2026, 7, 1, tzinfo=UTC))
    with pytest.raises(ValueError, match="tag must have at least 2 items, not 1"):
        listing(since=date(2026, 7, 1), tag=["a"])


def test_a_new_property_arrives_as_a_field_of_its_name(models: Any) -> None:
    data = {
        "class": "a",
        "from": "b",
        "list": ["c"],
        "dict": "2026-07-01",
        "str": "d",
        "date": "2026-07-02",
        "datetime": "2026-07-03T00:00:00Z",
        "UUID": str(UUID(int=1)),
        "hidden": True,
        "attrs": "e",
        "classmethod": "f",
        "type": "50%",
        "kebab-case": "g",
        "additional_properties": "h",
        "to_dict": "i",
        "unknown": "j",
        "_links": "k",
        "2fa": False,
        "later": "l",
    }
    names = {
        "class": "class_",
        "from": "from_",
        "attrs": "attrs_",
        "classmethod": "classmethod_",
        "kebab-case": "kebab_case",
        "additional_properties": "additional_properties_",
        "to_dict": "to_dict_",
        "_links": "field_links",
        "2fa": "field_2fa",
    }
    parsing = importlib.import_module(f"{COPY}._codec.envelope")
    parse = parsing.one(models.Cloud)
    for cloud in (
        models.Cloud.from_dict(data),
        *(parse(json.dumps({"data": data}).encode()) for _ in range(2)),
    ):
        assert cloud.to_dict() == data
        assert cloud.additional_properties == {"later": "l"}
        assert attrs.evolve(cloud, hidden=None).hidden is None
        assert cloud.date == date(2026, 7, 2)
        assert UUID(int=1) == cloud.UUID
        assert cloud.type is models.WidgetKind.HALF
        for key in set(data) - {"later"}:
            assert hasattr(cloud, names.get(key, key)), key


def test_a_property_with_the_name_of_a_builtin_leaves_the_class_alone(models: Any) -> None:
    cloud = models.Cloud(list=["a"], dict=date(2026, 7, 1))
    assert cloud.additional_properties == {}
    assert cloud.to_dict() == {"list": ["a"], "dict": "2026-07-01"}
    assert {"created_at", "updated_at"} == models.Cloud.READ_ONLY


def test_a_new_enum_value_arrives_as_a_member(models: Any) -> None:
    assert models.ActorType.SPACESHIP == "spaceship"
    assert models.ActorType("spaceship").is_known
    assert [member.value for member in models.WidgetKind] == ["round", "50%"]


def test_models_that_hold_themselves_are_read_and_written(models: Any) -> None:
    data = {
        "born": "2026-07-01",
        "parent": {"born": "2026-06-01", "parent": {"later": 1}},
        "children": [{"pin": "a"}, {"children": [{"pin": "b"}]}],
        "partner": {"widget": {"partner": {"name": "x"}}, "later": 2},
        "clouds": [{"name": "North", "later": 3}],
    }
    parsing = importlib.import_module(f"{COPY}._codec.envelope")
    read_page = parsing.page(models.Widget)
    for _ in range(2):
        (widget,) = read_page(json.dumps({"data": [data]}).encode()).items
        assert widget == models.Widget.from_dict(data)
        assert widget.to_dict() == data
        assert widget.parent.parent.additional_properties == {"later": 1}
        assert widget.children[1].children[0].pin == "b"
        assert "'b'" not in repr(widget)
    errors = importlib.import_module(f"{COPY}.errors")
    with pytest.raises(errors.ResponseDecodeError) as caught:
        read_page(b'{"data": [{"children": [{}, {"partner": {"widget": {"weight": "x"}}}]}]}')
    assert caught.value.path == "data[0].children[1].partner.widget.weight"


def test_a_model_nested_in_itself_too_deeply_is_a_typed_error(models: Any) -> None:
    parsing = importlib.import_module(f"{COPY}._codec.envelope")
    errors = importlib.import_module(f"{COPY}.errors")
    parse, failed = parsing.page(models.Widget), 0
    for depth in (10, *range(400, 500), 5000):
        text = '{"children":[' * depth + "{}" + "]}" * depth
        try:
            (widget,) = parse(f'{{"data": [{text}]}}'.encode()).items
        except errors.ResponseDecodeError as error:
            failed += "nested too deeply" in str(error)
        else:
            for _ in range(depth):
                (widget,) = widget.children
            assert widget == models.Widget()
    assert failed > 1


def test_an_error_shows_odd_text_but_never_of_a_secret(models: Any) -> None:
    errors = importlib.import_module(f"{COPY}.errors")
    with pytest.raises(errors.ResponseDecodeError, match="the string 'my-text' at id where"):
        models.Gadget.from_dict({"id": "my-text"})
    with pytest.raises(errors.ResponseDecodeError, match="has a string at key where a UUID"):
        models.Gadget.from_dict({"key": "my-secret"})
    holder = {"clouds": [{"id": "my-text"}]}
    with pytest.raises(errors.ResponseDecodeError, match=r"'my-text' at clouds\[0\]\.id where"):
        models.Gadget.from_dict(holder)


GADGETS = [
    *('"2026-07-01"', '"20260701"', '"2026-W27-3"', '"2026-07-01T00:00:00Z"', '"x"', '""', "3"),
    *("1", "1.0", "-0", "1e3", "9" * 30, "9" * 400, "1e400", "true", "null", '"1"', "NaN", "[]"),
    *('["round"]', '["flat", null, ""]', "[1]", "[[]]", '[{"name": "x", "later": 1}]', "[{}]"),
    *('[{"name": 3}]', '["2026-07-01", "2026-07-01T00:00:00.123456789Z"]', '["soon"]', "{}"),
    '{"a": [1, null]}',
]


@pytest.mark.parametrize("text", GADGETS)
def test_both_ways_of_decoding_agree_on_every_sort_of_field(models: Any, text: str) -> None:
    parsing = importlib.import_module(f"{COPY}._codec.envelope")
    errors = importlib.import_module(f"{COPY}.errors")

    def outcome(parse: Callable[[bytes], Any], content: bytes) -> Any:
        try:
            result = parse(content)
        except errors.ResponseDecodeError as error:
            return str(error), error.path
        return repr(attrs.asdict(result))

    def plainly(content: bytes) -> Any:
        data = parsing.load(content)["data"]
        try:
            return models.Gadget._decode(data)
        except parsing.WrongValueError as error:
            raise error.below("data").as_error() from None

    for name in [*models.Gadget.FIELDS, "later"]:
        content = f'{{"data": {{"{name}": {text}}}}}'.encode()
        parse = parsing.one(models.Gadget)
        for _ in range(2):
            assert outcome(parse, content) == outcome(plainly, content)


def test_what_has_grown_is_fully_typed(grown: Path) -> None:
    use = grown / "use.py"
    use.write_text(
        f"""
from __future__ import annotations

from datetime import date
from typing import assert_type
from uuid import UUID

from {COPY}._generated.client import Resources
from {COPY}._generated.models.cloud import Cloud
from {COPY}._generated.models.gadget import Gadget
from {COPY}._generated.models.widget import Widget
from {COPY}._generated.models.widget_kind import WidgetKind


async def use(api: Resources, cloud: Cloud) -> None:
    assert_type(await api.space_widgets.twin(UUID(int=1)), Gadget)
    async for widget in api.space_widgets.list(since=date(2026, 7, 1), kinds=["round"]):
        assert_type(widget, Widget)
        assert_type(widget.born, date | None)
        assert_type(widget.kinds, list[WidgetKind] | None)
        assert_type(widget.children, list[Widget] | None)
        assert_type(widget.anything, object | None)
    assert_type(cloud.date, date | None)
    assert_type(cloud.list, list[str] | None)
    assert_type(cloud.type, WidgetKind | None)
    assert_type(cloud.hidden, bool | None)
""",
        encoding="utf-8",
    )
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "mypy",
            "--strict",
            "--config-file=",
            "use.py",
            f"{COPY}/_generated",
        ],
        cwd=grown,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Success: no issues found" in run.stdout


# What the templates have no code for.


def small() -> Document:
    """The least that can be generated, for changes that cannot be."""
    document: Document = read(DOCUMENT)
    schemas = document["components"]["schemas"]
    document["paths"]["/clouds"]["post"]["x-read-back"] = []
    return {
        **{key: document[key] for key in ("openapi", "info", "servers")},
        "tags": [{"name": "Clouds", "description": "Clouds."}],
        "paths": {"/clouds": copy.deepcopy(document["paths"]["/clouds"])},
        "components": {
            **{key: document["components"][key] for key in ("securitySchemes", "parameters")},
            "responses": document["components"]["responses"],
            "schemas": {
                name: copy.deepcopy(schemas[name])
                for name in (
                    *("Cloud", "CloudResponse", "CloudListResponse"),
                    *("Paging", "ErrorType", "ErrorResponse"),
                )
            },
        },
    }


def small_names() -> Document:
    return {
        "resources": {},
        "operations": {"listClouds": "list", "createCloud": "create"},
        "explicit_flags": {},
        "client_side_filters": {},
    }


def listing(document: Document) -> Any:
    return document["paths"]["/clouds"]["get"]


def creating(document: Document) -> Any:
    return document["paths"]["/clouds"]["post"]


def a_parameter(**changes: Any) -> Change:
    given = {"name": "x", "in": "query", "schema": {"type": "string"}, **changes}
    return lambda document: listing(document)["parameters"].append(given)


def an_operation(name: str | None, **changes: Any) -> Change:
    def change(document: Document) -> None:
        added = operation(name or "", "CloudResponse", [], tag="Clouds") | changes
        if name is None:
            del added["operationId"]
        document["paths"]["/more"] = {"get": added}

    return change


def an_answer(media_type: str, schema: Any) -> Change:
    def change(document: Document) -> None:
        listing(document)["responses"]["200"]["content"] = {media_type: {"schema": schema}}

    return change


def another_answer(document: Document) -> None:
    listing(document)["responses"]["202"] = {
        "description": "Later.",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/CloudResponse"}}},
    }


def a_body(media_type: str, schema: Any) -> Change:
    def change(document: Document) -> None:
        content = document["paths"]["/clouds"]["post"]["requestBody"]["content"]
        if media_type:
            content.clear()
        content[media_type or "application/xml"] = {"schema": schema}

    return change


def a_property(name: str, schema: Any) -> Change:
    def change(document: Document) -> None:
        document["components"]["schemas"]["Cloud"]["properties"][name] = schema

    return change


def a_path_parameter(schema: Any) -> Change:
    def change(document: Document) -> None:
        parameter = {"in": "path", "name": "x", "required": True, "schema": schema}
        document["paths"]["/clouds/{x}"] = {"get": operation("findX", "CloudResponse", [parameter])}

    return change


def both(*changes: Change) -> Change:
    def change(document: Document) -> None:
        for each in changes:
            each(document)

    return change


ARRAY = {"type": "array", "items": {"type": "string"}}
MODEL = {"$ref": "#/components/schemas/Cloud"}
NO_SUCH = {"$ref": "#/components/schemas/NoSuch"}
NAMELESS = {"type": "object", "properties": {"x": {"type": "string"}}}
TEXT = {"type": "string"}

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
