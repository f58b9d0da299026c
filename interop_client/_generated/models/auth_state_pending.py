"""The open enum AuthStatePending."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._codec.open_enum import OpenEnum

__all__ = ["AuthStatePending"]


class AuthStatePending(OpenEnum):
    """Where the authentication setup in progress stands. While it is updating, a client may end it
    as confirmed or as error; nothing else can be set.

    Source: page. The page's prose on the update of the tenant application names these three
    values; whether there are more is not known.
    """

    UPDATING = "updating"
    CONFIRMED = "confirmed"
    ERROR = "error"

    if TYPE_CHECKING:
        # Or type checkers would take the list for complete, and code for other values for dead.
        _OTHER = str()
