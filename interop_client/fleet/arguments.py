"""Arguments of a run over a fleet, refused before anything begins."""

from __future__ import annotations

import inspect
from uuid import UUID

from .._config.arguments import kind_of

_WORK = "work must be an async function of a client and a tenant"


def check_run(
    work: object,
    *,
    concurrency: object,
    max_failures: object = None,
    on_progress: object = None,
) -> None:
    """Refuse arguments that cannot be meant, before anything begins.

    Whether a function gives something to await is known when it is called, unless it is one that
    yields: so the run looks at that.

    Raises:
        TypeError, ValueError: which one, and what it must be.
    """
    if not callable(work):
        raise TypeError(f"{_WORK}, not {kind_of(work)}")
    if inspect.isasyncgenfunction(work):
        raise TypeError(f"{_WORK}, and {_name(work)} yields: let it return its result")
    _check_takes(work, 2, _WORK)
    if type(concurrency) is not int:
        raise TypeError(f"concurrency must be a whole number from 1, not {concurrency!r}")
    if concurrency < 1:
        raise ValueError(f"concurrency must be a whole number from 1, not {concurrency!r}")
    check_callback("on_progress", on_progress)
    if max_failures is None:
        return
    wanted = "max_failures must be a count from 0, or a share above 0.0 and below 1.0, not"
    if type(max_failures) not in (int, float):
        raise TypeError(f"{wanted} {max_failures!r}")
    if isinstance(max_failures, float) and not 0.0 < max_failures < 1.0:
        raise ValueError(f"{wanted} {max_failures!r}")
    if isinstance(max_failures, int) and max_failures < 0:
        raise ValueError(f"{wanted} {max_failures!r}")


def check_callback(name: str, value: object) -> None:
    """Refuse what cannot be told of something; None is told nothing.

    Raises:
        TypeError: it is no function of one argument.
    """
    if value is None:
        return
    if not callable(value):
        raise TypeError(f"{name} must be a function, not {kind_of(value)}")
    _check_takes(value, 1, f"{name} must be a function of one argument")


def tenant_uuid(name: str, value: object) -> UUID:
    """The id of a tenant, from its text too.

    Args:
        name: of the argument that holds it.
        value: what was given.

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


def not_awaitable(work: object, given: object) -> TypeError:
    """What is said of work that gave something that cannot be awaited."""
    return TypeError(
        f"{_WORK}: {_name(work)} gave {kind_of(given)}, which cannot be awaited. Is it `async def`?"
    )


def _check_takes(function: object, count: int, wanted: str) -> None:
    """Refuse a function that cannot be called with so many arguments, where that can be told."""
    assert callable(function)
    try:
        # Not that of what it wraps, nor one that was copied: it may add arguments of its own.
        if getattr(function, "__signature__", None) is not None:
            return
        signature = inspect.signature(function, follow_wrapped=False)
    except Exception:
        # Some that are written in C do not tell theirs; annotations may name what is not imported.
        return
    try:
        signature.bind(*range(count))
    except TypeError as error:
        raise TypeError(f"{wanted}, and {_name(function)} is not: {error}") from None


def _name(function: object) -> str:
    return getattr(function, "__qualname__", None) or type(function).__name__
