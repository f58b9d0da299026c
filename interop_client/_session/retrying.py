"""The way of one operation to its answer: what is sent again, when, and which error ends it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from ..auth import Scrubber
from ..errors import (
    InteropError,
    OutcomeUnknownError,
    RateLimitError,
    RequestError,
    RequestTimeoutError,
    StatusError,
)
from ..retry import Verdict, judge
from .error_response import (
    Answer,
    Lost,
    describe,
    from_answer,
)

if TYPE_CHECKING:
    from ..auth.expiry import Grant
    from ..operation import Operation
    from .call import Call
    from .session import Session

__all__ = ["Sending"]


_logger = logging.getLogger("interop_client.session")


class Sending:
    """The way of one operation to its answer.

    Args:
        call: whose time it takes.
        session: who sends.
        operation: what is sent.
        url: the absolute address of the token endpoint; None for the API, with the credential.

    Attributes:
        sent: whether any of the request may have reached the service with its answer still out.
        is_token_request: whether this is for the token endpoint.
    """

    __slots__ = (
        "_attempts",
        "_call",
        "_credential",
        "_grant",
        "_lost_delete",
        "_operation",
        "_refused",
        "_renewed",
        "_session",
        "_stage",
        "_url",
        "is_token_request",
        "sent",
    )

    def __init__(
        self, call: Call, session: Session, operation: Operation[Any], url: str | None = None
    ) -> None:
        self._call = call
        self._session = session
        self._credential = session.credential
        self._operation = operation
        self.is_token_request = url is not None
        self._url = session.base_url + operation.url if url is None else url
        self._grant: Grant | None = None
        self._attempts = 0
        self._refused: Grant | None = None
        self._renewed = False
        self._lost_delete = False
        self._stage = "before it was sent"
        self.sent = False

    async def run(self) -> Answer:
        """Send, and send again where that is right, until there is an answer.

        Raises:
            AuthenticationError: the credential was refused.
            OutcomeUnknownError: a write was sent and its answer was lost.
            RequestError: there was no answer.
            StatusError: the answer was no success.
        """
        while True:
            outcome = await self._attempt()
            if isinstance(outcome, Answer):
                self.sent = False
                if outcome.is_success:
                    return outcome
                if outcome.status == 401 and self._may_renew():
                    continue
                if outcome.status == 404 and self._lost_delete:
                    return Answer(204, outcome.headers, b"")
            await self._recover(outcome)

    def timed_out(self) -> RequestError:
        """The error to raise when the call's own bound is reached."""
        bound = f"{self._call.timeout:g} s" if self._call.timeout is not None else "its time"
        message = f"{self._name} took longer than {bound}: the time ended {self._stage}"
        if self.sent and not self._operation.repeatable:
            return self._unknown(message)
        return RequestTimeoutError(
            f"{message}. Allow more by `timeout`, or make fewer calls at once."
        )

    @property
    def _name(self) -> str:
        return f"{self._operation.operation_id} ({self._operation.method} {self._url})"

    async def _attempt(self) -> Answer | Lost:
        """Send once, when neither the credential nor the connections stand in the way."""
        connections = self._session.connections
        while True:
            connections.check()
            if self._credential.held_until:
                await self._wait_while_held()
            if not self.is_token_request:
                await self._authorize()
            if connections.turns is None:
                return await self._exchange()
            crowded = connections.turns.value == 0
            self._stage = "while waiting for a connection"
            async with connections.turns:
                # In a queue that was long enough, a token expires, or the service asks to wait.
                if not crowded or self._may_go():
                    return await self._exchange()

    async def _exchange(self) -> Answer | Lost:
        self._attempts += 1
        self._stage = "while waiting for the answer"
        return await self._session.exchange(self._operation, self._url, self._grant, self)

    def _may_go(self) -> bool:
        """Whether the credential still allows what it allowed before the wait for a turn."""
        if self._credential.held_until and self._credential.held_for() > 0:
            return False
        if self.is_token_request or self._grant is None:
            return True
        latest = self._credential.current()
        if latest is None or latest is self._refused:
            return False
        self._grant = latest
        return True

    async def _authorize(self) -> None:
        """Have the token to send with."""
        self._grant = self._credential.current()
        if self._grant is None or self._grant is self._refused:
            self._stage = "while waiting for a token"
            self._grant = await self._credential.obtain(self._call, self._refused)

    def _may_renew(self) -> bool:
        """Whether to try once more with another token."""
        if self._renewed or self.is_token_request or not self._credential.renewable:
            return False
        self._renewed = True
        self._refused = self._grant
        _logger.info(
            "%s: attempt %d was answered 401; trying again with a new token",
            self._operation.operation_id,
            self._attempts,
        )
        return True

    async def _wait_while_held(self) -> None:
        """Wait while an earlier 429 holds back all calls of this credential."""
        while (seconds := self._credential.held_for()) > 0:
            error = RateLimitError(
                f"{self._name} was not sent: the service answered 429 to an earlier call with this"
                f" credential and asked to wait {seconds:.3g} s more, which `timeout` does not"
                " allow.",
                status_code=429,
                method=self._operation.method,
                url=self._url,
                retry_after=seconds,
                attempts=self._attempts,
            )
            await self._call.sleep(seconds, error)

    async def _recover(self, outcome: Answer | Lost) -> None:
        """Wait for the next attempt, or raise what the outcome means."""
        operation, policy = self._operation, self._session.retry
        error = self._error(outcome)
        if isinstance(outcome, Answer):
            status, sent, final = outcome.status, True, False
            reason, lost = describe(status), status in (502, 504)
        else:
            status, sent, final = None, outcome.sent, outcome.final
            reason, lost = outcome.reason, sent
        verdict = judge(status, repeatable=operation.repeatable, sent=sent)
        if verdict is Verdict.UNKNOWN:
            raise self._unknown(f"The answer to {self._name} was lost: {reason}")
        if verdict is Verdict.FAIL or final:
            if not sent:
                self._session.check_open()
            raise error
        self._lost_delete |= lost and operation.method == "DELETE"
        asked = error.retry_after if isinstance(error, StatusError) else None
        last = self._attempts - self._renewed >= policy.attempts
        delay = 0.0 if last and asked is None else policy.wait(self._attempts, asked)
        if status == 429:
            self._credential.hold(delay)
        if last:
            raise error
        self._session.check_open()
        _logger.info(
            "%s: attempt %d of %d failed (%s); trying again in %.3f s",
            operation.operation_id,
            self._attempts,
            policy.attempts + self._renewed,
            reason,
            delay,
        )
        self._stage = "before it was sent again"
        await self._call.sleep(delay, error)

    def _error(self, outcome: Answer | Lost) -> InteropError:
        """The error that the outcome is, if nothing more can be done."""
        if isinstance(outcome, Lost):
            often = "" if self._attempts == 1 else f", after {self._attempts} attempts"
            return RequestError(f"{self._name} got no usable response{often}: {outcome.reason}")
        return from_answer(
            outcome,
            method=self._operation.method,
            url=self._url,
            attempts=self._attempts,
            scrubber=Scrubber(outcome.secrets),
        )

    def _unknown(self, message: str) -> OutcomeUnknownError:
        return OutcomeUnknownError(
            f"{message}. It may or may not have happened: look before sending it again.",
            operation=self._operation.operation_id,
            sent=self._operation.body,
        )
