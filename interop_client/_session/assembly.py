"""Assembly: makes the session of a client from the arguments of its constructor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._config.arguments import wrong_argument
from .._config.base_url import origin_of, read_address
from .._config.options import checked_timeout
from .._generated.client import TOKEN_PATH
from .._policies import ConflictPolicy, RetryPolicy
from ..auth import GuardedStore, MemoryTokenStore
from ..errors import ConfigurationError
from .listener import Listener
from .session import Session
from .wiring import Wiring

if TYPE_CHECKING:
    from .._config.options import Options
    from ..auth import Strategy, TokenStore
    from ..transport.base import Auth


def assembled(auth: Strategy | Auth, options: Options) -> Session:
    """The session; no connection is opened yet.

    Args:
        auth: who calls.
        options: all other arguments of a client.

    Raises:
        ConfigurationError: arguments that cannot be used, or not together.
    """
    problem = wrong_argument({"auth": auth, **options})
    if problem is not None:
        raise ConfigurationError(problem)
    base_url = read_address("base_url", options["base_url"])
    token_url = options["token_url"]
    if token_url is None:
        token_url = origin_of(base_url) + TOKEN_PATH
    else:
        token_url = read_address("token_url", token_url)
    wiring = Wiring(
        max_connections=options["max_connections"],
        verify=options["verify"],
        proxy=options["proxy"],
        transport=options["transport"],
        http_client=options["http_client"],
        trust_env=options["trust_env"],
    )
    on_event = options["on_event"]
    given = options["token_store"]  # which may be empty, and so be false
    store: TokenStore = MemoryTokenStore() if given is None else GuardedStore(given)
    connections = wiring.connect(base_url, token_url, store)
    return Session(
        shared=connections,
        base_url=base_url,
        auth=auth,
        credential=connections.credential(auth),
        timeout=checked_timeout(options["timeout"]),
        retry=options["retry"] or RetryPolicy(),
        conflicts=options["conflicts"] or ConflictPolicy(),
        rate_limit=options["rate_limit"],
        listener=None if on_event is None else Listener(on_event),
    )
