"""Get the tenant application: GET /tenant/application"""

from __future__ import annotations

from ...._codec.envelope import one
from ....operation import Operation
from ...models.tenant_application import TenantApplication

__all__ = ["operation"]

_parse = one(TenantApplication)


def operation() -> Operation[TenantApplication]:
    """Get the tenant application: the call, not yet made."""
    return Operation(
        operation_id="findTenantApplication",
        method="GET",
        url="/tenant/application",
        repeatable=True,
        parse=_parse,
    )
