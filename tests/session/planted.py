"""Planted secrets, and a search through everything that could show one."""

from __future__ import annotations

import base64
import json
import logging
import pickle
import traceback
from collections.abc import Awaitable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import httpx
import jwt
import pytest

from interop_client import (
    ApiKey,
    ClientCredentials,
    InteropError,
    LtiJwt,
    RetryPolicy,
)

CLIENT_SECRET = 'plan+ted/"client&secret'


API_KEY = "planted-api-key-1234"


TOKEN = "planted-token-AbC.dEf"


LTI = jwt.encode({"sub": "planted"}, "k" * 32, algorithm="HS256")


OTHERS = "planted-secret-of-another"


BODY_SECRET = "planted-body-secret"


SECRETS = [CLIENT_SECRET, API_KEY, TOKEN, LTI, OTHERS, BODY_SECRET]


AUTH = ClientCredentials("client", CLIENT_SECRET)


ONCE = RetryPolicy(attempts=1)


HERE = str(Path(__file__).parent.parent)


def forms(secret: str) -> Iterator[str]:
    yield secret
    yield json.dumps(secret)[1:-1]
    yield repr(secret)[1:-1]
    yield quote(secret, safe="")
    yield quote_plus(secret)
    yield base64.b64encode(secret.encode()).decode().rstrip("=")
    for pair in (f"{secret}:{secret}", f"client:{secret}"):
        yield base64.b64encode(pair.encode()).decode().rstrip("=")


def assert_clean(text: str, what: str) -> None:
    for secret in SECRETS:
        for form in forms(secret):
            assert form.lower() not in text.lower(), f"a secret shows in {what}: {text[:2000]}"


def chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        current = waiting.pop()
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        waiting += [current.__cause__, current.__context__]
        if isinstance(current, BaseExceptionGroup):
            waiting += current.exceptions


def assert_error_is_clean(error: BaseException) -> None:
    for part in chain(error):
        assert_clean(repr(part), "repr")
        assert_clean(str(part), "str")
        assert_clean(repr(part.args), "args")
        assert_clean(repr(vars(part)), "attributes")
        for value in vars(part).values():
            assert_clean(repr(getattr(value, "__dict__", "")), "attributes of attributes")
            if hasattr(value, "to_dict"):
                assert_clean(repr(value.to_dict()), "the service's error object")
        assert_clean(repr(getattr(part, "__notes__", [])), "notes")
        if isinstance(part, InteropError):
            assert_clean(pickle.dumps(part).decode("latin-1"), "a pickle")
            again = pickle.loads(pickle.dumps(part))
            assert (type(again), str(again)) == (type(part), str(part))
        summary = traceback.TracebackException.from_exception(part, capture_locals=True)
        for frame in summary.stack:
            # The variables of this test are not for the package to hide.
            if not frame.filename.startswith(HERE):
                for name, value in (frame.locals or {}).items():
                    assert_clean(f"{name}={value}", f"{frame.filename}:{frame.lineno}")


class Log(logging.Handler):
    """Keeps all that is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts += [self.format(record), repr(vars(record))]


@pytest.fixture(autouse=True)
def log() -> Iterator[Log]:
    """Everything is logged, and nothing in it may be secret."""
    log = Log()
    root = logging.getLogger()
    level = root.level
    root.addHandler(log)
    root.setLevel(logging.DEBUG)
    yield log
    root.removeHandler(log)
    root.setLevel(level)
    for text in log.texts:
        assert_clean(text, "a log")


async def failure(call: Awaitable[object], kind: type[InteropError]) -> InteropError:
    with pytest.raises(kind) as caught:
        await call
    assert_error_is_clean(caught.value)
    return caught.value


STRATEGIES: list[Any] = [AUTH, ApiKey(API_KEY), LtiJwt(LTI), httpx.BasicAuth("user", OTHERS)]
