"""Never sent, sent, answered: what counts is what happened on the wire."""

from __future__ import annotations

import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

import httpx
import pytest
from support.places import at, method_of
from support.scripted import BASE_URL, Chunks, Scripted, operation

from interop_client import (
    ApiKey,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    InteropClient,
    InteropError,
    NotFoundError,
    OutcomeUnknownError,
    RequestError,
    RetryPolicy,
    ServerError,
)

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]

KEY = ApiKey("the-account-key")
Hook = Callable[[Any], Awaitable[None]]


async def raise_for_status(response: httpx.Response) -> None:
    response.raise_for_status()


async def read_and_raise(response: httpx.Response) -> None:
    await response.aread()
    response.raise_for_status()


async def mistake(response: httpx.Response) -> None:
    raise KeyError("of the hook")


async def wrapped(response: httpx.Response) -> None:
    try:
        response.raise_for_status()
        raise KeyError("of the hook")
    except (httpx.HTTPStatusError, KeyError) as error:
        raise RuntimeError("mine") from error


HOOKS: list[Hook] = [raise_for_status, read_and_raise, mistake, wrapped]


def hooked(service: httpx.AsyncBaseTransport, **hooks: Hook) -> InteropClient:
    """A client on a caller's own client with event hooks."""
    http_client = httpx.AsyncClient(
        transport=service, event_hooks={name: [hook] for name, hook in hooks.items()}
    )
    return InteropClient(KEY, base_url=BASE_URL, http_client=http_client)


# Answered


@pytest.mark.parametrize("hook", HOOKS)
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, BadRequestError),
        (401, AuthenticationError),
        (404, NotFoundError),
        (409, ConflictError),
        (503, ServerError),
    ],
)
async def test_an_answer_over_which_a_hook_raised_is_that_answer(
    hook: Hook, status: int, kind: type[InteropError]
) -> None:
    for stream in (False, True):
        content: dict[str, Any] = {"stream": Chunks(b"{}")} if stream else {"json": {}}
        service = Scripted(httpx.Response(status, **content))
        with pytest.raises(kind) as caught:
            await hooked(service, response=hook).send(operation("POST"))
        assert type(caught.value) is kind
        assert len(service.requests) == 1


async def test_a_get_that_finds_nothing_is_sent_once_whatever_a_hook_raises() -> None:
    service = Scripted(404, 404)
    with pytest.raises(NotFoundError):
        await hooked(service, response=raise_for_status).send(operation())
    assert len(service.requests) == 1


async def test_a_hook_that_reads_the_answer_and_raises_leaves_its_words() -> None:
    service = Scripted(httpx.Response(409, json={"error": {"message": "It overlaps."}}))
    with pytest.raises(ConflictError, match="It overlaps"):
        await hooked(service, response=read_and_raise).send(operation("POST"))


async def test_a_refused_token_is_renewed_although_a_hook_raised_over_the_refusal() -> None:
    from interop_client import ClientCredentials

    service = Scripted(401)
    http_client = httpx.AsyncClient(transport=service, event_hooks={"response": [raise_for_status]})
    client = InteropClient(
        ClientCredentials("id", "secret"), base_url=BASE_URL, http_client=http_client
    )
    assert await client.send(operation("POST")) == {}
    assert service.tokens_sent == ["token-1", "token-2"]


async def test_a_write_that_was_accepted_stays_so_whatever_a_hook_raises() -> None:
    service = Scripted(httpx.Response(200, stream=Chunks(b'{"a": 1}')), httpx.Response(204))
    client = hooked(service, response=mistake)
    assert (await client.send_raw(operation("POST"))).status_code == 200
    assert (await client.send_raw(operation("DELETE"))).status_code == 204
    assert len(service.requests) == 2


async def test_an_answer_that_a_hook_read_is_read_once_more() -> None:
    async def read(response: httpx.Response) -> None:
        await response.aread()

    service = Scripted(httpx.Response(200, stream=Chunks(b'{"a": 1}')))
    assert await hooked(service, response=read).send(operation()) == {"a": 1}


async def test_a_mistake_of_a_hook_over_what_was_only_read_is_shown_as_it_is() -> None:
    service = Scripted(httpx.Response(200, stream=Chunks(b"{}")))
    with pytest.raises(KeyError, match="of the hook"):
        await hooked(service, response=mistake).send(operation())


@pytest.mark.parametrize("error", [None, ValueError("mine")])
async def test_an_answer_that_a_transport_raises_is_that_answer(error: Exception | None) -> None:
    class Raising(Scripted):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            response = await super().handle_async_request(request)
            response.request = request
            if error is not None:
                raise error
            return response.raise_for_status()

    service = Raising(409, 409)
    with pytest.raises(ConflictError):
        await InteropClient(KEY, base_url=BASE_URL, transport=service).send(operation("POST"))
    assert len(service.requests) == 1


async def test_an_answer_before_the_last_send_is_none_to_that_send() -> None:
    """A client that sends again by itself lost the second answer; the first is no longer true."""

    class Again(httpx.AsyncClient):
        async def send(self, *args: Any, **options: Any) -> httpx.Response:
            response = await super().send(*args, **options)
            if response.status_code == 503:
                response = await super().send(*args, **options)
            return response

    service = Scripted(503, httpx.ReadError("reset"))
    client = InteropClient(KEY, base_url=BASE_URL, http_client=Again(transport=service))
    with pytest.raises(OutcomeUnknownError):
        await client.send(operation("POST"))


class Flow(httpx.Auth):
    """Sends, and raises before or after that."""

    def __init__(self, *, before: bool) -> None:
        self.before = before

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        if self.before:
            raise LookupError("no key at hand")
        yield request
        raise LookupError("a strange answer")


async def test_an_auth_object_that_raises_over_an_answer_does_not_hide_it() -> None:
    service = Scripted(409)
    client = InteropClient(Flow(before=False), base_url=BASE_URL, transport=service)
    with pytest.raises(ConflictError):
        await client.send(operation("POST"))


async def test_an_auth_object_that_raises_before_sending_is_shown_as_it_is() -> None:
    service = Scripted()
    client = InteropClient(Flow(before=True), base_url=BASE_URL, transport=service)
    with pytest.raises(LookupError, match="no key"):
        await client.send(operation("POST"))
    assert not service.requests


# Never sent


@pytest.mark.parametrize(
    "error", [httpx.ReadError("of the hook"), httpx.RequestError("of the hook")]
)
async def test_what_a_hook_refused_before_sending_did_not_happen(error: Exception) -> None:
    async def refuse(request: httpx.Request) -> None:
        assert request.content == b'{"a": 1}'
        raise error

    service = Scripted()
    client = hooked(service, request=refuse).with_options(retry=RetryPolicy(attempts=1))
    with pytest.raises(RequestError, match="of the hook") as caught:
        await client.send(operation("POST", body={"a": 1}))
    assert type(caught.value) is RequestError
    assert not service.requests


async def test_a_proxy_that_refuses_is_not_tried_again_and_nothing_happened() -> None:
    for text in ("407 Proxy Authentication Required", "403 Forbidden"):
        service = Scripted(httpx.ProxyError(text))
        client = InteropClient(KEY, base_url=BASE_URL, transport=service)
        with pytest.raises(RequestError, match=text) as caught:
            await client.send(operation("POST"))
        assert type(caught.value) is RequestError
        assert len(service.requests) == 1


async def test_a_proxy_that_is_down_is_tried_again_also_for_a_write() -> None:
    service = Scripted(httpx.ProxyError("503 Service Unavailable"), httpx.ProxyError("429 Slow"))
    client = InteropClient(KEY, base_url=BASE_URL, transport=service)
    assert await client.send(operation("POST")) == {}
    assert len(service.requests) == 3


@pytest.mark.parametrize("chained", [True, False])
async def test_an_untrusted_certificate_is_not_tried_again(chained: bool) -> None:
    async def refuse(request: httpx.Request) -> httpx.Response:
        text = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed"
        if not chained:
            raise httpx.ConnectError(text)
        raise httpx.ConnectError("failed") from ssl.SSLCertVerificationError(1, text)

    service = Scripted(refuse)
    with pytest.raises(RequestError) as caught:
        await InteropClient(KEY, base_url=BASE_URL, transport=service).send(operation("POST"))
    assert type(caught.value) is RequestError
    assert len(service.requests) == 1


@pytest.mark.parametrize("first", [httpx.ConnectError("no"), httpx.ProxyError("503 Later")])
async def test_a_delete_that_was_never_sent_deleted_nothing(first: Exception) -> None:
    service = Scripted(first, 404)
    with pytest.raises(NotFoundError):
        await InteropClient(KEY, base_url=BASE_URL, transport=service).send(operation("DELETE"))


async def test_the_put_of_a_rollover_by_its_path_is_never_repeated() -> None:
    known = at("updateRollover", 5)
    last = f"%{ord(known[-3]):02x}"  # The letter before the id, escaped.
    for path in (known[1:], f"{known.title()}/", f"{known[1:-3]}{last}{known[-2:]}?x=1"):
        service = Scripted(httpx.ReadError("reset"))
        client = InteropClient(KEY, base_url=BASE_URL, transport=service)
        with pytest.raises(OutcomeUnknownError):
            await client.request(method_of("updateRollover"), path, json={})
        assert len(service.requests) == 1


async def test_a_put_of_what_the_document_does_not_know_is_repeated() -> None:
    service = Scripted(httpx.ReadError("reset"))
    client = InteropClient(KEY, base_url=BASE_URL, transport=service)
    assert (await client.request("PUT", "reports/rollovers-of-2026", json={})).status_code == 200


async def test_an_answer_that_failed_while_it_was_made_hides_nothing() -> None:
    class Odd(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            return httpx.Response(200, headers={"name": "\ud800"})

    async with InteropClient(KEY, base_url=BASE_URL, transport=Odd()) as interop:
        with pytest.raises(UnicodeEncodeError):
            await interop.send(operation())
