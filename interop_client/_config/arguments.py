"""Arguments of the wrong kind, found before anything is made of them."""

from __future__ import annotations

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
        if name not in _WANTED or (value is None and name not in _NEVER_NONE):
            continue
        wanted, hint_for = _WANTED[name]
        hint = hint_for(value)
        if hint is not None:
            return f"{name} must be {wanted}, not {kind_of(value)}{hint}."
    return None


def unknown_argument(name: str, known: Iterable[str]) -> str:
    """What to say of an argument that a client has not, with the nearest right name.

    Args:
        name: the name that nobody knows.
        known: the names that there are.
    """
    wanted = _ELSEWHERE.get(name)
    if wanted is None:
        # Imported when somebody made a slip.
        import difflib

        near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
        wanted = f"`{near[0]}=`" if near else None
    said = f"InteropClient has no argument {name!r}"
    return f"{said}: it has {', '.join(known)}." if wanted is None else f"{said}: use {wanted}."


def kind_of(value: object) -> str:
    """The type of a value, as a reader knows it."""
    if value is None:
        return "None"
    kind = type(value)
    if isinstance(value, type):
        return f"the class {value.__name__}: an instance is wanted, {value.__name__}(...)"
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


# Each tells a way to what was meant, or nothing; None where the value is of the right kind.


def _auth(value: object) -> str | None:
    # Imported when a client is made: the HTTP library takes long to import.
    from ..transport.base import Auth

    if isinstance(value, Strategy | Auth):
        return None
    if isinstance(value, str):
        return ' (for an API key, ApiKey("..."))'
    if isinstance(value, tuple):
        return ' (for a client, ClientCredentials("id", "secret"))'
    return " (InteropClient.from_env() reads the environment)" if value is None else ""


def _retry(value: object) -> str | None:
    return None if isinstance(value, RetryPolicy) else _attempts("RetryPolicy", value)


def _conflicts(value: object) -> str | None:
    if isinstance(value, ConflictPolicy):
        return None
    if value is False:
        return " (ConflictPolicy.off() looks into none)"
    return _attempts("ConflictPolicy", value)


def _attempts(policy: str, value: object) -> str:
    if not isinstance(value, int):
        return ""
    return f" ({policy}(attempts={max(int(value), 1)}) sends so often in all)"


def _token_store(value: object) -> str | None:
    is_one = _has_async(value, "get", "set", "delete")
    return None if is_one else " (MemoryTokenStore() is one)"


def _verify(value: object) -> str | None:
    # What nobody imported has no instances.
    ssl = sys.modules.get("ssl")
    if isinstance(value, bool) or (ssl is not None and isinstance(value, ssl.SSLContext)):
        return None
    if isinstance(value, str) or hasattr(value, "__fspath__"):
        return " (for certificates of a file, ssl.create_default_context(cafile=...))"
    return ""


def _proxy(value: object) -> str | None:
    from ..transport.base import Proxy

    if isinstance(value, Proxy):
        return None
    return " (one serves all requests)" if isinstance(value, dict) else ""


def _transport(value: object) -> str | None:
    from ..transport.base import Client, Transport

    kinds = [kind.__name__ for kind in type(value).__mro__]
    if Transport.__name__ in kinds and not isinstance(value, Transport):
        return " (it is another library's, which takes none of httpx's requests)"
    if _has_async(value, "handle_async_request", "aclose"):
        return None
    if isinstance(value, Client):
        return " (a client of your own is http_client=)"
    return " (this one is synchronous)" if hasattr(value, "handle_request") else ""


def _http_client(value: object) -> str | None:
    from ..transport.base import Client

    if isinstance(value, Client):
        return None
    if hasattr(value, "handle_async_request"):
        return " (a transport is transport=)"
    if hasattr(value, "send") or hasattr(value, "request"):
        return " (it is synchronous, or another library's)"
    return ""


def _trust_env(value: object) -> str | None:
    return None if isinstance(value, bool) else ""


def _rate_limit(value: object) -> str | None:
    if isinstance(value, RateLimit):
        return None
    if isinstance(value, int | float) and value > 0:
        return f" (RateLimit({value}) allows so many requests per second)"
    return ""


def _on_event(value: object) -> str | None:
    if _is_async(value):
        return " (this one is async: it would never run)"
    return None if callable(value) and not isinstance(value, type) else ""


def _has_async(value: object, *methods: str) -> bool:
    """Whether it has these methods, each of which gives a coroutine."""
    return not isinstance(value, type) and all(
        _is_async(getattr(value, name, None)) for name in methods
    )


def _is_async(method: object) -> bool:
    """Whether to call it gives a coroutine."""
    if inspect.iscoroutinefunction(method):
        return True
    return callable(method) and inspect.iscoroutinefunction(type(method).__call__)


_WANTED: dict[str, tuple[str, Callable[[object], str | None]]] = {
    "auth": ("ApiKey, ClientCredentials, BasicAuth, LtiJwt or an httpx.Auth", _auth),
    "retry": ("a RetryPolicy", _retry),
    "conflicts": ("a ConflictPolicy", _conflicts),
    "token_store": (
        "a TokenStore, whose `get`, `set` and `delete` are `async def`",
        _token_store,
    ),
    "verify": ("True, False or an ssl.SSLContext", _verify),
    "proxy": ("a URL as text, an httpx.URL or an httpx.Proxy", _proxy),
    "transport": ("an httpx.AsyncBaseTransport", _transport),
    "http_client": ("an httpx.AsyncClient", _http_client),
    "trust_env": ("True or False", _trust_env),
    "rate_limit": ("a RateLimit", _rate_limit),
    "on_event": ("a function that takes an event", _on_event),
}
_NEVER_NONE = ("auth", "verify", "trust_env")
