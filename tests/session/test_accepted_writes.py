"""A write that the service accepted never ends as if it had not been done.

Whatever status of success it has and whatever its answer holds, or does not: for every operation
of the document, so for those that are added one day.
"""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from support.documented import BASE_URL, OPERATIONS, Documented, built, make, plain
from support.places import asked, at, method_of

from interop_client import (
    ApiKey,
    ConflictPolicy,
    InteropClient,
    OutcomeUnknownError,
    ResponseDecodeError,
    RetryPolicy,
)
from interop_client.models import (
    Cloud,
    RolloverRequest,
    Schedule,
    ScheduleUpdate,
    ScopingSchool,
    TenantApplicationUpdate,
)

pytestmark = pytest.mark.anyio

WRITES = [each for each in OPERATIONS if each.method != "get" and not each.is_list]
READS = [operation for operation in OPERATIONS if operation.method == "get"]
SILENT = [each for each in WRITES if each.answer[1] is ... and each.answer[0] == 204]
PROMISING = [each for each in WRITES if each not in SILENT]
READ_BACK = [each for each in PROMISING if each.raw.get("x-read-back") != []]
SUCCESS = [200, 201, 202, 203, 204, 205, 226, 299]
NOTHING = [b"", b"  \n", b"null", b"{}", b'{"data": null}', b'{"data": {}}', b'{"data": { } }']
ODD = [b"[]", b"7", b'"done"', b"<html>OK</html>", b"OK", b'{"data": "x"}', b"\xff", b"{"]


class Service(httpx.AsyncBaseTransport):
    """Answers writes as a test says, and reads with the example of what the write promises."""

    def __init__(
        self,
        write: Documented,
        status: int,
        content: bytes = b"",
        headers: Mapping[str, str] | None = None,
        *,
        read_status: int = 200,
        listed: int = 1,
    ) -> None:
        self._write = write
        self._answer = status, content, dict(headers or {})
        self._read_status = read_status
        self._listed = listed
        self.requests: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self.requests.append(f"{request.method} {request.url.path}")
        if request.method != "GET":
            status, content, headers = self._answer
            return httpx.Response(status, content=content, headers=headers)
        if self._read_status != 200:
            return httpx.Response(self._read_status)
        name, _ = asked(request.method, request.url.path)
        if str(name).startswith("count"):
            return httpx.Response(200, json=0)
        is_list = any(each.id == name and each.is_list for each in READS)
        data = promised(self._write)
        items = data if isinstance(data, list) else [data]
        return httpx.Response(200, json={"data": items * self._listed if is_list else items[0]})


def promised(write: Documented) -> Any:
    """What the service now has of it: what its example answer holds, with what was sent."""
    _, example = write.answer
    data = {} if example is ... else example["data"]
    body = write.body
    sent = copy.deepcopy(body[2]) if body is not None and isinstance(body[2], dict) else {}
    if isinstance(sent.get("data"), list):
        return sent["data"]
    return {**sent, **(data if isinstance(data, dict) else {})}


def client_of(service: httpx.AsyncBaseTransport) -> InteropClient:
    return InteropClient(
        ApiKey("key"),
        base_url=BASE_URL,
        transport=service,
        retry=RetryPolicy(attempts=1),
        conflicts=ConflictPolicy.off(),
    )


each_silent = pytest.mark.parametrize("write", SILENT, ids=str)
each_promising = pytest.mark.parametrize("write", PROMISING, ids=str)
each_read_back = pytest.mark.parametrize("write", READ_BACK, ids=str)


def location_of(write: Documented) -> dict[str, str]:
    """Where a service that follows the habits of HTTP would say that the new object is."""
    data = promised(write)
    known = data[0] if isinstance(data, list) else data
    names = [way["location"] for way in write.raw["x-read-back"] if "location" in way]
    last = known[names[0]] if names else "1"
    return {"location": f"https://elsewhere.example{write.path}/{last}"}


@each_silent
@pytest.mark.parametrize("status", SUCCESS)
@pytest.mark.parametrize("content", [b"", b'{"data": {"id": 1}}', b"OK", b"null"])
async def test_a_write_without_a_result_takes_any_success(
    write: Documented, status: int, content: bytes
) -> None:
    service = Service(write, status, content)
    async with client_of(service) as client:
        assert await make(client, write) is None
    assert service.requests[-1].startswith(write.method.upper())


@each_promising
@pytest.mark.parametrize("status", SUCCESS)
async def test_a_result_is_taken_from_any_success_that_holds_it(
    write: Documented, status: int
) -> None:
    service = Service(write, status, json.dumps({"data": promised(write)}).encode())
    async with client_of(service) as client:
        assert plain(await make(client, write)) == promised(write)
    assert [each for each in service.requests if each.startswith("GET")] == []


@each_read_back
@pytest.mark.parametrize("content", NOTHING)
async def test_a_result_that_did_not_come_is_read_back(write: Documented, content: bytes) -> None:
    service = Service(write, 204 if not content else 200, content, location_of(write))
    async with client_of(service) as client:
        assert plain(await make(client, write)) == promised(write)
    done, *read = service.requests
    assert done.startswith(write.method.upper())
    assert read
    assert all(each.startswith("GET ") for each in read)


@each_read_back
async def test_a_result_that_cannot_be_read_back_is_an_error_that_says_that_it_was_done(
    write: Documented,
) -> None:
    service = Service(write, 204, headers=location_of(write), read_status=404)
    async with client_of(service) as client:
        with pytest.raises(ResponseDecodeError, match="it was done, so do not repeat it") as caught:
            await make(client, write)
    error = caught.value
    assert error.write_done
    assert error.operation_id == write.id
    assert "NotFoundError" in str(error)
    assert pickle.loads(pickle.dumps(error)).write_done


@each_promising
async def test_an_answer_that_says_both_success_and_error_tells_nothing(write: Documented) -> None:
    service = Service(write, 200, b'{"error": {"code": "overloaded"}}', read_status=404)
    async with client_of(service) as client:
        with pytest.raises(OutcomeUnknownError, match=r'an "error" and no "data".+Look') as caught:
            await make(client, write)
    assert caught.value.operation_id == write.id
    assert [each.startswith("GET ") for each in service.requests].count(False) == 1


@each_promising
@pytest.mark.parametrize("content", ODD)
async def test_an_answer_of_another_shape_is_an_error_that_says_that_it_was_done(
    write: Documented, content: bytes
) -> None:
    if content == b"[]" and isinstance(promised(write), list):
        return
    service = Service(write, 200, content)
    async with client_of(service) as client:
        with pytest.raises(ResponseDecodeError, match="it was done, so do not repeat it") as caught:
            await make(client, write)
    assert caught.value.write_done
    assert [each for each in service.requests if each.startswith("GET")] == []


@pytest.mark.parametrize("read", READS, ids=str)
@pytest.mark.parametrize("content", [b"", b"<html>OK</html>"])
async def test_a_read_without_a_result_is_no_write_that_was_done(
    read: Documented, content: bytes
) -> None:
    class Silent(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            return httpx.Response(200, content=content)

    async with client_of(Silent()) as client:
        with pytest.raises(ResponseDecodeError) as caught:
            await make(client, read)
    assert not caught.value.write_done
    assert "do not repeat" not in str(caught.value)


@each_read_back
async def test_an_operation_that_is_sent_by_hand_is_read_back_too(write: Documented) -> None:
    service = Service(write, 202, headers=location_of(write))
    async with client_of(service) as client:
        assert plain(await client.send(built(write))) == promised(write)
        raw = await client.send_raw(built(write))
    assert (raw.status_code, raw.content) == (202, b"")


def of(operation_id: str) -> Documented:
    return next(each for each in OPERATIONS if each.id == operation_id)


async def test_helpers_take_an_answer_without_a_result() -> None:
    update = of("updateSchedule")
    async with client_of(Service(update, 204)) as client:
        assert isinstance(await client.schedules.enable(update.in_path[0]), Schedule)
        change = TenantApplicationUpdate(auth_message=None)
    service = Service(of("updateTenantApplication"), 204)
    async with client_of(service) as client:
        await client.application.update(change)
    create = of("createRollover")
    assert create.body is not None
    service = Service(create, 201)
    async with client_of(service) as client:
        made = await client.rollovers.create(RolloverRequest.from_dict(create.body[2]))
    assert made.to_dict() == promised(create)


@pytest.mark.parametrize("listed", [0, 2])
async def test_what_others_may_have_made_is_never_taken_for_what_was_written(listed: int) -> None:
    service = Service(of("createCloud"), 201, listed=listed)
    async with client_of(service) as client:
        with pytest.raises(ResponseDecodeError, match="for certain") as caught:
            await client.clouds.create(Cloud(name="North"))
    assert caught.value.write_done
    assert caught.value.__cause__ is None


async def test_nothing_is_looked_up_by_nothing() -> None:
    service = Service(of("createCloud"), 201)
    async with client_of(service) as client:
        with pytest.raises(ResponseDecodeError, match="for certain"):
            await client.clouds.create(Cloud())
    assert service.requests == [f"POST /v2/interop{at('createCloud')}"]


@pytest.mark.parametrize("location", ["", "/", "https://[", f"{at('listClouds')}/.."])
async def test_a_location_that_leads_nowhere_is_passed_over(location: str) -> None:
    create = of("createCloud")
    service = Service(create, 201, headers={"location": location})
    async with client_of(service) as client:
        made = await client.clouds.create(Cloud.from_dict(promised(create)))
    assert made.to_dict() == promised(create)
    assert service.requests[1:] == [f"GET /v2/interop{at('listClouds')}"]


async def test_a_place_where_nothing_is_found_is_not_the_last_word() -> None:
    create = of("createCloud")

    class Late(Service):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            answer = await super().handle_async_request(request)
            is_find = asked(request.method, request.url.path)[0] == "findCloud"
            return httpx.Response(404) if is_find else answer

    service = Late(create, 201, headers=location_of(create))
    async with client_of(service) as client:
        made = await client.clouds.create(Cloud.from_dict(promised(create)))
    assert made.to_dict() == promised(create)
    assert len(service.requests) == 3


async def test_each_item_of_a_bulk_request_is_found_by_what_was_sent_of_it() -> None:
    class Schools(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if request.method == "POST":
                return httpx.Response(204)
            names = ["C", "B", "A"]
            data = [{"name": name, "local_id": str(n)} for n, name in enumerate(names)]
            return httpx.Response(200, json={"data": data})

    async with client_of(Schools()) as client:
        items = [ScopingSchool(name="A"), ScopingSchool(name="C")]
        made = await client.scoping_schools.create(items, replace=False)
        assert [(each.name, each.local_id) for each in made] == [("A", "2"), ("C", "0")]
        with pytest.raises(ResponseDecodeError) as caught:
            await client.scoping_schools.create([*items, ScopingSchool(name="D")], replace=True)
    assert caught.value.write_done


async def test_a_schedule_that_was_switched_is_read_back_with_its_new_state() -> None:
    class Switch(httpx.AsyncBaseTransport):
        enabled = False

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if request.method == method_of("updateSchedule"):
                self.enabled = json.loads(await request.aread())["enabled"]
                return httpx.Response(204)
            return httpx.Response(200, json={"data": {"hour": 3, "enabled": self.enabled}})

    async with client_of(Switch()) as client:
        path = of("updateSchedule").in_path[0]
        changed = await client.schedules.update(path, ScheduleUpdate(enabled=True))
    assert changed == Schedule(hour=3, enabled=True)
