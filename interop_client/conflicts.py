"""What to do when the service answers 409 to a write."""

from __future__ import annotations

import math

import attrs

from .errors import ConfigurationError

__all__ = ["ConflictPolicy"]


@attrs.frozen(slots=True, kw_only=True)
class ConflictPolicy:
    """How the helpers treat a conflict.

    Args:
        attempts: sends in all, before a concurrent change is given up on.
        max_wait: the longest single wait between two of them, in seconds.
        jitter: whether each wait is drawn at random up to its bound, so that two writers who
            met once do not meet again.
        enabled: whether conflicts are looked into at all; see `off`.

    Raises:
        ConfigurationError: a value that makes no sense.
    """

    attempts: int = 5
    max_wait: float = 8.0
    jitter: bool = True
    enabled: bool = attrs.field(default=True, repr=False)

    def __attrs_post_init__(self) -> None:
        if isinstance(self.attempts, bool) or self.attempts < 1:
            raise ConfigurationError(f"attempts must be at least 1, not {self.attempts!r}.")
        if not 0 <= self.max_wait < math.inf:
            raise ConfigurationError(f"max_wait must be 0 or more seconds, not {self.max_wait!r}.")

    @classmethod
    def off(cls) -> ConflictPolicy:
        """Conflicts are neither explained nor retried: each is a plain `ConflictError`."""
        return cls(attempts=1, enabled=False)
