"""Listener: hands events to a caller's `on_event`, which may not fail the call."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..events import Event

_logger = logging.getLogger("interop_client.events")


class Listener:
    """Who is told of events.

    Args:
        on_event: the caller's function. An exception in it is logged the first time, and dropped.
    """

    __slots__ = ("_failed", "_on_event")

    def __init__(self, on_event: Callable[[Event], object]) -> None:
        self._on_event = on_event
        self._failed = False

    def tell(self, event: Event) -> None:
        """Hand over one event."""
        try:
            self._on_event(event)
        except Exception as error:
            if self._failed:
                return
            self._failed = True
            _logger.exception(
                "on_event raised %s at %s of %s; the call goes on, and more of it is not logged",
                type(error).__name__,
                type(event).__name__,
                event.operation,
            )
