"""Long lists: a `Pager` reads them page by page, and a `Page` is what one request brings."""

from .page import Page
from .pager import Pager

__all__ = ["Page", "Pager"]
