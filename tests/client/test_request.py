"""The escape hatch: requests that no method sends."""

from __future__ import annotations

from typing import cast

import httpx
import pytest
from scripted import Scripted, client_of
from support.places import at, method_of

from interop_client import (
    ApiKey,
    RequestError,
    RetryPolicy,
)

anyio_test = pytest.mark.anyio

KEY = ApiKey("the-account-key")


@anyio_test
async def test_a_request_goes_below_the_base_url() -> None:
    service = Scripted(*[httpx.Response(201, json={"x": 1})] * 9)
    client = client_of(service)
    answer = await client.request("get", "new/thing?a=1", params={"b": ["x,y", "z"], "c": None})
    assert (answer.status_code, answer.json()) == (201, {"x": 1})
    await client.request("POST", "/a b/%2F", json={"k": [True, None]}, params={"t": True})
    await client.request("POST", "/x", json=None)
    await client.request("PUT", "/x", content="<a/>", headers={"Content-Type": "application/xml"})
    await client.request("DELETE", "/x", headers={"Accept": "text/plain"})
    sent = service.requests
    assert (sent[0].method, sent[0].url.raw_path) == (
        "GET",
        b"/v2/interop/new/thing?a=1&b=x%2Cy,z",
    )
    assert sent[1].url.raw_path == b"/v2/interop/a%20b/%2F?t=true"
    assert sent[1].content == b'{"k":[true,null]}'
    assert sent[1].headers["content-type"] == "application/json"
    assert sent[2].content == b"null"
    assert (sent[3].content, sent[3].headers["content-type"]) == (b"<a/>", "application/xml")
    assert sent[4].headers["accept"] == "text/plain"
    assert "content-type" not in sent[4].headers


@pytest.mark.parametrize(
    "path",
    [
        "https://elsewhere.test/x",
        "HTTP://elsewhere.test",
        "//elsewhere.test/x",
        "file:x",
        "../x",
        "/a/../../x",
        "/a/./b",
        "/a/%2e%2E/b",
        "/a%5c..%5cb",
        "/a%2f../b",
        "/a\\b",
        "/a#b",
        "..",
    ],
)
@anyio_test
async def test_a_path_that_leads_elsewhere_is_refused(path: str) -> None:
    service = Scripted()
    with pytest.raises(ValueError, match="path"):
        await client_of(service).request("GET", path)
    assert service.requests == service.token_requests == []


@anyio_test
async def test_arguments_that_cannot_be_sent_are_refused() -> None:
    client = client_of(Scripted())
    with pytest.raises(ValueError, match="not both"):
        await client.request("POST", "/x", json={}, content=b"")
    with pytest.raises(ValueError, match="method"):
        await client.request("GET /x", "/x")
    with pytest.raises(TypeError):
        await client.request("POST", "/x", json=object())
    with pytest.raises(ValueError, match="JSON"):
        await client.request("POST", "/x", json=float("nan"))
    for wrong in ({"content": 5}, {"content": [b""]}, {"params": "a=b"}, {"params": [("a", "b")]}):
        with pytest.raises(TypeError, match=next(iter(wrong))):
            await client.request("POST", "/x", **wrong)
    for method in ("CONNECT", 5, "GET\n"):
        with pytest.raises((TypeError, ValueError), match="method"):
            await client.request(cast("str", method), "/x")


@pytest.mark.parametrize(
    ("method", "path", "repeatable"),
    [
        ("GET", "/x", True),
        ("HEAD", "/x", True),
        (method_of("deleteRollover"), at("deleteRollover", 1), True),
        ("PUT", "/x", True),
        (method_of("updateRollover"), at("updateRollover", 1), False),
        (
            method_of("updateRollover").lower(),
            at("updateRollover", 1)[1:].replace("rollovers", "Rollovers") + "?a=b",
            False,
        ),
        ("POST", "/x", False),
        ("PATCH", "/x", False),
    ],
)
@anyio_test
async def test_a_request_is_repeated_by_its_method(
    method: str, path: str, repeatable: bool
) -> None:
    service = Scripted(httpx.ReadError("reset"))
    client = client_of(service, retry=RetryPolicy(first_wait=0))
    if repeatable:
        await client.request(method, path)
    else:
        with pytest.raises(RequestError):
            await client.request(method, path)
    assert len(service.requests) == 1 + repeatable
