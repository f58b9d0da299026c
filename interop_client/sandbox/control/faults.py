"""Faults: what goes wrong with which requests."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime
from typing import TypedDict, Unpack, get_args

from ..contract.answers import Answer
from ..contract.document import TOKEN
from ..contract.refusing import checked_seconds, one_of
from .holds import Hold
from .journal import RecordedRequest
from .made_up import made_up_answer, refusal_status
from .rule import Condition, Loss, Moment, Rule, Stage

__all__ = ["Condition", "Faults", "Loss", "Matching", "Moment", "Rule", "UnmetFaultsError"]


class Matching(TypedDict, total=False):
    """Which of the requests to an operation a fault meets.

    Attributes:
        times: how many it meets, one where it is not said; None for all.
        skip: how many pass unharmed first.
        where: a further condition on the request.
    """

    times: int | None
    skip: int
    where: Condition | None


class Effect(TypedDict, total=False):
    """What a fault does."""

    revoke: bool
    seconds: float
    held: Hold
    answer: Answer
    lose: Loss


class UnmetFaultsError(AssertionError):
    """Faults were planted that no request met, so a test did not test what it says."""


class Faults:
    """The rules in force, oldest first; safe to use from any thread.

    Rules meet requests that the service would accept, signed in and well-formed (only
    `revoke` comes before that). A request meets at most one rule of each stage: arrival
    (revoke), before the effect (delay or hold), outcome (status or lost connection), after the
    effect (delay or hold). So a request can be held and then lost, and two statuses added one
    after the other meet two requests in turn.

    An operation is named by its operationId, by its method (`tenants.list`), or by method and path
    of the document (`GET /clouds/{id}`); `*` is every operation, and `token` the token endpoint,
    which `*` leaves out. What is not known is a ValueError at once, with the nearest right name.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._rules: list[Rule] = []
        self.injected: int = 0

    def add(self, rule: Rule) -> Rule:
        """Puts a rule in force; the methods below make the usual ones."""
        with self._lock:
            self._rules.append(rule)
        return rule

    def remove(self, rule: Rule) -> None:
        """Takes one rule out of force and releases its hold."""
        with self._lock:
            self._rules = [other for other in self._rules if other is not rule]
        if rule.held is not None:
            rule.held.release()

    def clear(self) -> None:
        """Takes all rules out of force and releases everything held."""
        with self._lock:
            rules, self._rules = self._rules, []
        for rule in rules:
            if rule.held is not None:
                rule.held.release()

    def unused(self) -> list[Rule]:
        """The rules in force that no request has met, oldest first: each a sign of a test that
        does not do what it says."""
        with self._lock:
            return [rule for rule in self._rules if not rule.used]

    def check_all_met(self) -> None:
        """Sees to it that every rule in force has met a request.

        Raises:
            UnmetFaultsError: some have not; the message lists them.
        """
        unmet = self.unused()
        if unmet:
            named = ", ".join(str(rule) for rule in unmet)
            raise UnmetFaultsError(f"no request met these planted faults: {named}")

    def status(
        self,
        operation: str,
        status: int,
        *,
        retry_after: float | datetime | str | None = None,
        body: bytes | str | None = None,
        content_type: str | None = None,
        headers: Mapping[str, str] | None = None,
        **matching: Unpack[Matching],
    ) -> Rule:
        """Answers with a refusal, without effect.

        Args:
            status: 300 to 599; `answer` makes up a success.
            retry_after: seconds, an aware time (sent as an HTTP date), or the header as it is.
            body: the body as it is (HTML, empty, broken JSON); an error envelope when absent.
            content_type: of the body; JSON when absent, none for an empty body.
            headers: more headers of the answer.
            matching: `times`, `skip` and `where`.

        Raises:
            TypeError, ValueError: what is said makes no sense.
        """
        made = made_up_answer(refusal_status(status), body, content_type, headers, retry_after)
        return self._plant(operation, "outcome", matching, answer=made)

    def answer(
        self,
        operation: str,
        status: int,
        body: bytes | str,
        *,
        content_type: str | None = None,
        headers: Mapping[str, str] | None = None,
        **matching: Unpack[Matching],
    ) -> Rule:
        """Answers with any status and body that are made up, without effect.

        Args:
            status: 200 to 599.
            body: the body as it is.
            content_type: of the body; JSON when absent, none for an empty body.
            headers: more headers of the answer.
            matching: `times`, `skip` and `where`.

        Raises:
            TypeError, ValueError: what is said makes no sense.
        """
        made = made_up_answer(status, body, content_type, headers, None)
        return self._plant(operation, "outcome", matching, answer=made)

    def lose_connection(
        self, operation: str, when: Loss = "before", **matching: Unpack[Matching]
    ) -> Rule:
        """Breaks the connection: before the effect, after it without a byte of the answer, or
        after it in the middle of the body (`in_body`)."""
        one_of("moment of a loss", when, get_args(Loss))
        return self._plant(operation, "outcome", matching, lose=when)

    def delay(
        self,
        operation: str,
        seconds: float,
        *,
        when: Moment = "before",
        **matching: Unpack[Matching],
    ) -> Rule:
        """Lets seconds pass before the effect, or between the effect and the answer.

        Args:
            seconds: by the clock of the event loop that serves the request: real ones on a
                socket, those of the caller's loop in process.
        """
        one_of("moment of a delay", when, get_args(Moment))
        return self._plant(operation, when, matching, seconds=checked_seconds("a delay", seconds))

    def hold(
        self, operation: str, *, when: Moment = "before", **matching: Unpack[Matching]
    ) -> Hold:
        """Stops requests before or after their effect, until the hold is released."""
        one_of("moment of a hold", when, get_args(Moment))
        held = Hold(operation)
        self._plant(operation, when, matching, held=held)
        return held

    def revoke(self, operation: str, **matching: Unpack[Matching]) -> Rule:
        """Revokes the token of a request as it arrives, so that it is answered 401.

        Raises:
            ValueError: it is about the token endpoint, where no request has a token.
        """
        if operation == TOKEN:
            raise ValueError("a request to the token endpoint has no token to revoke")
        return self._plant(operation, "arrival", matching, revoke=True)

    def take(self, stage: Stage, request: RecordedRequest) -> Rule | None:
        """The rule that meets a request at a stage, used up by one (the service calls this)."""
        with self._lock:
            for rule in self._rules:
                if rule.stage == stage and rule.meets(request):
                    self.injected += 1
                    return rule
        return None

    def _plant(
        self, operation: str, stage: Stage, matching: Matching, **effect: Unpack[Effect]
    ) -> Rule:
        return self.add(Rule(operation, stage, **matching, **effect))
