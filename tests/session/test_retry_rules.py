"""The rules of sending again, and the policy."""

from __future__ import annotations

from email.utils import formatdate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted import MovedClock

from interop_client import ConfigurationError, RetryPolicy
from interop_client.retry import Verdict, judge, read_retry_after

FAIL, RETRY, UNKNOWN = Verdict.FAIL, Verdict.RETRY, Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("status", "get", "put", "post"),
    [
        (301, FAIL, FAIL, FAIL),
        (400, FAIL, FAIL, FAIL),
        (401, FAIL, FAIL, FAIL),
        (404, FAIL, FAIL, FAIL),
        (407, FAIL, FAIL, FAIL),
        (408, RETRY, RETRY, FAIL),
        (409, FAIL, FAIL, FAIL),
        (429, RETRY, RETRY, RETRY),
        (500, RETRY, FAIL, FAIL),
        (502, RETRY, RETRY, UNKNOWN),
        (503, RETRY, RETRY, FAIL),
        (504, RETRY, RETRY, UNKNOWN),
        (520, FAIL, FAIL, FAIL),
    ],
)
def test_status_decides_with_the_kind_of_request(
    status: int, get: Verdict, put: Verdict, post: Verdict
) -> None:
    assert judge(status, method="GET", repeatable=True) is get
    assert judge(status, method="PUT", repeatable=True) is put
    assert judge(status, method="DELETE", repeatable=True) is put
    assert judge(status, method="POST", repeatable=False) is post
    assert judge(status, method="PUT", repeatable=False) is post


def test_without_an_answer_it_matters_whether_anything_was_sent() -> None:
    assert judge(None, method="PUT", repeatable=True, sent=True) is RETRY
    assert judge(None, method="PUT", repeatable=True, sent=False) is RETRY
    assert judge(None, method="POST", repeatable=False, sent=False) is RETRY
    assert judge(None, method="POST", repeatable=False, sent=True) is UNKNOWN


@given(attempt=st.integers(1, 60), first=st.floats(0, 10), most=st.floats(0, 100))
def test_waits_stay_below_a_bound_that_doubles(attempt: int, first: float, most: float) -> None:
    policy = RetryPolicy(first_wait=first, max_wait=most)
    assert 0 <= policy.wait(attempt) <= min(most, first * 2 ** (attempt - 1))


def test_waits_are_drawn_at_random() -> None:
    policy = RetryPolicy()
    waits = [policy.wait(4) for _ in range(200)]
    assert len(set(waits)) > 150
    assert min(waits) < 1 < 3 < max(waits)


def test_what_the_service_asks_for_is_honoured_up_to_a_cap() -> None:
    policy = RetryPolicy(max_retry_after=30)
    assert policy.wait(1, 7.5) == 7.5
    assert policy.wait(1, 0.0) == 0
    assert policy.wait(1, 3600) == 30


@pytest.mark.parametrize(
    "values",
    [
        {"attempts": 0},
        {"attempts": -1},
        {"attempts": True},
        {"attempts": 2.0},
        {"first_wait": -1},
        {"max_wait": float("nan")},
        {"max_wait": float("inf")},
        {"max_retry_after": "60"},
        {"attempt_timeout": 0},
        {"attempt_timeout": "5"},
        {"attempt_timeout": True},
        {"attempt_timeout": float("inf")},
        {"quota": -1},
        {"quota": 1.5},
        {"quota": True},
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        RetryPolicy(**values)
    (name,) = values
    assert name in str(caught.value)
    assert repr(values[name]) in str(caught.value)


@given(left=st.floats(0, 1e6))
def test_an_attempt_has_half_of_the_time_and_at_least_five_seconds_where_they_are(
    left: float,
) -> None:
    bound = RetryPolicy().attempt_bound(left)
    assert bound <= left
    assert bound == (left if left <= 5 else max(5, left / 2))


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("3", 3.0),
        (" 1.5 ", 1.5),
        ("120, 7", 120.0),
        ("120, soon", None),
        ("120,", None),
        ("99999999999", 99999999999.0),
        ("-1", None),
        ("nan", None),
        ("inf", None),
        ("1e3", None),
        ("", None),
        ("soon", None),
        ("٣", None),
        ("9" * 5000, None),
        ("Wed, 99 Foo 2015 07:28:00 GMT", None),
    ],
)
def test_retry_after_in_seconds(value: str, seconds: float | None) -> None:
    assert read_retry_after({"retry-after": value}) == seconds


def test_retry_after_as_a_date_counts_from_the_date_of_the_response() -> None:
    headers = {
        "date": "Wed, 21 Oct 2015 07:28:00 GMT",
        "retry-after": "Wed, 21 Oct 2015 07:28:09 GMT",
    }
    assert read_retry_after(headers) == 9
    headers["retry-after"] = "Wed, 21 Oct 2015 07:27:00 -0000"
    assert read_retry_after(headers) == 0


def test_retry_after_as_a_date_counts_from_now_without_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = MovedClock().install(monkeypatch)
    date = formatdate(clock.time() + 100, usegmt=True)
    assert read_retry_after({"retry-after": date}) == 100


def test_no_retry_after() -> None:
    assert read_retry_after({}) is None


@given(st.text())
def test_any_retry_after_is_read_or_ignored(value: str) -> None:
    seconds = read_retry_after({"retry-after": value})
    assert seconds is None or seconds >= 0
