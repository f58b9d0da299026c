"""Update the tenant application: PATCH /tenant/application"""

from __future__ import annotations

from ...._codec.encode import model_content
from ...._codec.envelope import one
from ...._codec.read_back import Found
from ....operation import Operation
from ...models.tenant_application import TenantApplication
from ...models.tenant_application_update import TenantApplicationUpdate
from .find_tenant_application import operation as find_tenant_application

__all__ = ["operation"]

_parse = one(TenantApplication, written=True)


def operation(body: TenantApplicationUpdate, /) -> Operation[TenantApplication]:
    """Update the tenant application: the call, not yet made.

    Args:
        body: What to change.

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    return Operation(
        operation_id="updateTenantApplication",
        method="PATCH",
        url="/tenant/application",
        content=model_content(body, TenantApplicationUpdate, additional=False),
        content_type="application/json",
        body=body,
        repeatable=False,
        parse=_parse,
        read_back=(Found(find_tenant_application),),
    )
