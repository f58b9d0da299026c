"""Retry loop: sends, waits, and sends again as `retry` judges, until there is an end to it."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

from anyio import CancelScope

from .._clock import loop_time
from ..retry import Verdict, judge
from ..transport.attempt import Attempt
from .call_errors import QUOTA_USED_UP, CallErrors
from .exchange import exchange
from .outcome import Answer, Lost
from .reporting import Reports
from .retry_quota import FIRST_TRY_GAIN, RETRY_COST, THROTTLED_COST

if TYPE_CHECKING:
    from .._rate_limit import Pace
    from ..auth import Requester
    from ..auth.expiry import LiveToken
    from ..errors import InteropError, RequestError
    from ..operation import Operation
    from .deadline import Deadline
    from .settings import Settings


class Retrying:
    """The sends of one operation.

    Args:
        settings: who sends.
        deadline: the time it has.
        operation: what is sent.
        tokens: whom the credential asks for a token.
    """

    __slots__ = (
        "_attempt",
        "_attempts",
        "_cost",
        "_deadline",
        "_failed",
        "_live",
        "_lost_delete",
        "_operation",
        "_quota",
        "_refused",
        "_renewed",
        "_reports",
        "_settings",
        "_stage",
        "_tokens",
    )

    def __init__(
        self,
        settings: Settings,
        deadline: Deadline,
        operation: Operation[Any],
        tokens: Requester,
    ) -> None:
        self._settings = settings
        self._deadline = deadline
        self._operation = operation
        self._tokens = tokens
        self._quota = settings.shared.quota(settings.base_url or operation.url)
        self._reports = Reports(settings, operation)
        self._failed: InteropError | None = None
        self._live: LiveToken | None = None
        self._refused: LiveToken | None = None
        self._attempts = 0
        self._renewed = False
        self._cost = 0  # what the last retry took of the quota
        self._lost_delete = False
        # The exchange whose answer is still out.
        self._attempt: Attempt | None = None
        self._stage = "before it was sent"

    async def run(self) -> Answer:
        """Send, and send again where that is right, until there is an answer.

        Raises:
            AuthenticationError: the credential was refused.
            OutcomeUnknownError: a write was sent and its answer was lost.
            RequestError: there was no answer.
            StatusError: the answer was no success.
        """
        while True:
            outcome = await self._send()
            if isinstance(outcome, Answer):
                if outcome.status == 401 and self._may_renew():
                    continue
                if outcome.status in (404, 410) and self._lost_delete:
                    # Only one that was sent counts: the first may have deleted what is gone now.
                    outcome = Answer(204, outcome.headers, b"")
                if outcome.is_success:
                    self._quota.give_back(self._cost or FIRST_TRY_GAIN)
                    return outcome
            await self._recover(outcome)

    def timed_out(self) -> RequestError:
        """The error to raise when the call's own bound is reached."""
        attempt = self._attempt
        return self._errors.timed_out(
            self._deadline.timeout,
            self._stage if attempt is None else attempt.stage,
            unknown=attempt is not None and attempt.sent and not self._operation.repeatable,
        )

    async def _send(self) -> Answer | Lost:
        """Send once, when neither the credential nor the connections stand in the way."""
        settings = self._settings
        shared = settings.shared
        while True:
            shared.check()
            await self._wait_while_held()
            await self._authorize()
            pace = settings.pace()
            if pace is not None and not await self._paced(pace):
                continue
            if shared.turns is None:
                return await self._exchange()
            crowded = shared.turns.value == 0
            self._stage = "while waiting for a connection"
            if crowded and pace is not None:
                pace.give_back()  # What many had taken beforehand would go out in one burst.
            async with shared.turns:
                # In a queue that was long enough, a token expires, or the service asks to wait.
                if not crowded or (self._may_go() and (pace is None or pace.regain())):
                    return await self._exchange()

    async def _exchange(self) -> Answer | Lost:
        """Send once, within the time of one attempt."""
        self._attempts += 1
        attempt = self._attempt = Attempt()
        self._reports.started(self._attempts)
        began = loop_time()
        bound = self._attempt_bound()
        outcome: Answer | Lost = Lost("given up", sent=True)
        try:
            sending = exchange(self._settings, self._operation, self._live, attempt)
            if bound == inf:
                outcome = await sending
            else:
                with CancelScope(deadline=began + bound) as scope:
                    outcome = await sending
                if scope.cancelled_caught:
                    reason = f"it had no answer within {bound:.3g} s, {attempt.stage}"
                    outcome = Lost(reason, sent=attempt.sent, timed_out=True)
        finally:
            self._reports.ended(self._attempts, outcome, began)
        self._attempt = None
        return outcome

    def _attempt_bound(self) -> float:
        """Seconds for this attempt, so that one that hangs leaves time for the next; infinity for
        all that is left."""
        if not self._operation.repeatable or self._is_last:
            return inf
        left = self._deadline.remaining()
        bound = self._settings.retry.attempt_bound(left)
        return bound if bound < left else inf

    @property
    def _errors(self) -> CallErrors:
        return CallErrors(self._settings, self._operation)

    @property
    def _is_last(self) -> bool:
        return self._attempts - self._renewed >= self._settings.retry.attempts

    def _may_go(self) -> bool:
        """Whether the credential still allows what it allowed before the wait for a turn."""
        credential = self._settings.credential
        if credential.held_for() > 0:
            return False
        if self._live is None:
            return True
        latest = credential.current()
        if latest is None or latest is self._refused:
            return False
        self._live = latest
        return True

    async def _authorize(self) -> None:
        """Have the token to send with."""
        credential = self._settings.credential
        self._live = credential.current()
        if self._live is None or self._live is self._refused:
            self._stage = "while waiting for a token"
            began = loop_time()
            self._live = await credential.obtain(self._tokens, self._refused)
            self._reports.authorized(self._live, began)

    def _may_renew(self) -> bool:
        """Whether to try once more with another token."""
        if self._renewed or not self._settings.credential.renewable:
            return False
        self._renewed = True
        self._refused = self._live
        self._reports.renewing(self._attempts)
        return True

    async def _wait_while_held(self) -> None:
        """Wait while an earlier 429 holds back all calls of this credential."""
        while (seconds := self._settings.credential.held_for()) > 0:
            self._reports.held(self._attempts, seconds)
            await self._deadline.sleep(seconds, self._errors.held(seconds, self._attempts))

    async def _paced(self, pace: Pace) -> bool:
        """Wait for the turn by the rate limit; whether it may be sent then, as it stands."""
        if pace.take_now():
            return True
        seconds = pace.wait()
        if seconds >= self._deadline.remaining():
            self._deadline.out_of_time = True
            raise self._failed or self._errors.paced(seconds)
        self._stage = "while waiting for its turn by rate_limit"
        self._reports.paced(self._attempts, seconds)
        await pace.take()
        if self._may_go():
            return True
        pace.give_back()
        return False

    async def _recover(self, outcome: Answer | Lost) -> None:
        """Wait for the next attempt, or raise what the outcome means."""
        operation, policy = self._operation, self._settings.retry
        verdict = judge(
            outcome.status,
            method=operation.method,
            repeatable=operation.repeatable,
            sent=outcome.sent,
        )
        if verdict is Verdict.UNKNOWN:
            raise self._errors.lost(outcome)
        if verdict is Verdict.FAIL or outcome.final:
            if not outcome.sent:
                self._settings.check_open()
            raise self._errors.of(outcome, self._attempts)
        self._lost_delete |= outcome.is_loss and operation.method == "DELETE"
        asked = outcome.retry_after
        delay = 0.0 if self._is_last and asked is None else policy.wait(self._attempts, asked)
        throttled = outcome.status == 429
        if throttled:
            self._settings.hold(delay)
        if self._is_last:
            raise self._errors.of(outcome, self._attempts)
        self._settings.check_open()
        self._cost = THROTTLED_COST if throttled else RETRY_COST
        if delay < self._deadline.remaining():
            if not self._quota.take(self._cost, policy.quota):
                raise self._errors.of(outcome, self._attempts, QUOTA_USED_UP)
            allowed = policy.attempts + self._renewed
            self._reports.retrying(self._attempts, allowed, outcome.reason, delay)
        self._stage = "before it was sent again"
        self._failed = self._errors.of(outcome, self._attempts)
        await self._deadline.sleep(delay, self._failed)
