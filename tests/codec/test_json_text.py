"""What a text of the service may hold without making the rest of it unreadable."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import httpx
import pytest

from interop_client import ApiKey, InteropClient, ResponseDecodeError
from interop_client._codec.envelope import one, page
from interop_client._codec.json_text import load
from interop_client.models import Cloud, IngestionType, TenantState

GOOD = b'{"name": "good", "generation": 2}'


def listed(odd: bytes) -> bytes:
    return b'{"data": [' + GOOD + b", " + odd + b", " + GOOD + b'], "paging": {"next": "x"}}'


@pytest.mark.parametrize(
    ("odd", "name"),
    [
        (rb'{"name": "a\ud800b"}', "a\ufffdb"),
        (rb'{"name": "\udc00"}', "\ufffd"),
        (rb'{"name": "\ud83d\ude00 \ud83d"}', "\N{GRINNING FACE} \ufffd"),
        (rb'{"name": "a", "\ud800": "\udfff"}', "a"),
        (b'{"name": "a", "generation": NaN}', "a"),
        (b'{"name": "a", "generation": -Infinity}', "a"),
        (b'{"name": "a", "later": 1e999}', "a"),
        (b'{"name": "a", "later": ' + b"9" * 5000 + b"}", "a"),
        (b'{"name": "a", "later": ' + b"9" * 400 + b"}", "a"),
        (b'{"name": "a\tb"}', "a\tb"),
        (b'{"name": "b", "name": "a"}', "a"),
        (b'{"name": "a", "later": {"later": {"x": [1.5, NaN]}}}', "a"),
    ],
)
def test_one_odd_value_does_not_cost_the_page(odd: bytes, name: str) -> None:
    parse = page(Cloud)
    for _ in range(2):  # before anything was learned, and after
        found = parse(listed(odd))
        assert [cloud.name for cloud in found.items] == ["good", name, "good"]
        assert found.items[0].generation == 2
        assert found.next == "x"
        for cloud in found.items:
            assert json.dumps(cloud.to_dict(), ensure_ascii=False, allow_nan=False).encode()


def test_a_number_that_json_does_not_know_reads_as_null() -> None:
    assert one(Cloud)(b'{"data": {"generation": NaN}}') == Cloud()
    assert load(b"[NaN, Infinity, -Infinity, 1e999, 1.5]") == [None, None, None, None, 1.5]


def test_the_mark_before_utf_8_is_passed_over() -> None:
    assert page(Cloud)(b"\xef\xbb\xbf" + listed(GOOD)).items[2].name == "good"
    assert one(TenantState)(b'\xef\xbb\xbf{"data": {"a": 1}}').additional_properties == {"a": 1}


@pytest.mark.parametrize(
    "text", [b"[1,]", b"{'a': 1}", b"nan", b"\xff", b'"\xed\xa0\x80"', b"[1", b""]
)
def test_what_is_no_json_is_still_refused(text: bytes) -> None:
    with pytest.raises(ResponseDecodeError, match=r"is not JSON|is empty"):
        load(text)


def test_what_is_nested_beyond_any_use_is_a_typed_error() -> None:
    with pytest.raises(ResponseDecodeError, match="nested too deeply"):
        page(Cloud)(b'{"data": [{"later": ' + b"[" * 100_000 + b"]" * 100_000 + b"}]}")


# Clocks that tests freeze put classes of their own in the place of datetime and date.

FROZEN = """
import datetime as module

real_datetime, real_date = module.datetime, module.date

class Meta(type):
    def __instancecheck__(cls, other): return isinstance(other, real_date)
    def __subclasscheck__(cls, other): return issubclass(other, real_date)

class TimeMeta(type):
    def __instancecheck__(cls, other): return isinstance(other, real_datetime)
    def __subclasscheck__(cls, other): return issubclass(other, real_datetime)

class FakeDate(real_date, metaclass=Meta): pass
class FakeTime(real_datetime, FakeDate, metaclass=type("Both", (TimeMeta, Meta), {})): pass

def freeze():
    import sys
    fakes = {real_datetime: FakeTime, real_date: FakeDate}
    module.datetime, module.date = FakeTime, FakeDate
    for each in list(sys.modules.values()):
        for name, value in list(vars(each).items()):
            if each.__name__ not in ("datetime", "_datetime", "__main__"):
                if value is real_datetime or value is real_date:
                    setattr(each, name, fakes[value])
"""
DECODE = """
from interop_client._codec.envelope import page
from interop_client._codec import compiled
from interop_client.models import Cloud, RolloverRequest
text = b'{"data": [{"name": "a", "created_at": "2026-01-02T03:04:05Z"}]}'
def decode():
    (cloud,) = page(Cloud)(text).items
    assert type(cloud.created_at) is real_datetime, type(cloud.created_at)
    assert cloud.to_dict()["created_at"] == "2026-01-02T03:04:05Z"
    assert Cloud.from_dict({"created_at": "2026-01-02T03:04:05.123456Z"}).created_at
    parse, build = compiled.Compiled(Cloud).steps
    build(parse(b'{"created_at": "2026-01-02T03:04:05Z"}'))
"""


@pytest.mark.parametrize(
    "steps",
    ["freeze()\n{0}\ndecode()", "{0}\nfreeze()\ndecode()", "{0}\ndecode()\nfreeze()\ndecode()"],
)
def test_the_first_decoding_may_come_under_a_frozen_clock(steps: str) -> None:
    code = FROZEN + steps.replace("{0}", DECODE)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert (done.returncode, done.stderr) == (0, "")


# The escape hatch writes queries like the operations do.

PARAMS: list[tuple[object, str]] = [
    ("a b&c", "a%20b%26c"),
    (IngestionType.BULK_LOAD, "bulk_load"),
    (True, "true"),
    (7, "7"),
    (1.5, "1.5"),
    (UUID(int=7), "00000000-0000-0000-0000-000000000007"),
    (date(2026, 1, 2), "2026-01-02"),
    (datetime(2026, 1, 2, tzinfo=UTC), "2026-01-02T00%3A00%3A00Z"),
    (datetime(2026, 1, 2, tzinfo=timezone(timedelta(hours=2))), "2026-01-01T22%3A00%3A00Z"),
    (["a,b", 1, False], "a%2Cb,1,false"),
    ((UUID(int=1),), "00000000-0000-0000-0000-000000000001"),
    ({"only"}, "only"),
]


class Noting(httpx.AsyncBaseTransport):
    def __init__(self) -> None:
        self.queries: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.queries.append(request.url.query.decode())
        return httpx.Response(200, json={})


def client_of(transport: httpx.AsyncBaseTransport) -> InteropClient:
    return InteropClient(ApiKey("key"), base_url="https://api.example.test", transport=transport)


@pytest.mark.anyio
@pytest.mark.parametrize(("value", "written"), PARAMS, ids=[str(row[1]) for row in PARAMS])
async def test_a_query_value_is_written_as_the_operations_write_it(
    value: object, written: str
) -> None:
    service = Noting()
    async with client_of(service) as client:
        await client.request("GET", "/x", params={"since": value, "none": None})
    assert service.queries == [f"since={written}"]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("params", "kind", "message"),
    [
        ({"a": {"b": 1}}, TypeError, r"params\['a'\] must be a text, a number.*, not dict"),
        ({"a": b"x"}, TypeError, r"params\['a'\] must be .*, not bytes"),
        ({"a": object}, TypeError, r"params\['a'\] must be .*, not type"),
        ({"a": [["b"]]}, TypeError, r"params\['a'\]\[0\] must be .*, not list"),
        ({"a": ["b", None]}, TypeError, r"params\['a'\]\[1\] must be .*, not NoneType"),
        ({"a": []}, ValueError, r"params\['a'\] must have at least 1 item, not 0"),
        ({"a": datetime(2026, 1, 2)}, ValueError, r"params\['a'\] must be an aware datetime"),
        ({"a": float("nan")}, ValueError, r"params\['a'\] must be a finite number"),
        ({"a": "\ud800"}, ValueError, r"params\['a'\] is not valid text"),
        ({1: "a"}, TypeError, "the names in params must be strings, not 1"),
        ([("a", 1)], TypeError, "params must be a mapping, not list"),
    ],
)
async def test_what_no_query_can_hold_is_refused_before_sending(
    params: Any, kind: type[Exception], message: str
) -> None:
    service = Noting()
    async with client_of(service) as client:
        with pytest.raises(kind, match=message):
            await client.request("GET", "/x", params=params)
    assert service.queries == []


@pytest.mark.anyio
async def test_a_value_that_comes_twice_in_a_filter_is_sent_once() -> None:
    service = Noting()
    ids: list[UUID | str] = [UUID(int=1), str(UUID(int=2)), str(UUID(int=1)).upper()]
    async with client_of(service) as client:
        await client.tenants.list(accounts=ids, integration=["a", "b", "a"]).first()
    (query,) = service.queries
    pairs: dict[str, str] = dict(pair.split("=") for pair in query.split("&"))
    one_to_two = [str(UUID(int=1)), str(UUID(int=2))]
    assert (pairs["accounts"], pairs["integration"]) == (",".join(one_to_two), "a,b")


def test_an_unexpected_mistake_says_where_it_was_made() -> None:
    from interop_client import Operation
    from interop_client.operation import read

    def broken(content: bytes) -> Callable[[], None]:
        raise KeyError(content)

    operation = Operation(operation_id="x", method="GET", url="/", parse=broken)
    with pytest.raises(ResponseDecodeError, match=r"KeyError at .*broken\.") as caught:
        read(operation, b"planted", {})
    assert "planted" not in str(caught.value)
