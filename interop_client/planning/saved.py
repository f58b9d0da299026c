"""Saved plans: the JSON that people review, and reading it back strictly."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from ..errors import ResponseDecodeError
from ..models import Rollover, RolloverRequest
from ..rollovers.write import writable
from .planned import Action, PlannedTenant

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["read", "written"]

T = TypeVar("T")

_FORMAT = "interop-client rollover plan"
_VERSION = 1


def written(
    tenants: Sequence[PlannedTenant],
    counts: Mapping[Action, int],
    made_at: datetime,
    pausing: Sequence[str],
) -> str:
    """A plan as JSON, the same text for the same plan."""
    rows = sorted(tenants, key=lambda each: (each.name or "", str(each.id)))
    document = {
        "format": _FORMAT,
        "version": _VERSION,
        "made_at": made_at.astimezone(UTC).isoformat(timespec="seconds"),
        "pausing": list(pausing),
        "counts": {str(action): count for action, count in counts.items()},
        "tenants": [_row(each) for each in rows],
    }
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _row(tenant: PlannedTenant) -> dict[str, object]:
    return {
        "tenant": {"id": str(tenant.id), "name": tenant.name},
        "timezone": tenant.timezone,
        "account_timezone": tenant.account_timezone,
        "cloud_id": None if tenant.cloud_id is None else str(tenant.cloud_id),
        "action": str(tenant.action),
        "before": None if tenant.before is None else tenant.before.to_dict(),
        "after": None if tenant.after is None else tenant.after.to_dict(),
        "reasons": list(tenant.reasons),
        "warnings": list(tenant.warnings),
        "seen": [each.to_dict() for each in tenant.seen],
    }


def read(text: str | bytes) -> tuple[Sequence[PlannedTenant], datetime, Sequence[str]]:
    """The tenants of the plan in a text, when that was made, and which statuses it trusts.

    Raises:
        ValueError: it is no plan; the message says where.
    """
    try:
        if isinstance(text, str):
            text = text.removeprefix("\ufeff")  # How some editors begin a file.
        document = json.loads(text, object_pairs_hook=_without_doubles)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"the plan is not JSON: {error}") from None
    if not isinstance(document, dict) or document.get("format") != _FORMAT:
        raise ValueError(f"this is no plan: its format is not {_FORMAT!r}")
    if document.get("version") != _VERSION:
        raise ValueError(
            f"the plan has version {document.get('version')!r}, and this one reads {_VERSION}: make"
            " it anew"
        )
    made_at = _at("made_at", lambda: _moment(document["made_at"]))
    rows = _at("tenants", lambda: _list(document["tenants"]))
    tenants = [_at(f"tenants[{index}]", partial(_tenant, row)) for index, row in enumerate(rows)]
    ids = [each.id for each in tenants]
    if len(set(ids)) < len(ids):
        twice = next(each for each in ids if ids.count(each) > 1)
        raise ValueError(f"the plan names tenant {twice} twice")
    pausing = _at("pausing", lambda: tuple(map(_text, _list(document.get("pausing", [])))))
    return tuple(tenants), made_at, pausing


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose every property stands once, so that what is read is what people saw."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice!r} stands twice in one object")
    return found


def _at(place: str, get: Callable[[], T]) -> T:
    """What is read at a place, with the place in the error of what cannot be."""
    try:
        return get()
    except KeyError as error:
        reason = f"{error.args[0]} is missing"
    except ResponseDecodeError as error:
        reason = f"{error.path or 'a rollover'} is not what a rollover has there"
    except (ValueError, TypeError, OverflowError) as error:
        reason = str(error)
    raise ValueError(f"the plan cannot be used: {place}: {reason}")


def _tenant(row: object) -> PlannedTenant:
    row = _object(row)
    tenant_of_row = _object(row["tenant"])
    action = Action(_text(row["action"]))
    before, after = row["before"], row["after"]
    tenant = PlannedTenant(
        id=UUID(_text(tenant_of_row["id"])),
        name=_text_or_none(tenant_of_row["name"]),
        timezone=_text(row["timezone"]),
        account_timezone=_text_or_none(row.get("account_timezone")),
        cloud_id=None if (cloud := row.get("cloud_id")) is None else UUID(_text(cloud)),
        action=action,
        before=None if before is None else Rollover.from_dict(before),
        after=None if after is None else _request(_object(after)),
        reasons=tuple(map(_text, _list(row["reasons"]))),
        warnings=tuple(map(_text, _list(row["warnings"]))),
        seen=tuple(Rollover.from_dict(each) for each in _list(row["seen"])),
    )
    if (tenant.after is not None) != tenant.writes:
        raise ValueError(f"after does not fit the action {action!s}")
    if (tenant.before is not None) != (action is Action.CHANGE):
        raise ValueError(f"before does not fit the action {action!s}")
    if tenant.before is not None and tenant.before.id is None:
        raise ValueError("before has no id")
    return tenant


def _request(value: dict[str, Any]) -> RolloverRequest:
    """What is to be written, as it can be sent."""
    for name in ("start_date", "end_date"):
        _moment(value[name])
    return writable(RolloverRequest.from_dict(value))


def _moment(value: object) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is None:
        raise ValueError(f"{value!r} has no offset")
    return moment.astimezone(UTC)


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"an object is needed, not {type(value).__name__}")
    return value


def _list(value: object) -> Iterable[Any]:
    if not isinstance(value, list):
        raise ValueError(f"a list is needed, not {type(value).__name__}")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"a text is needed, not {type(value).__name__}")
    return value


def _text_or_none(value: object) -> str | None:
    return None if value is None else _text(value)
