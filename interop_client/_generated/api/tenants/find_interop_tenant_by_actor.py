"""Find the tenant of the credentials: GET /tenant"""

from __future__ import annotations

from ...._codec.envelope import one
from ....operation import Operation
from ...models.tenant_info import TenantInfo

__all__ = ["operation"]

_parse = one(TenantInfo)


def operation() -> Operation[TenantInfo]:
    """Find the tenant of the credentials: the call, not yet made."""
    return Operation(
        operation_id="findInteropTenantByActor",
        method="GET",
        url="/tenant",
        repeatable=True,
        parse=_parse,
    )
