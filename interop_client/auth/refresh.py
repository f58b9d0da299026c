"""Token refresh: one at a time for a credential, early where that is worth trying."""

from __future__ import annotations

import logging
import random
from functools import partial
from typing import TYPE_CHECKING

from .._clock import loop_time
from ..errors import AuthenticationError, ConfigurationError, InteropError, StatusError
from .credential import Credential
from .expiry import LiveToken
from .guarded_store import GuardedStore
from .lease import fetch_under_lease
from .single_flight import SingleFlight

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable

    from .._redaction import Secret
    from .credential import Requester
    from .token_store import Token, TokenStore

__all__ = ["LONGEST_PAUSE_SECONDS", "RenewableCredential"]

_logger = logging.getLogger("interop_client.auth")

# How long an early renewal may keep its caller, who has a token that is still good.
_GRACE_SECONDS = 2.0

# After an early renewal that failed the next is tried this much later, twice as much each time.
_FIRST_PAUSE_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 30.0
_SHORTEST_PAUSE_SECONDS = 0.25


class RenewableCredential(Credential):
    """Tokens that are fetched when needed, kept while they last, and replaced when refused.

    A token has a soft end and a hard one. From the soft end on, one call at a time offers a moment
    of its time to get the next; all others go on with the token they have, and so does that call
    when nothing comes of it. Only a refusal, or the hard end, is an outcome.

    Args:
        fetch: gets a new token, given the call and the token that was just refused.
        name: whose tokens these are, for the log.
        secrets: what must not be seen, tokens apart.
        store: where tokens are kept; None for nowhere but here.
        key: the key in the store.
        refusals: the errors of `fetch` that say that there will be no more tokens.
    """

    renewable = True

    def __init__(
        self,
        fetch: Callable[[Requester, Secret | None], Coroutine[object, object, Token]],
        name: str,
        secrets: Iterable[Secret] = (),
        store: TokenStore | None = None,
        key: str = "",
        refusals: tuple[type[InteropError], ...] = (AuthenticationError,),
    ) -> None:
        super().__init__(secrets)
        self._fetch = fetch
        self._name = name
        self._store = store
        self._key = key
        self._refusals: tuple[type[InteropError], ...] = (ConfigurationError, *refusals)
        self._live: LiveToken | None = None
        self._refused: Secret | None = None
        self._unsaved: Token | None = None
        self._flight: SingleFlight[LiveToken] = SingleFlight()
        self._early_failures = 0
        self._early_after = 0.0

    def secrets(self) -> tuple[Secret, ...]:
        """What must not be seen: the token too."""
        live = self._live
        return self._secrets if live is None else (*self._secrets, live.token)

    def current(self) -> LiveToken | None:
        """The token to send, when there is one that needs no waiting."""
        live = self._live
        # One look at the clock is enough for nearly every call.
        if live is None or live.is_fresh():
            return live
        if not live.is_usable():
            return None
        return live if self._flight.under_way or loop_time() < self._early_after else None

    async def obtain(self, call: Requester, refused: LiveToken | None = None) -> LiveToken:
        """The token to send, fetched if need be by one call for all that wait.

        Raises:
            AuthenticationError: the credential was refused.
            RequestError: no answer from the token endpoint.
            ResponseDecodeError: an answer that makes no sense.
            StatusError: any other refusal.
        """
        if refused is not None:
            self._refused = refused.token
            if self._live is not None and self._live.token == refused.token:
                self._live = None
        while True:
            live = await self._flight.share(call, partial(self._renew, call, refused))
            token, self._unsaved = self._unsaved, None
            if token is not None:
                await self._keep(call, token)
            # Thousands who wait leave the queue one by one, and it may end meanwhile. One that had
            # no life when it came serves them all the same: no better is to be had.
            lasting = live.is_usable() or not live.had_life()
            if lasting and not self._is_outdated(live):
                return live

    def _is_outdated(self, live: LiveToken) -> bool:
        """Whether a token was refused while calls still queued for it, and there is a better."""
        if live.token != self._refused:
            return False
        used = self._usable()
        return self._flight.under_way or (used is not None and used.token != self._refused)

    def _usable(self) -> LiveToken | None:
        live = self._live
        return live if live is not None and live.is_usable() else None

    async def _renew(self, call: Requester, refused: LiveToken | None) -> LiveToken:
        """A token that can be used: from the store, or a new one, or the one that is in use."""
        if self._usable() is None:
            await self._look(call)
        old = self._usable()
        if old is not None and not old.is_fresh():
            await self._renew_early(call, old, refused)
        # Meanwhile it may have ended, or been refused to another call.
        return self._usable() or await self._renew_now(call, refused)

    async def _renew_now(self, call: Requester, refused: LiveToken | None) -> LiveToken:
        fetch = partial(self._fetch, call, None if refused is None else refused.token)
        store = self._store
        if not isinstance(store, GuardedStore) or not store.leases:
            self._unsaved = token = await fetch()
            return self._take(token)

        async def fetch_and_keep() -> LiveToken:
            token = await fetch()
            live = self._take(token)
            await self._keep(call, token)
            return live

        look = partial(self._look, call)
        return await fetch_under_lease(store, self._key, call, look=look, fetch=fetch_and_keep)

    def _take(self, token: Token) -> LiveToken:
        """Use a new token, unless it has no life and the old one has."""
        live = LiveToken.of(token)
        if live.is_usable() or self._usable() is None:
            self._live = live
        if live.is_fresh():
            self._early_failures, self._early_after = 0, 0.0
        return live

    async def _renew_early(
        self, call: Requester, old: LiveToken, refused: LiveToken | None
    ) -> None:
        """Try for a new token while the old one is good, and no longer than a moment."""
        from anyio import move_on_after

        retry_after = 0.0
        problem = "it did not come soon"
        try:
            with move_on_after(min(_GRACE_SECONDS, call.remaining() / 2)):
                if await self._look(call) is not None:
                    return
                if (await self._renew_now(call, refused)).is_usable():
                    return
                problem = "it had no life left"
        except self._refusals:
            self._live = None
            raise
        except InteropError as error:
            problem = error.message
            if isinstance(error, StatusError) and error.retry_after is not None:
                retry_after = error.retry_after
        except Exception as error:
            # Of a transport that is not ours. It stops nobody who has a token that is good.
            problem = f"the transport raised {type(error).__name__}"
        pause = min(_FIRST_PAUSE_SECONDS * 2.0**self._early_failures, LONGEST_PAUSE_SECONDS)
        pause = min(pause, old.left() / 2) * random.uniform(0.5, 1.0)
        pause = max(pause, retry_after, _SHORTEST_PAUSE_SECONDS)
        self._early_failures = min(self._early_failures + 1, 10)
        self._early_after = loop_time() + pause
        _logger.warning(
            "The token of %s was not renewed early: %s. The one in use is good for %.0f s more;"
            " trying again in %.1f s.",
            self._name,
            problem.rstrip("."),
            old.left(),
            pause,
        )

    async def _look(self, call: Requester) -> LiveToken | None:
        """Use the token in the store, if there is one that is better than the one in use."""
        if self._store is None:
            return None
        from anyio import move_on_after

        with move_on_after(call.remaining() / 4):
            token = await self._store.get(self._key)
            if token is None:
                return None
            try:
                live = LiveToken.of(token)
                sendable = live.token.sendable()
            except (TypeError, ArithmeticError):
                _logger.warning("The token store gave a Token that makes no sense.")
                return None
            if not sendable or live.token == self._refused:
                await self._store.delete(self._key)
                return None
            used = self._usable()
            # Its times are of the wall clock; what is in use already is timed better.
            if live.is_usable() and (
                used is None or (used.token != live.token and live.is_fresh())
            ):
                self._live = live
                return live
        return None

    async def _keep(self, call: Requester, token: Token) -> None:
        if self._store is None:
            return
        from anyio import move_on_after

        with move_on_after(call.remaining() / 4):
            await self._store.set(self._key, token)
