"""Shards: which share of a fleet a tenant belongs to, told by its id alone."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID


def in_shard(tenant_id: UUID | str, shard: tuple[int, int]) -> bool:
    """Whether a tenant belongs to share `i` of `n`, so that n workers share without talking.

    The share hangs on the id alone: it is the same on every machine and in every version.

    Args:
        tenant_id: the tenant's id; a UUID in any spelling counts as the same.
        shard: `(i, n)`: share i, counted from 0, of n.

    Raises:
        TypeError, ValueError: it is no shard.
    """
    index, count = check_shard(shard)
    text = str(tenant_id).strip().lower()
    digest = hashlib.sha256(text.encode()).digest()
    return int.from_bytes(digest[:8]) % count == index


def check_shard(shard: object) -> tuple[int, int]:
    """The shard, when it is one.

    Raises:
        TypeError: it is not a pair of whole numbers.
        ValueError: it is out of range.
    """
    if not (
        isinstance(shard, tuple) and len(shard) == 2 and all(type(part) is int for part in shard)
    ):
        raise TypeError(f"shard must be (i, n), two whole numbers, not {shard!r}")
    index, count = shard
    if count < 1 or not 0 <= index < count:
        raise ValueError(f"shard must be (i, n) with 0 <= i < n, not {shard!r}")
    return index, count
