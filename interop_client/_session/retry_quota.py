"""Retry quota: how much all clients of one service may send again, taken together.

A service that fails for everyone is not helped by everyone sending everything four times. So each
retry takes from a quota that successes fill again; when it is used up, errors are raised at once.
The figures are those of the AWS SDKs' standard retry mode of November 2026.
"""

from __future__ import annotations

from anyio.lowlevel import RunVar

RETRY_COST = 14
"""What a retry takes."""

THROTTLED_COST = 5
"""What a retry takes after a 429: the service is well, and said when to come back."""

FIRST_TRY_GAIN = 1
"""What a success without a retry gives back; one after a retry gives back what that took."""

_quotas: RunVar[dict[str, RetryQuota] | None] = RunVar("interop_client_retry_quotas")


class RetryQuota:
    """What the retries of one service have taken and successes have not given back yet."""

    __slots__ = ("taken",)

    def __init__(self) -> None:
        self.taken: int = 0

    def take(self, cost: int, capacity: int | None) -> bool:
        """Whether a retry may be made; then it has taken its cost.

        Args:
            cost: what it takes.
            capacity: how much may be taken in all; None for any.
        """
        if capacity is None:
            return True
        if self.taken + cost > capacity:
            return False
        self.taken += cost
        return True

    def give_back(self, amount: int) -> None:
        """Note a success."""
        if self.taken:
            self.taken = max(0, self.taken - amount)


def quota_of(origin: str) -> RetryQuota:
    """The quota of a service for all clients in this event loop."""
    quotas = _quotas.get(None)
    if quotas is None:
        quotas = {}
        _quotas.set(quotas)
    return quotas.setdefault(origin, RetryQuota())
