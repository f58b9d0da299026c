"""Arguments of planning, refused at once with their names, before anything is read or sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, tzinfo
from inspect import isclass
from uuid import UUID

from .._config.arguments import kind_of

__all__ = [
    "check_client",
    "check_instant",
    "check_moment",
    "check_statuses",
    "check_text",
    "check_uuid",
    "check_zone",
    "tenant_id",
    "texts",
]


def check_client(value: object) -> None:
    """Refuse what is no client.

    Raises:
        TypeError: it has no `for_each_tenant`.
    """
    if isclass(value) or not callable(getattr(value, "for_each_tenant", None)):
        raise TypeError(f"interop must be an InteropClient, not {kind_of(value)}")


def check_text(name: str, value: object) -> None:
    """Refuse what is no text, or an empty one.

    Raises:
        TypeError, ValueError: it is none, or empty.
    """
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a text, not {kind_of(value)}")
    if not value.strip():
        raise ValueError(f"{name} must not be empty")


def check_moment(name: str, value: object) -> None:
    """Refuse what is neither a date nor a time.

    Raises:
        TypeError: it is neither.
    """
    if not isinstance(value, date):
        hint = f": read_moment({value!r}) reads one" if isinstance(value, str) else ""
        raise TypeError(f"{name} must be a date or a datetime, not {kind_of(value)}{hint}")


def check_instant(name: str, value: object) -> None:
    """Refuse what is no time, or one without an offset, which may be any.

    Raises:
        TypeError, ValueError: it is none, or has no offset.
    """
    if not isinstance(value, datetime):
        raise TypeError(f"{name} must be a datetime with an offset, not {kind_of(value)}")
    if value.utcoffset() is None:
        raise ValueError(f"{name} must have an offset, and {value.isoformat()} has no offset")


def check_zone(name: str, value: object) -> None:
    """Refuse what is no time zone as `datetime` takes it.

    Raises:
        TypeError: it is none.
    """
    if not isinstance(value, tzinfo):
        hint = f": ZoneInfo({value!r}) is one" if isinstance(value, str) else ""
        raise TypeError(f"{name} must be a tzinfo, not {kind_of(value)}{hint}")


def check_uuid(name: str, value: object) -> None:
    """Refuse what is no id, also as a text: it would be equal to none that was read.

    Raises:
        TypeError: it is none.
    """
    if not isinstance(value, UUID):
        hint = f": UUID({value!r}) is one" if isinstance(value, str) else ""
        raise TypeError(f"{name} must be a UUID, not {kind_of(value)}{hint}")


def check_statuses(value: object) -> None:
    """Refuse what is no collection of statuses; in a text alone, any part of it would be one.

    Raises:
        TypeError: it is none, or holds what is no text.
    """
    if isinstance(value, str):
        raise TypeError(f"pausing must be a collection of statuses, not one text: [{value!r}]")
    if not isinstance(value, Collection):
        raise TypeError(f"pausing must be a collection of statuses, not {kind_of(value)}")
    for each in value:
        if not isinstance(each, str):
            raise TypeError(f"pausing must hold statuses as texts, not {kind_of(each)}")


def texts(name: str, values: Iterable[str]) -> tuple[str, ...]:
    """Texts as a tuple, so that two that hold the same are equal.

    Raises:
        TypeError: it is one text, whose letters would be taken, or none.
    """
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise TypeError(f"{name} must be a list of texts, not {kind_of(values)}")
    return tuple(values)


def tenant_id(value: object, name: str) -> UUID:
    """The id of a tenant, from its text too.

    Raises:
        TypeError, ValueError: it is none.
    """
    if isinstance(value, UUID):
        return value
    if not isinstance(value, str):
        raise TypeError(f"{name} must hold ids of tenants (UUID or str), not {kind_of(value)}")
    try:
        return UUID(value)
    except ValueError:
        raise ValueError(f"{name} must hold ids of tenants (UUIDs), not {value!r}") from None
