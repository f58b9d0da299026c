"""List tenants: GET /tenants"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from ...._codec.encode import (
    encode_integer,
    encode_string,
    encode_uuid,
    query_list,
    query_string,
    query_value,
)
from ...._codec.envelope import page as page_of
from ....operation import Operation
from ....pagination import Page
from ...models.tenant_info import TenantInfo

__all__ = ["operation"]

_parse = page_of(TenantInfo)


def operation(
    *,
    accounts: Sequence[UUID | str] | None = None,
    integration: Sequence[str] | None = None,
    page: int | None = None,
    page_size: int | None = None,
) -> Operation[Page[TenantInfo]]:
    """List tenants: the call, not yet made.

    Args:
        accounts: Keep only tenants of these accounts, as their identifiers separated by
            commas.
        integration: Keep only tenants of the integrations with these names, separated by
            commas; useful where one client serves several integrations. Without it, the tenants
            of all integrations that your account owns are listed.
        page: Number of the page, counted from 0.
        page_size: How many objects a page may hold. Without it, pages are as large as the
            service allows; how large that is, is not stated (a sister service allows 2000).

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    return Operation(
        operation_id="listInteropTenants",
        method="GET",
        url="/tenants",
        query=query_string(
            ("accounts", query_list(accounts, "accounts", encode_uuid, separator=",", unique=True)),
            (
                "integration",
                query_list(integration, "integration", encode_string, separator=",", unique=True),
            ),
            ("page", query_value(page, "page", partial(encode_integer, minimum=0))),
            ("page_size", query_value(page_size, "page_size", partial(encode_integer, minimum=1))),
        ),
        repeatable=True,
        parse=_parse,
    )
