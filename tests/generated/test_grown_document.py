"""A document that has grown needs nothing but generating."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import attrs
import pytest

from .generating import COPY
from .growing import Recorder, resources


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


def test_a_property_whose_name_no_attribute_can_have_is_read_in_compiled_code(models: Any) -> None:
    compiled = importlib.import_module(f"{COPY}._codec.compiled")
    data = {"kebab-case": "a", "class": "b", "2fa": True, "UUID": str(UUID(int=1)), "type": "50%"}
    parse, build = compiled.Compiled(models.Cloud).steps
    cloud = build(parse(json.dumps(data).encode()))
    assert (cloud.kebab_case, cloud.class_, cloud.field_2fa) == ("a", "b", True)
    assert cloud.to_dict() == data


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
            # Of the lowest h2, httptools and redis.
            "--disable-error-code=import-untyped",
            "--disable-error-code=no-untyped-call",
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
