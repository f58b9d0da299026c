"""Get the state of the tenant: GET /tenant/state"""

from __future__ import annotations

from ...._codec.envelope import one
from ....operation import Operation
from ...models.tenant_state import TenantState

__all__ = ["operation"]

_parse = one(TenantState)


def operation() -> Operation[TenantState]:
    """Get the state of the tenant: the call, not yet made."""
    return Operation(
        operation_id="getTenantState",
        method="GET",
        url="/tenant/state",
        repeatable=True,
        parse=_parse,
    )
