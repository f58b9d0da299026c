"""`interop verify`: is the service as the OpenAPI document says?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from uuid import UUID

from cyclopts import Parameter, validators

from .exits import Exit
from .files import write_text
from .options import DEFAULT, Common, acting

Pause = Annotated[float, Parameter(validator=validators.Number(gte=0))]


async def verify(
    *,
    tenant: UUID | None = None,
    overlay: Path | None = None,
    pause: Pause = 0.2,
    common: Common = DEFAULT,
) -> int:
    """Hold what the service answers against the OpenAPI document, by read-only calls.

    The report names fields and shapes only: no value, no id, no name.

    Example: interop verify --tenant ID --overlay corrections.json

    Parameters
    ----------
    tenant
        The id of a tenant whose own operations are called too.
    overlay
        A file to write proposed corrections to, as an OpenAPI Overlay.
    pause
        Seconds between two calls.
    """
    from ..verify import verify as verified

    output = common.output()
    if overlay is not None:
        output.leave(overlay)
    async with common.client() as interop:
        found = None if tenant is None else (await acting(interop, tenant))[1]
        report = await verified(interop, tenant=found, pause=pause)
    if overlay is not None:
        write_text(overlay, report.to_overlay())
    if output.as_json:
        output.document(report.to_dict())
    else:
        output.say(report.to_text())
    return Exit.PARTLY if report.findings else Exit.DONE
