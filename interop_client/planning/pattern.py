"""Pattern: the type and the status for a new rollover, copied from rollovers that exist."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

import attrs

from ..errors import ConfigurationError
from ..models import Rollover, RolloverRequest, RolloverStatus
from .arguments import check_instant, check_text
from .cover import Cover

__all__ = ["Copied", "Pattern", "pattern_of"]


@attrs.frozen
class Copied:
    """A value, and where it comes from.

    Args:
        value: the value; None where there is none to copy.
        source: where it comes from, in words.
    """

    value: str | None
    source: str


@attrs.frozen
class Pattern:
    """What a new rollover takes over from others.

    Args:
        type: its type, whose values are not documented.
        status: its status, that of rollovers which lie ahead.
    """

    type: Copied
    status: Copied

    def rollover(self, name: str, cover: Cover) -> RolloverRequest:
        """What is sent to create a rollover over a window that was judged.

        Args:
            name: what to call it.
            cover: the window and the cloud.

        Raises:
            ConfigurationError: there is no type or no status.
        """
        for field, copied in (("type", self.type), ("status", self.status)):
            if copied.value is None:
                raise ConfigurationError(
                    f"there is no {field} to copy ({copied.source}), and its values are not "
                    "documented: give --type and --status"
                )
        return RolloverRequest(
            name=name,
            start_date=cover.wanted.start,
            end_date=cover.wanted.end,
            type=self.type.value or "",
            status=self.status.value or "",
            cloud_id=cover.cloud_id,
        )


def pattern_of(
    rollovers: Iterable[tuple[str, Rollover]],
    *,
    now: datetime,
    type: str | None = None,
    status: str | None = None,
) -> Pattern:
    """The type and status that most of the rollovers have.

    A status tells where a rollover stands in time, so it is taken from those that lie ahead, and
    only one of `RolloverStatus` (inferred): nobody knows whether a rollover with any other pauses
    something.

    Args:
        rollovers: each with the name of its tenant.
        now: the time.
        type: the type, where it is given.
        status: the status, where it is given.

    Raises:
        TypeError, ValueError: an argument that cannot be meant.
    """
    check_instant("now", now)
    for name, given in (("type", type), ("status", status)):
        if given is not None:
            check_text(name, given)
    seen = list(rollovers)
    ahead = [
        (tenant, rollover)
        for tenant, rollover in seen
        if rollover.status != RolloverStatus.COMPLETED
        and rollover.start_date is not None
        and rollover.start_date > now
    ]
    return Pattern(
        _copied(type, "no rollover has one", [(each.type, tenant, each) for tenant, each in seen]),
        _copied(
            status,
            "no rollover that lies ahead has a known one",
            [(_pausing(each.status), tenant, each) for tenant, each in ahead],
        ),
    )


def _pausing(status: RolloverStatus | None) -> RolloverStatus | None:
    return status if status is not None and status.is_known else None


def _copied(
    given: str | None, nothing: str, found: Sequence[tuple[str | None, str, Rollover]]
) -> Copied:
    """A value as given, or the one that is found most often."""
    if given is not None:
        return Copied(given, "as given")
    values = Counter(str(value) for value, _, _ in found if value)
    if not values:
        return Copied(None, nothing)
    [(common, count), *others] = values.most_common()
    name, tenant = next((each.name, tenant) for value, tenant, each in found if value == common)
    source = f"copied from {name!r} of {tenant}"
    if others:
        source += f", as {count} of {values.total()} have it; others have " + ", ".join(
            repr(value) for value, _ in others
        )
    return Copied(common, source)
