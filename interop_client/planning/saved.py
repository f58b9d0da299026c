"""Saved plans: the JSON that people review, and reading it back strictly."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from ..errors import ResponseDecodeError
from ..models import Rollover, RolloverRequest
from ..rollovers.write import writable
from .planned import Action, PlannedTenant, action_of

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["by_name", "named_twice", "read", "written"]

T = TypeVar("T")

_FORMAT = "interop-client rollover plan"
_VERSION = 1

_PROPERTIES = ("format", "version", "made_at", "pausing", "counts", "tenants")
_PROPERTIES_OF_A_ROW = (
    *("tenant", "timezone", "account_timezone", "cloud_id", "action", "before", "after"),
    *("reasons", "warnings", "seen"),
)

_MOST_SHOWN = 80

_HALVES = re.compile("[\ud800-\udfff]")


def written(
    tenants: Sequence[PlannedTenant],
    counts: Mapping[Action, int],
    made_at: datetime,
    pausing: Sequence[str],
) -> str:
    """A plan as JSON, the same text for the same plan."""
    document = {
        "format": _FORMAT,
        "version": _VERSION,
        "made_at": made_at.astimezone(UTC).isoformat(),
        "pausing": list(pausing),
        "counts": {str(action): count for action, count in counts.items()},
        "tenants": [_row(each) for each in tenants],
    }
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    # Half of a character, as a service may send it, could not be written to a file.
    return _HALVES.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


def by_name(tenant: PlannedTenant) -> tuple[str, str]:
    """Where a tenant stands in a plan."""
    return tenant.name or "", str(tenant.id)


def named_twice(tenants: Iterable[PlannedTenant]) -> UUID | None:
    """The id of the first tenant that is there a second time; None where there is none."""
    seen: set[UUID] = set()
    for each in tenants:
        if each.id in seen:
            return each.id
        seen.add(each.id)
    return None


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
    _at("", lambda: _check_names("a plan", document, _PROPERTIES))
    made_at = _at("", lambda: _moment("made_at", document["made_at"]))
    rows = _at("", lambda: _list("tenants", document["tenants"]))
    tenants = [_at(f"tenants[{index}]: ", partial(_tenant, row)) for index, row in enumerate(rows)]
    pausing = _at("", lambda: _texts("pausing", document.get("pausing", [])))
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
    raise ValueError(f"the plan cannot be used: {place}{reason}")


def _tenant(row: object) -> PlannedTenant:
    row = _object("a tenant", row)
    _check_names("a tenant", row, _PROPERTIES_OF_A_ROW)
    tenant = _object("tenant", row["tenant"])
    before, after, cloud = row["before"], row["after"], row.get("cloud_id")
    return PlannedTenant(
        id=_uuid("tenant.id", tenant["id"]),
        name=_text_or_none("tenant.name", tenant["name"]),
        timezone=_text("timezone", row["timezone"]),
        account_timezone=_text_or_none("account_timezone", row.get("account_timezone")),
        cloud_id=None if cloud is None else _uuid("cloud_id", cloud),
        action=action_of(_text("action", row["action"])),
        before=None if before is None else _rollover("before", before),
        after=None if after is None else _request(_object("after", after)),
        reasons=_texts("reasons", row["reasons"]),
        warnings=_texts("warnings", row["warnings"]),
        seen=tuple(_rollover("seen", each) for each in _list("seen", row["seen"])),
    )


def _check_names(name: str, value: Mapping[str, object], known: Sequence[str]) -> None:
    """Refuse what nobody reads: misspelt, it would take away what holds for the plan."""
    for each in value:
        if each not in known:
            close = get_close_matches(each, known, n=1)
            hint = f": {close[0]} was meant?" if close else ""
            raise ValueError(f"{name} has no {_shown(each)}{hint}")


def _rollover(name: str, value: object) -> Rollover:
    return Rollover.from_dict(_object(name, value))


def _request(value: dict[str, Any]) -> RolloverRequest:
    """What is to be written, as it can be sent."""
    for name in ("start_date", "end_date"):
        _moment(f"after.{name}", value[name])
    return writable(RolloverRequest.from_dict(value))


def _moment(name: str, value: object) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(name, value))
    except ValueError:
        raise ValueError(
            f"{name} must be a time, such as 2027-06-15T06:00:00Z, not {_shown(value)}"
        ) from None
    if moment.tzinfo is None:
        raise ValueError(f"{name} must have an offset, and {value!r} has no offset")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{name} is outside of the calendar: {value!r}") from None


def _uuid(name: str, value: object) -> UUID:
    try:
        return UUID(_text(name, value))
    except ValueError:
        raise ValueError(f"{name} must be an id (a UUID), not {_shown(value)}") from None


def _object(name: str, value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{name} must be an object, not {_shown(value)}")
    return value


def _list(name: str, value: object) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"{name} must be a list, not {_shown(value)}")
    return value


def _texts(name: str, value: object) -> tuple[str, ...]:
    return tuple(_text(f"each of {name}", each) for each in _list(name, value))


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{name} must be a text, not {_shown(value)}")
    return value


def _text_or_none(name: str, value: object) -> str | None:
    return None if value is None else _text(name, value)


def _shown(value: object) -> str:
    """A value as the file has it; of what holds others its kind alone."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = json.dumps(value)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}..."
