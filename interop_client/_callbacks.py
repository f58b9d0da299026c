"""Callbacks: a function of the caller's is told what goes on; it may be a coroutine function."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import TypeVar

T = TypeVar("T")


async def tell(callback: Callable[[T], Awaitable[None] | None] | None, news: T) -> None:
    """Tell the caller, and wait until he has heard it; None is told nothing."""
    if callback is not None and isawaitable(waiting := callback(news)):
        await waiting
