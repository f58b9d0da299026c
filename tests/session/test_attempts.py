"""The time of one attempt, and the quota of all retries."""

from __future__ import annotations

import anyio
import httpx
import pytest
from support.scripted import BASE_URL, Scripted, client_of, never, operation

from interop_client import (
    ApiKey,
    InteropClient,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitError,
    RequestError,
    RequestTimeoutError,
    RetryPolicy,
    ServerError,
)

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]

KEY = ApiKey("the-account-key")


@pytest.fixture(autouse=True)
def longest_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits take as long as they may."""
    monkeypatch.setattr("random.uniform", lambda low, high: high)


class Hanging(Scripted):
    """Answers nothing, and notes when it was asked."""

    def __init__(self) -> None:
        super().__init__(*[self.note] * 20)
        self.token_answers = [self.note] * 20
        self.times: list[float] = []

    async def note(self, request: httpx.Request) -> httpx.Response:
        self.times.append(anyio.current_time())
        return await never(request)


# The time of an attempt


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_an_attempt_that_hangs_leaves_time_for_the_next(method: str) -> None:
    service = Hanging()
    began = anyio.current_time()
    with pytest.raises(RequestTimeoutError, match="after 3 attempts: it had no answer within 5 s"):
        await client_of(service, auth=KEY).send(operation(method))
    # Half of 30 s, and a wait; half of 14.5 s, and a wait; 5 s where half would be less.
    assert [at - began for at in service.times] == pytest.approx([0, 15.5, 23.75])
    assert anyio.current_time() - began == pytest.approx(28.75)


async def test_the_next_attempt_is_the_answer() -> None:
    service = Scripted(never, httpx.Response(200, json=5))
    began = anyio.current_time()
    assert await client_of(service, auth=KEY).send(operation()) == 5
    assert anyio.current_time() - began == pytest.approx(15.5)


@pytest.mark.parametrize(
    ("method", "retry"),
    [
        ("POST", RetryPolicy()),
        ("GET", RetryPolicy(attempts=1)),
        ("GET", RetryPolicy(attempt_timeout=None)),
        ("GET", RetryPolicy(attempt_timeout=60)),
    ],
)
async def test_what_no_other_attempt_may_follow_has_all_the_time(
    method: str, retry: RetryPolicy
) -> None:
    service = Hanging()
    began = anyio.current_time()
    with pytest.raises(OutcomeUnknownError if method == "POST" else RequestTimeoutError):
        await client_of(service, auth=KEY, retry=retry).send(operation(method))
    assert len(service.times) == 1
    assert anyio.current_time() - began == pytest.approx(30)


async def test_another_bound_may_be_set_for_an_attempt() -> None:
    service = Hanging()
    began = anyio.current_time()
    retry = RetryPolicy(attempt_timeout=2, first_wait=1, attempts=3)
    with pytest.raises(RequestTimeoutError):
        await client_of(service, auth=KEY, retry=retry).send(operation())
    assert [at - began for at in service.times] == pytest.approx([0, 3, 7])
    assert anyio.current_time() - began == pytest.approx(30)


async def test_a_bound_for_attempts_holds_where_the_call_has_none() -> None:
    service = Scripted(never, httpx.Response(200, json=5))
    client = client_of(service, auth=KEY, timeout=None, retry=RetryPolicy(attempt_timeout=9))
    began = anyio.current_time()
    assert await client.send(operation()) == 5
    assert anyio.current_time() - began == pytest.approx(9.5)


async def test_a_token_endpoint_that_hangs_once_leaves_time_for_the_next() -> None:
    service = Scripted(httpx.Response(200, json=5))
    service.token_answers = [never]
    began = anyio.current_time()
    assert await client_of(service).send(operation("POST")) == 5
    assert anyio.current_time() - began == pytest.approx(15.5)


async def test_each_request_of_a_helper_leaves_time_for_its_next() -> None:
    page = httpx.Response(200, json={"data": []})
    service = Scripted(never, page)
    began = anyio.current_time()
    assert await client_of(service, auth=KEY).tenants.list().collect() == []
    assert anyio.current_time() - began == pytest.approx(15.5)


async def test_a_delete_that_hung_after_it_was_sent_and_then_finds_nothing_is_done() -> None:
    service = Scripted(never, 404)
    sent = operation("DELETE", parse=lambda content: content)
    assert await client_of(service, auth=KEY).send(sent) == b""


# The quota of all retries


FAST = RetryPolicy(first_wait=0, quota=30)


async def test_retries_of_all_clients_of_a_service_share_a_quota() -> None:
    first = client_of(Scripted(503, 503, 503, 503), auth=KEY, retry=FAST)
    with pytest.raises(ServerError, match=r"retry quota .* is used up") as caught:
        await first.send(operation())
    assert caught.value.attempts == 3  # Two retries took 28 of 30.
    second = client_of(Scripted(503), auth=ApiKey("another"), retry=FAST)
    with pytest.raises(ServerError, match="used up") as caught:
        await second.send(operation())
    assert caught.value.attempts == 1


async def test_a_quota_that_is_used_up_says_so_without_an_answer_too() -> None:
    client = client_of(
        Scripted(httpx.ConnectError("refused")), auth=KEY, retry=RetryPolicy(quota=0)
    )
    with pytest.raises(RequestError, match=r"refused\. It was not sent again: the retry quota"):
        await client.send(operation())


async def test_a_success_gives_back_what_its_retry_took() -> None:
    for _ in range(20):
        assert await client_of(Scripted(503), auth=KEY, retry=FAST).send(operation()) == {}


async def test_a_retry_after_a_429_takes_less() -> None:
    service = Scripted(*[429] * 9)
    retry = RetryPolicy(first_wait=0, quota=30, attempts=9)
    with pytest.raises(RateLimitError, match="used up") as caught:
        await client_of(service, auth=KEY, retry=retry).send(operation())
    assert caught.value.attempts == 7


async def test_successes_at_the_first_attempt_fill_the_quota_slowly() -> None:
    with pytest.raises(ServerError, match="used up"):
        await client_of(Scripted(503, 503, 503), auth=KEY, retry=FAST).send(operation())
    for _ in range(12):
        await client_of(Scripted(), auth=KEY, retry=FAST).send(operation())
    client = client_of(Scripted(503), auth=KEY, retry=FAST)
    assert await client.send(operation()) == {}


async def test_another_service_has_a_quota_of_its_own() -> None:
    with pytest.raises(ServerError, match="used up"):
        await client_of(Scripted(503, 503, 503), auth=KEY, retry=FAST).send(operation())
    elsewhere = InteropClient(
        KEY, base_url=BASE_URL.replace("api", "eu"), transport=Scripted(503), retry=FAST
    )
    assert await elsewhere.send(operation()) == {}


async def test_there_may_be_no_quota() -> None:
    retry = RetryPolicy(first_wait=0, quota=None, attempts=99)
    assert await client_of(Scripted(*[503] * 90), auth=KEY, retry=retry).send(operation()) == {}


async def test_what_is_not_tried_again_anyway_says_nothing_of_the_quota() -> None:
    with pytest.raises(NotFoundError) as caught:
        await client_of(Scripted(404), auth=KEY, retry=RetryPolicy(quota=0)).send(operation())
    assert "quota" not in caught.value.message
