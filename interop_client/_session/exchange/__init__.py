"""One HTTP exchange: a request sent once, and what became of it."""

from .once import exchange

__all__ = ["exchange"]
