"""Arguments of a run over a fleet, refused before anything begins."""

from __future__ import annotations


def check_run(
    work: object, *, concurrency: object, max_failures: object, on_progress: object
) -> None:
    """Refuse arguments that cannot be meant, before anything begins.

    Raises:
        TypeError, ValueError: which one, and what it must be.
    """
    if not callable(work):
        raise TypeError(
            f"work must be an async function of a client and a tenant, not {type(work).__name__}"
        )
    if type(concurrency) is not int:
        raise TypeError(f"concurrency must be a whole number from 1, not {concurrency!r}")
    if concurrency < 1:
        raise ValueError(f"concurrency must be a whole number from 1, not {concurrency!r}")
    if on_progress is not None and not callable(on_progress):
        raise TypeError(f"on_progress must be a function, not {type(on_progress).__name__}")
    if max_failures is None:
        return
    wanted = "max_failures must be a count from 0, or a share between 0.0 and 1.0, not"
    if type(max_failures) not in (int, float):
        raise TypeError(f"{wanted} {max_failures!r}")
    if isinstance(max_failures, float) and not 0.0 < max_failures < 1.0:
        raise ValueError(f"{wanted} {max_failures!r}")
    if isinstance(max_failures, int) and max_failures < 0:
        raise ValueError(f"{wanted} {max_failures!r}")
