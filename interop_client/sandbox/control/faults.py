"""Faults: what goes wrong with which requests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Literal

import attrs

from ..contract.answers import Answer, RefusalError
from .holds import Hold
from .journal import RecordedRequest

Moment = Literal["before", "after"]
"""Before or after the effect of a request."""

Stage = Literal["arrival", "before", "outcome", "after"]
"""Where in the life of a request a rule acts; of each stage a request meets at most one rule."""

Loss = Literal["before", "after", "in_body"]
Predicate = Callable[[RecordedRequest], bool]

TOKEN = "token"
"""The name of the token endpoint among the operations."""


@attrs.define
class Rule:
    """One fault: whom it meets, how often, and what it does.

    Attributes:
        operation: an operationId, `"METHOD /path/{id}"` with the document's template, `*` for
            every operation, or `token` for the token endpoint (which `*` leaves out).
        times: how many requests it meets; None for all.
        skip: how many matching requests pass unharmed first.
        where: a further condition on the request.
        used: how many requests it has met.
    """

    operation: str
    stage: Stage
    times: int | None = 1
    skip: int = 0
    where: Predicate | None = None
    revoke: bool = False
    seconds: float = 0.0
    held: Hold | None = None
    answer: Answer | None = None
    lose: Loss | None = None
    used: int = attrs.field(default=0)

    def matches(self, request: RecordedRequest, template: str) -> bool:
        """Whether the request is one that this rule is about."""
        names = {request.operation, f"{request.method} {template}"}
        if request.operation != TOKEN:
            names.add("*")
        return self.operation in names and (self.where is None or self.where(request))


class Faults:
    """The rules in force, oldest first; safe to use from any thread.

    Rules meet requests that the service would accept, signed in and well-formed (only
    `revoke` comes before that). A request meets at most one rule of each stage: arrival
    (revoke), before the effect (delay or hold), outcome (status or lost connection), after the
    effect (delay or hold). So a request can be held and then lost, and two statuses added one
    after the other meet two requests in turn.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._rules: list[Rule] = []
        self.injected = 0

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

    def status(
        self,
        operation: str,
        status: int,
        *,
        retry_after: float | datetime | str | None = None,
        body: bytes | str | None = None,
        content_type: str | None = None,
        headers: Mapping[str, str] | None = None,
        times: int | None = 1,
        skip: int = 0,
        where: Predicate | None = None,
    ) -> Rule:
        """Answers with a status, without effect.

        Args:
            retry_after: seconds, an aware time (sent as an HTTP date), or the header as it is.
            body: the body as it is (HTML, empty, broken JSON); the documented error envelope when
                absent.
            content_type: of the body; JSON when absent, none for an empty body.
        """
        if body is None:
            answer = RefusalError(
                status, "injected", f"The sandbox was told to say {status}."
            ).answer()
        else:
            content = body.encode() if isinstance(body, str) else body
            answer = Answer(status, content, "application/json" if content else None)
        if content_type is not None:
            answer.content_type = content_type
        answer.headers.update(headers or {})
        if isinstance(retry_after, datetime):
            answer.headers["retry-after"] = format_datetime(
                retry_after.astimezone(UTC).replace(microsecond=0), usegmt=True
            )
        elif retry_after is not None:
            answer.headers["retry-after"] = str(retry_after)
        return self.add(Rule(operation, "outcome", times, skip, where, answer=answer))

    def lose_connection(
        self,
        operation: str,
        when: Loss = "before",
        *,
        times: int | None = 1,
        skip: int = 0,
        where: Predicate | None = None,
    ) -> Rule:
        """Breaks the connection: before the effect, after it without a byte of the answer, or
        after it in the middle of the body (`in_body`)."""
        return self.add(Rule(operation, "outcome", times, skip, where, lose=when))

    def delay(
        self,
        operation: str,
        seconds: float,
        *,
        when: Moment = "before",
        times: int | None = 1,
        skip: int = 0,
        where: Predicate | None = None,
    ) -> Rule:
        """Lets real seconds pass before the effect, or between the effect and the answer."""
        return self.add(Rule(operation, when, times, skip, where, seconds=seconds))

    def hold(
        self,
        operation: str,
        *,
        when: Moment = "before",
        times: int | None = 1,
        skip: int = 0,
        where: Predicate | None = None,
    ) -> Hold:
        """Stops requests before or after their effect, until the hold is released."""
        held = Hold(operation)
        self.add(Rule(operation, when, times, skip, where, held=held))
        return held

    def revoke(
        self,
        operation: str,
        *,
        times: int | None = 1,
        skip: int = 0,
        where: Predicate | None = None,
    ) -> Rule:
        """Revokes the token of a request as it arrives, so that it is answered 401."""
        return self.add(Rule(operation, "arrival", times, skip, where, revoke=True))

    def take(self, stage: Stage, request: RecordedRequest, template: str) -> Rule | None:
        """The rule that meets a request at a stage, used up by one (the service calls this)."""
        with self._lock:
            for rule in self._rules:
                if rule.stage != stage or not rule.matches(request, template):
                    continue
                if rule.skip > 0:
                    rule.skip -= 1
                    continue
                if rule.times is not None and rule.used >= rule.times:
                    continue
                rule.used += 1
                self.injected += 1
                return rule
        return None
