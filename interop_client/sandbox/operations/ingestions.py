"""Ingestions, newest first."""

from __future__ import annotations

from ..contract.answers import not_found
from ..world.ingestion import IngestionRun
from .call import Call, Count, Handler, Listing, Result, Single


def list_ingestions(call: Call) -> Result:
    runs = sorted(_listed(call), key=lambda run: run.created, reverse=True)
    return Listing(runs, lambda run: run.record(call.now))


def count_ingestions(call: Call) -> Result:
    return Count(len(_listed(call)))


def _listed(call: Call) -> list[IngestionRun]:
    """Those that the list holds: all, or those that have not ended."""
    only_incomplete = call.profile.ingestions == "incomplete"
    return [
        run
        for run in call.tenant.ingestions.values()
        if not only_incomplete or run.is_pending(call.now)
    ]


def find_ingestion(call: Call) -> Result:
    run = call.tenant.ingestions.get(call.id)
    if run is None:
        raise not_found("ingestion", call.id)
    return Single(run.record(call.now))


OPERATIONS: dict[str, Handler] = {
    "listIngestions": list_ingestions,
    "countIngestions": count_ingestions,
    "findIngestion": find_ingestion,
}
