"""Ingestions, newest first."""

from __future__ import annotations

from ..contract.answers import not_found
from .call import Call, Count, Handler, Listing, Result, Single


def list_ingestions(call: Call) -> Result:
    runs = sorted(call.tenant.ingestions.values(), key=lambda run: run.created, reverse=True)
    return Listing(runs, lambda run: run.record(call.now))


def count_ingestions(call: Call) -> Result:
    return Count(len(call.tenant.ingestions))


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
