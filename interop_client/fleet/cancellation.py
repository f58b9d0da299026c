"""Cancellation that comes out of the work for one tenant: that of the run, or of something else."""

from __future__ import annotations

import anyio
import anyio.lowlevel

from ..errors import InteropError
from ..models import TenantInfo


async def other_than_the_run_s(ended: BaseException, tenant: TenantInfo) -> Exception:
    """The error of a tenant whose work ended with a cancellation that is not that of the run.

    On trio a group of tasks that is cancelled, and fails while it ends, raises both in one.

    Args:
        ended: what came out of the work: a cancellation, or a group.
        tenant: whom the work was for.

    Raises:
        BaseExceptionGroup: it holds something that ends a program, or no cancellation.
    """
    if not isinstance(ended, BaseExceptionGroup):
        await anyio.lowlevel.checkpoint_if_cancelled()
        return InteropError(
            f"The work for tenant {tenant.name!r} ({tenant.id}) ended as cancelled"
            f" ({type(ended).__name__}), though nobody cancelled the run"
        )
    cancelled, rest = ended.split(anyio.get_cancelled_exc_class())
    if cancelled is None or not isinstance(rest, Exception):
        raise ended
    await anyio.lowlevel.checkpoint_if_cancelled()
    return rest
