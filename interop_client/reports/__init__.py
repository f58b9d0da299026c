"""Reports: what a fleet is like now, as rows for programs and as HTML pages for people."""

from __future__ import annotations

from .calendar_page import calendar_page
from .fleet_page import fleet_page
from .status import TenantStatus, problems_first, shown_window, status_of, unreadable

__all__ = [
    "TenantStatus",
    "calendar_page",
    "fleet_page",
    "problems_first",
    "shown_window",
    "status_of",
    "unreadable",
]
