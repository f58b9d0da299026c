"""Concurrent change: how the sandbox tells that two writers met.

The service documents no version and no ETag, so both mechanisms are the sandbox's own assumption:

- writes that overlap in time: each write notes the state of its collection when it arrives, and is
  refused when another write to the same collection of the same tenant was committed meanwhile;
- stale writes: a full update of a rollover is refused when the rollover has changed since the
  caller (the access token) last saw it. A caller that never saw it is accepted.
"""

from __future__ import annotations

import attrs

from ..contract.answers import RefusalError, conflict
from .collection import Collection
from .tokens import Token


@attrs.frozen
class Transaction:
    """A write that has begun: the collection it is about, and its last change at that time."""

    collection: Collection
    started_at: int

    @classmethod
    def begin(cls, collection: Collection) -> Transaction:
        """Notes where a collection stands as a write to it arrives."""
        return cls(collection, collection.changes)

    def check(self) -> None:
        """Raises RefusalError (409) when another write was committed since this one began."""
        if self.collection.changes != self.started_at:
            raise concurrent_modification("Another write was committed while this one was made.")


def saw(token: Token, collection: Collection, identifier: str) -> None:
    """Notes that a caller has seen a record as it now is."""
    token.reads[identifier.lower()] = collection.version(identifier)


def check_fresh(token: Token, collection: Collection, identifier: str) -> None:
    """Raises RefusalError (409) when a record has changed since the caller last saw it."""
    seen = token.reads.get(identifier.lower())
    if seen is not None and seen != collection.version(identifier):
        raise concurrent_modification("It has been changed since you last read it.")


def concurrent_modification(details: str) -> RefusalError:
    """The conflict of two writers."""
    return conflict("concurrent_modification", "Concurrent modification.", details)
