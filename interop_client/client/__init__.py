"""The client: what a program holds, what it calls with it, and the clients made from it."""

from .client import InteropClient

__all__ = ["InteropClient"]
