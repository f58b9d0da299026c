"""Find a tenant: GET /tenants/{id}"""

from __future__ import annotations

from uuid import UUID

from ...._codec.encode import path_segment
from ...._codec.envelope import one
from ....operation import Operation
from ...models.tenant_info import TenantInfo

__all__ = ["operation"]

_parse = one(TenantInfo)


def operation(id: UUID | str, /) -> Operation[TenantInfo]:
    """Find a tenant: the call, not yet made.

    Args:
        id: Identifier of the tenant.

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    return Operation(
        operation_id="findInteropTenant",
        method="GET",
        url=f"/tenants/{path_segment(id, 'id')}",
        repeatable=True,
        parse=_parse,
    )
