"""Long lists: a `Pager` reads them page by page, and a `Page` is what one request brings."""

from .pages import Page, Pager

__all__ = ["Page", "Pager"]
