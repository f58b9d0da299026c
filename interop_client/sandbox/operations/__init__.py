"""What the operations do, a room per kind of thing.

`OPERATIONS` has a function for each operation of the document, by operationId.
"""

from __future__ import annotations

from . import (
    application,
    clouds,
    ingestions,
    integration_versions,
    integrations,
    rollovers,
    schedules,
    scoping,
    tenants,
)
from .call import Handler

OPERATIONS: dict[str, Handler] = {
    **clouds.OPERATIONS,
    **integrations.OPERATIONS,
    **integration_versions.OPERATIONS,
    **tenants.OPERATIONS,
    **application.OPERATIONS,
    **scoping.OPERATIONS,
    **rollovers.OPERATIONS,
    **schedules.OPERATIONS,
    **ingestions.OPERATIONS,
}
