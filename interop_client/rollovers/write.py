"""How a rollover is written: sent, looked for, read back, and explained."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

import attrs

from .._codec.body import json_content
from .._codec.model import fields_of
from .._conflicts.causes import concurrent, ended_since, still_unknown, unread
from .._conflicts.create_once import Creation, create_once
from .._conflicts.whole_list import whole_list
from .._generated.api.rollovers import RolloversResource
from ..errors import (
    ConcurrentModificationError,
    ConflictError,
    InteropError,
    NotFoundError,
    OutcomeUnknownError,
)
from ..models import Rollover, RolloverRequest, Schedule
from .causes import named, why_not_deleted, why_not_written
from .rules import is_as_sent, may_have_been, same_rollover

if TYPE_CHECKING:
    from .._conflicts.writer import Writer

__all__ = [
    "all_rollovers",
    "create",
    "delete",
    "explained",
    "modify",
    "undocumented",
    "update",
    "writable",
]


def writable(body: RolloverRequest | Rollover) -> RolloverRequest:
    """What is sent for a rollover, checked.

    Raises:
        TypeError, ValueError: it cannot be sent; the text names the value.
    """
    if isinstance(body, Rollover):
        missing = [
            field.name
            for field in fields_of(RolloverRequest)
            if field.default is attrs.NOTHING and getattr(body, field.name) is None
        ]
        if missing:
            raise ValueError(f"the rollover cannot be written without {', '.join(missing)}")
        request = RolloverRequest.from_dict(
            {key: value for key, value in body.to_dict().items() if key not in Rollover.READ_ONLY}
        )
        request.additional_properties = undocumented(request.additional_properties)
    elif isinstance(body, RolloverRequest):
        request = copy.deepcopy(body)
    else:
        raise TypeError(f"body must be a RolloverRequest or a Rollover, not {type(body).__name__}")
    json_content(request.to_dict())
    if request.start_date >= request.end_date:
        raise ValueError(
            f"start_date must be before end_date, not {request.start_date.isoformat()} "
            f"and {request.end_date.isoformat()}"
        )
    return request


def undocumented(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Those of a rollover's properties that go back with it although we do not know them."""
    # What the service notes of other resources it may note of rollovers too, undocumented.
    noted = {*Rollover.FIELDS, *Schedule.READ_ONLY}
    return {name: value for name, value in properties.items() if name not in noted}


async def all_rollovers(writer: Writer) -> list[Rollover]:
    """All rollovers of the tenant, each once."""
    return await whole_list(RolloversResource(writer.sender).list())


async def create(writer: Writer, request: RolloverRequest) -> Rollover:
    """Create a rollover, once."""
    resource = RolloversResource(writer.sender)
    creation = Creation[Rollover](
        send=lambda: resource.create(request),
        read_all=lambda: all_rollovers(writer),
        is_mine=lambda found: same_rollover(request, found),
        may_be_mine=lambda found: may_have_been(request, found),
        cause=lambda conflict, found: why_not_written(conflict, request, found),
    )
    return await create_once(writer, creation)


async def update(
    writer: Writer, id: UUID | str, request: RolloverRequest, before: Rollover | None = None
) -> Rollover:
    """Replace a rollover, sent once, and read it back where the answer is lost.

    Args:
        writer: whose time it takes.
        id: identifier of the rollover.
        request: all of the rollover.
        before: what it was, where known: it may show that reading back cannot tell.
    """
    resource = RolloversResource(writer.sender)
    try:
        return await resource.update(id, request)
    except OutcomeUnknownError as error:
        lost = error
    except ConflictError as error:
        raise await explained(writer, error, request, id) from None
    if before is not None and is_as_sent(request, before):
        raise lost  # Only what is never compared was changed: reading cannot tell.
    try:
        found = await resource.find(id)
    except InteropError as error:
        raise still_unknown(lost, error) from None
    if not is_as_sent(request, found):
        raise lost
    return found


async def explained(
    writer: Writer,
    conflict: ConflictError,
    request: RolloverRequest,
    own_id: UUID | str | None = None,
) -> ConflictError:
    """The error for a 409 to a write, after a look at what is there."""
    if not writer.policy.enabled:
        return conflict
    try:
        rollovers = await all_rollovers(writer)
    except InteropError as error:
        return unread(conflict, error)
    cause = why_not_written(conflict, request, rollovers, own_id=own_id)
    return cause or concurrent(conflict)


async def modify(
    writer: Writer, id: UUID | str, change: Callable[[Rollover], Rollover]
) -> Rollover:
    """Read a rollover, change it, write it; again where another write was faster."""
    resource = RolloversResource(writer.sender)
    while True:
        current = await resource.find(id)
        changed: object = change(copy.deepcopy(current))
        if inspect.iscoroutine(changed):
            changed.close()
        if not isinstance(changed, Rollover):
            raise TypeError(
                f"change must return the rollover to write, and at once, not "
                f"{type(changed).__name__}"
            )
        if changed == current:
            return current
        request = writable(changed)
        try:
            return await update(writer, id, request, current)
        except ConcurrentModificationError as error:
            met = error
        await writer.again(met)


async def delete(writer: Writer, id: UUID | str) -> None:
    """Delete a rollover; where that is refused, say why."""
    resource = RolloversResource(writer.sender)
    try:
        return await resource.delete(id)
    except ConflictError as error:
        conflict = error
    if not writer.policy.enabled:
        raise conflict
    try:
        found = await resource.find(id)
    except NotFoundError:
        return None
    except InteropError as error:
        raise unread(conflict, error) from None
    cause = why_not_deleted(conflict, found, writer.sender.now)
    raise cause or ended_since(conflict, f"{named(found)} is not active")
