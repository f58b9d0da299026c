"""Cancellation that comes out of a caller's function: that of the run, or of something else."""

from __future__ import annotations

import anyio
import anyio.lowlevel

from ..errors import InteropError


async def other_than_the_run_s(ended: BaseException, what: str) -> Exception:
    """The error for something that ended with a cancellation which is not that of the run.

    On trio a group of tasks that is cancelled, and fails while it ends, raises both in one.

    Args:
        ended: what came out of it: a cancellation, or a group.
        what: what it was, as the beginning of a sentence.

    Raises:
        BaseExceptionGroup: it holds something that ends a program, or no cancellation.
    """
    if not isinstance(ended, BaseExceptionGroup):
        await anyio.lowlevel.checkpoint_if_cancelled()
        return InteropError(
            f"{what} ended as cancelled ({type(ended).__name__}), though nobody cancelled the run"
        )
    cancelled, rest = ended.split(anyio.get_cancelled_exc_class())
    if cancelled is None or not isinstance(rest, Exception):
        raise ended
    await anyio.lowlevel.checkpoint_if_cancelled()
    return rest
