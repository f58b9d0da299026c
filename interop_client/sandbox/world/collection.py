"""A collection of JSON records that remembers when each was last changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Record = dict[str, Any]
"""A JSON object as the service sends it."""


class Collection:
    """Records by id, in the order in which they were made.

    Every change gets a number, counted per collection; `version(id)` is the number of a record's
    last change and `changes` that of the collection's. Hold `State.lock` around a use that
    takes more than one call.
    """

    def __init__(self) -> None:
        self._records: dict[str, Record] = {}
        self._versions: dict[str, int] = {}
        self.changes: int = 0

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[Record]:
        return iter(list(self._records.values()))

    def __contains__(self, identifier: object) -> bool:
        return identifier in self._records

    def get(self, identifier: str) -> Record | None:
        """The record with this id (in any case of its letters), or None."""
        return self._records.get(identifier.lower())

    def put(self, record: Record) -> Record:
        """Adds a record, or replaces the one that has its `id`; gives the copy kept."""
        identifier = str(record["id"]).lower()
        self.changes += 1
        self._records[identifier] = dict(record)
        self._versions[identifier] = self.changes
        return self._records[identifier]

    def remove(self, identifier: str) -> bool:
        """Takes a record out; False when there was none."""
        if self._records.pop(identifier.lower(), None) is None:
            return False
        self.changes += 1
        self._versions.pop(identifier.lower(), None)
        return True

    def clear(self) -> None:
        """Takes all records out."""
        for identifier in list(self._records):
            self.remove(identifier)

    def version(self, identifier: str) -> int:
        """The number of the last change of a record; 0 when there is no such record."""
        return self._versions.get(identifier.lower(), 0)
