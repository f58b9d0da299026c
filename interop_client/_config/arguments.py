"""Arguments of the wrong kind, found before anything is made of them."""

from __future__ import annotations

import difflib
import inspect
import sys
from typing import TYPE_CHECKING

from .._policies import ConflictPolicy, RetryPolicy
from .._rate_limit import RateLimit
from ..auth import Strategy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

# Names that other clients have for what is called otherwise here.
_ELSEWHERE = {
    "api_key": 'the first argument, `InteropClient(ApiKey("..."))`',
    "key": 'the first argument, `InteropClient(ApiKey("..."))`',
    "client_id": 'the first argument, `InteropClient(ClientCredentials("id", "secret"))`',
    "client_secret": 'the first argument, `InteropClient(ClientCredentials("id", "secret"))`',
    "token": 'the first argument, `InteropClient(LtiJwt("..."))`',
    "headers": "`with_options(headers=...)`",
    "max_retries": "`retry=RetryPolicy(attempts=...)`",
    "retries": "`retry=RetryPolicy(attempts=...)`",
    "host": "`base_url=`",
    "url": "`base_url=`",
    "api_url": "`base_url=`",
    "proxies": "`proxy=`, one URL for all requests",
    "cert": "`verify=`, an ssl.SSLContext that holds the certificate",
    "ssl": "`verify=`",
    "session": "`http_client=`",
    "client": "`http_client=`",
    "rate": "`rate_limit=RateLimit(per_second)`",
    "limits": "`max_connections=`",
}


def wrong_argument(given: Mapping[str, object]) -> str | None:
    """What is wrong with the first of these arguments that is of the wrong kind, if one is.

    Args:
        given: the arguments by name. What is no matter of its kind alone is not checked here.
    """
    for name, value in given.items():
        check = _CHECKS.get(name)
        problem = None if check is None else check(value)
        if problem is not None:
            return f"{name} must be {problem}"
    return None


def unknown_argument(function: str, given: Iterable[str], known: Iterable[str]) -> str:
    """What to say of arguments that there are not, with the nearest right name.

    Args:
        function: what was called.
        given: the names that nobody knows.
        known: the names that there are.
    """
    name = next(iter(given))
    wanted = _ELSEWHERE.get(name)
    if wanted is None:
        near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
        wanted = f"`{near[0]}=`" if near else None
    said = f"{function} has no argument {name!r}"
    return f"{said}: it has {', '.join(known)}." if wanted is None else f"{said}: use {wanted}."


def kind_of(value: object) -> str:
    """The type of a value, as a reader knows it."""
    if value is None:
        return "None"
    kind = type(value)
    if isinstance(value, type):
        return f"the class {value.__name__}: an instance is wanted, {value.__name__}(...)"
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def _auth(value: object) -> str | None:
    # Imported when a client is made: the HTTP library takes long to import.
    from ..transport.base import Auth

    if isinstance(value, Strategy | Auth):
        return None
    hint = ""
    if isinstance(value, str):
        hint = ' (for an API key, ApiKey("..."))'
    elif isinstance(value, tuple):
        hint = ' (for a client, ClientCredentials("id", "secret"))'
    elif value is None:
        hint = " (InteropClient.from_env() reads the environment)"
    return (
        "ApiKey, ClientCredentials, BasicAuth, LtiJwt or an httpx.Auth, not"
        f" {kind_of(value)}{hint}."
    )


def _retry(value: object) -> str | None:
    if value is None or isinstance(value, RetryPolicy):
        return None
    hint = ""
    if isinstance(value, int):
        hint = f" (RetryPolicy(attempts={max(int(value), 1)}) sends so often in all)"
    return f"a RetryPolicy, not {kind_of(value)}{hint}."


def _conflicts(value: object) -> str | None:
    if value is None or isinstance(value, ConflictPolicy):
        return None
    hint = ""
    if value is False:
        hint = " (ConflictPolicy.off() looks into none)"
    elif isinstance(value, int):
        hint = f" (ConflictPolicy(attempts={max(int(value), 1)}) sends so often in all)"
    return f"a ConflictPolicy, not {kind_of(value)}{hint}."


def _token_store(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, type):
        methods = [getattr(value, name, None) for name in ("get", "set", "delete")]
        if all(_is_async(method) for method in methods):
            return None
    return (
        f"a TokenStore, whose `get`, `set` and `delete` are `async def`, not {kind_of(value)}"
        " (MemoryTokenStore() is one)."
    )


def _verify(value: object) -> str | None:
    # What nobody imported has no instances.
    ssl = sys.modules.get("ssl")
    if isinstance(value, bool) or (ssl is not None and isinstance(value, ssl.SSLContext)):
        return None
    hint = ""
    if isinstance(value, str) or hasattr(value, "__fspath__"):
        hint = " (for certificates of a file, ssl.create_default_context(cafile=...))"
    return f"True, False or an ssl.SSLContext, not {kind_of(value)}{hint}."


def _proxy(value: object) -> str | None:
    from ..transport.base import Proxy

    if value is None or isinstance(value, Proxy):
        return None
    hint = " (one serves all requests)" if isinstance(value, dict) else ""
    return f"a URL as text, an httpx.URL or an httpx.Proxy, not {kind_of(value)}{hint}."


def _transport(value: object) -> str | None:
    from ..transport.base import Client, Transport

    if value is None:
        return None
    kinds = [kind.__name__ for kind in type(value).__mro__]
    foreign = Transport.__name__ in kinds and not isinstance(value, Transport)
    if not isinstance(value, type) and not foreign:
        methods = [getattr(value, name, None) for name in ("handle_async_request", "aclose")]
        if all(_is_async(method) for method in methods):
            return None
    hint = ""
    if isinstance(value, Client):
        hint = " (a client of your own is http_client=)"
    elif foreign:
        hint = " (it is another library's, which takes none of httpx's requests)"
    elif hasattr(value, "handle_request"):
        hint = " (this one is synchronous)"
    return f"an httpx.AsyncBaseTransport, not {kind_of(value)}{hint}."


def _http_client(value: object) -> str | None:
    from ..transport.base import Client

    if value is None or isinstance(value, Client):
        return None
    hint = ""
    if hasattr(value, "handle_async_request"):
        hint = " (a transport is transport=)"
    elif hasattr(value, "send") or hasattr(value, "request"):
        hint = " (it is synchronous, or another library's)"
    return f"an httpx.AsyncClient, not {kind_of(value)}{hint}."


def _trust_env(value: object) -> str | None:
    return None if isinstance(value, bool) else f"True or False, not {kind_of(value)}."


def _rate_limit(value: object) -> str | None:
    if value is None or isinstance(value, RateLimit):
        return None
    hint = ""
    if isinstance(value, int | float) and value > 0:
        hint = f" (RateLimit({value}) allows so many requests per second)"
    return f"a RateLimit, not {kind_of(value)}{hint}."


def _on_event(value: object) -> str | None:
    if value is None or (callable(value) and not _is_async(value) and not isinstance(value, type)):
        return None
    hint = " (this one is async: it would never run)" if _is_async(value) else ""
    return f"a function that takes an event, not {kind_of(value)}{hint}."


def _is_async(method: object) -> bool:
    """Whether to call it gives a coroutine."""
    if inspect.iscoroutinefunction(method):
        return True
    return callable(method) and inspect.iscoroutinefunction(type(method).__call__)


_CHECKS: dict[str, Callable[[object], str | None]] = {
    "auth": _auth,
    "retry": _retry,
    "conflicts": _conflicts,
    "token_store": _token_store,
    "verify": _verify,
    "proxy": _proxy,
    "transport": _transport,
    "http_client": _http_client,
    "trust_env": _trust_env,
    "rate_limit": _rate_limit,
    "on_event": _on_event,
}
