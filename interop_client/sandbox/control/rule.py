"""One rule among the faults: whom it meets, how often, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, get_args

import attrs

from ..contract.answers import Answer
from ..contract.document import EVERY, TOKEN, load_document
from ..contract.refusing import checked_count, one_of
from .holds import Hold
from .journal import RecordedRequest

Moment = Literal["before", "after"]
"""Before or after the effect of a request."""

Stage = Literal["arrival", "before", "outcome", "after"]
"""Where in the life of a request a rule acts; of each stage a request meets at most one rule."""

Loss = Literal["before", "after", "in_body"]
Condition = Callable[[RecordedRequest], bool]


def _operation(name: str) -> str:
    return load_document().operation_id(name)


def _stage(instance: object, attribute: attrs.Attribute[Any], value: Any) -> None:
    one_of("stage", value, get_args(Stage))


def _times(instance: object, attribute: attrs.Attribute[Any], value: Any) -> None:
    if value is not None:
        checked_count("times", value, least=1)


def _skip(instance: object, attribute: attrs.Attribute[Any], value: Any) -> None:
    checked_count("skip", value)


def _where(instance: object, attribute: attrs.Attribute[Any], value: Any) -> None:
    if value is not None and not callable(value):
        raise TypeError(f"where must be a function of the recorded request, not {value!r}")


@attrs.define(eq=False)
class Rule:
    """One fault.

    Attributes:
        operation: any name of an operation, kept as its operationId; `*` for every operation, or
            `token` for the token endpoint (which `*` leaves out).
        times: how many requests it meets; None for all.
        skip: how many matching requests still pass unharmed first.
        where: a further condition on the request.
        used: how many requests it has met.
    """

    operation: str = attrs.field(converter=_operation)
    stage: Stage = attrs.field(validator=_stage)
    times: int | None = attrs.field(default=1, validator=_times, kw_only=True)
    skip: int = attrs.field(default=0, validator=_skip, kw_only=True)
    where: Condition | None = attrs.field(default=None, validator=_where, kw_only=True)
    revoke: bool = attrs.field(default=False, kw_only=True)
    seconds: float = attrs.field(default=0.0, kw_only=True)
    held: Hold | None = attrs.field(default=None, kw_only=True)
    answer: Answer | None = attrs.field(default=None, kw_only=True)
    lose: Loss | None = attrs.field(default=None, kw_only=True)
    used: int = attrs.field(default=0, init=False)

    def __str__(self) -> str:
        return f"{self._effect} on {self.operation}"

    @property
    def _effect(self) -> str:
        if self.answer is not None:
            return f"status {self.answer.status}"
        if self.lose is not None:
            return f"connection lost ({self.lose})"
        if self.revoke:
            return "revoked token"
        return f"hold ({self.stage})" if self.held else f"delay of {self.seconds} s ({self.stage})"

    def meets(self, request: RecordedRequest) -> bool:
        """Whether it meets a request, which then counts as skipped or met."""
        if not self._is_about(request):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.times is not None and self.used >= self.times:
            return False
        self.used += 1
        return True

    def _is_about(self, request: RecordedRequest) -> bool:
        names = {request.operation} if request.operation == TOKEN else {request.operation, EVERY}
        return self.operation in names and (self.where is None or self.where(request))
