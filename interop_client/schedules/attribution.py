"""Attribution of a run: which ingestion a schedule has started, told by what was there before.

The service does not say it. Its list may hold all ingestions, or those that have not ended only: so
that something is not in the list never means that it was not started.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import attrs

from .._clock import loop_time
from .._conflicts.causes import still_unknown
from .._conflicts.service_clock import CLOCKS_APART
from .._conflicts.whole_list import whole_list
from .._generated.api.ingestions import IngestionsResource
from .._generated.api.ingestions.list_ingestions import operation as list_operation
from ..errors import (
    AuthenticationError,
    ConfigurationError,
    InteropError,
    OutcomeUnknownError,
)
from ..ingestions.wait import is_pending
from ..models import IngestionType

if TYPE_CHECKING:
    from .._conflicts.writer import Writer
    from ..models import Ingestion

__all__ = ["Before", "look_before", "started", "started_since", "which_started"]

_LOOKS = (0.0, 0.3, 1.0, 2.0)
"""Seconds before each look for what a run has started."""

_A_SECOND = timedelta(seconds=1)
_LATEST = datetime.max.replace(tzinfo=UTC)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Before:
    """The ingestions that there were before a run.

    Args:
        moment: when that was, by the event loop.
        listed: those that were seen; None where that failed.
        all_seen: whether the list held no more than these.
        count: how many there were, where not all were seen; None where that is not known.
    """

    moment: float
    listed: tuple[Ingestion, ...] | None = None
    all_seen: bool = False
    count: int | None = None

    @property
    def can_tell(self) -> bool:
        """Whether what is new can be told from what was there a moment ago."""
        return self.all_seen or self.count is not None


async def look_before(writer: Writer) -> Before:
    """What there is before a run: one page of the list, and a count where there are more."""
    moment = loop_time()
    try:
        page = await writer.sender.send(list_operation())
        if page.next is None:
            return Before(moment=moment, listed=tuple(page.items), all_seen=True)
        count = await IngestionsResource(writer.sender).count()
    except (AuthenticationError, ConfigurationError):
        raise
    except InteropError:
        return Before(moment=moment)
    return Before(moment=moment, listed=tuple(page.items), count=count)


async def started(
    writer: Writer, before: Before, unknown: OutcomeUnknownError, answered: datetime | None
) -> UUID:
    """The one collection ingestion that a run has started.

    Args:
        writer: whose time it takes.
        before: what there was before the run.
        unknown: what is raised where that cannot be told.
        answered: the service's time in the answer to the run; None where it shows none, or where
            the answer was lost.
    """
    for pause in _LOOKS:
        await writer.call.sleep(pause, unknown)
        try:
            found = await whole_list(IngestionsResource(writer.sender).list())
        except InteropError as error:
            raise still_unknown(unknown, error) from None
        since = writer.sender.at(before.moment)
        new = which_started(found, before, since, answered, writer.sender.now)
        if len(new) > 1:
            raise unknown
        if new and new[0].id is not None and new[0].type == IngestionType.COLLECTION:
            return new[0].id
    raise unknown


def which_started(
    found: Iterable[Ingestion],
    before: Before,
    since: datetime | None,
    answered: datetime | None,
    now: datetime,
) -> list[Ingestion]:
    """Those of `found` that a run may have started; where that is several, it may be any of them.

    Args:
        found: what there is now, of every type.
        before: what there was before the run.
        since: the service's time before the run, not too late; None where it shows none.
        answered: its time in the answer to the run; None where there is none.
        now: its time now.
    """
    found = list({each.id or id(each): each for each in found}.values())
    listed = before.listed or ()
    if before.all_seen:
        ids = {each.id for each in listed}
        new = [each for each in found if each.id not in ids and _may_be_collection(each)]
    else:
        new = started_since(found, since, before.count)
    shows_ended = any(not is_pending(each) for each in (*listed, *found))
    if answered is None or (shows_ended and len(new) < 2):
        return new
    if any(each.created_at is not None and each.created_at > now + CLOCKS_APART for each in new):
        return new  # The service's clocks are too far apart for what follows.
    # What was created after the answer is somebody else's. Where what has ended may not be
    # listed, that could be all there is to see.
    return [each for each in new if not _is_after(each, answered)]


def started_since(
    ingestions: Iterable[Ingestion], since: datetime | None, before: int | None
) -> list[Ingestion]:
    """The collections that may have been started since a time; where that is several, it may be
    any of them.

    Args:
        ingestions: what there is now, of every type, each once.
        since: the time, by the service's clock and not too late; None where it shows none.
        before: how many ingestions there were at that time; None where that is not known.
    """
    found = list(ingestions)
    if before is not None:
        found.sort(key=lambda each: each.created_at or _LATEST, reverse=True)
        found, older = found[: max(0, len(found) - before)], found[max(0, len(found) - before) :]
        if found and older and older[0].created_at == found[-1].created_at:
            return [*found, older[0]]  # Which of the two is the older cannot be told.
        since = None if since is None else since - CLOCKS_APART
    elif since is None:
        return []
    return [each for each in found if _may_be_collection(each) and _is_since(each, since)]


def _may_be_collection(ingestion: Ingestion) -> bool:
    return ingestion.type in {None, IngestionType.COLLECTION}


def _is_since(ingestion: Ingestion, since: datetime | None) -> bool:
    created = ingestion.created_at
    if created is None or since is None:
        return created is not None
    return created >= (since if created.microsecond else since.replace(microsecond=0))


def _is_after(ingestion: Ingestion, answered: datetime) -> bool:
    """Whether it was certainly created after an answer, whose time shows whole seconds."""
    created = ingestion.created_at
    return created is not None and created >= answered + _A_SECOND
