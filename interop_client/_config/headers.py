"""Header fields that a caller adds."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .._redaction import forgets_locals
from ..errors import ConfigurationError

_NAME = r"[A-Za-z0-9!#$%&'*+.^_`|~-]+"

# What the client and its connections decide.
_RESERVED = frozenset(
    {"authorization", "connection", "content-length", "host", "te", "transfer-encoding", "upgrade"}
)


class ExtraHeaders:
    """Header fields to send with every request, the last given for a name counts.

    A value may be a secret, so it is never shown.

    Args:
        headers: the fields.

    Raises:
        ConfigurationError: a field that is not for callers to set, or cannot be sent.
    """

    __slots__ = ("_fields",)

    @forgets_locals
    def __init__(self, headers: Mapping[str, str] | None = None) -> None:
        self._fields: dict[str, str] = {}
        if headers is not None and not isinstance(headers, Mapping):
            kind = type(headers).__name__
            raise ConfigurationError(
                f"headers must map names to values, as a dict does, not {kind}."
            )
        for name, value in (headers or {}).items():
            if not isinstance(name, str) or not re.fullmatch(_NAME, name):
                raise ConfigurationError(f"{name!r} is not the name of a header.")
            if name.lower() in _RESERVED:
                raise ConfigurationError(f"The header {name} is not for callers to set.")
            if not _is_value(value):
                raise ConfigurationError(
                    f"The value of the header {name} must be one line of text in characters that a"
                    " header can carry. (It is not shown here.)"
                )
            self._fields[name.lower()] = value

    def __or__(self, other: ExtraHeaders) -> ExtraHeaders:
        """These and those of `other`, which win."""
        merged = ExtraHeaders()
        merged._fields = self._fields | other._fields
        return merged

    def get(self, name: str) -> str | None:
        """The value of the field of this name, which is in lower case."""
        return self._fields.get(name)

    def fields(self) -> dict[str, str]:
        """The fields, their names in lower case."""
        return dict(self._fields)


def _is_value(value: object) -> bool:
    if not isinstance(value, str) or value != value.strip():
        return False
    return all(" " <= character <= "\xff" and character != "\x7f" for character in value)
