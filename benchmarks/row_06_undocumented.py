"""Row 6: decoding where every object has a property that the document does not know, and where
one record of the page is odd.

The odd record has a time without its offset, which is read and is nothing to learn from.
"""

from __future__ import annotations

from interop_client._generated.api.tenants.list_interop_tenants import operation

from . import documents
from .figures import Figure
from .measuring import Plan, in_rounds, ratios, script
from .peers import OURS, STOCK
from .row_05_decoding import GENERATOR, JSON, contenders, decoding

__all__ = ["measure"]


async def measure(plan: Plan) -> list[Figure]:
    """The figures of this row."""
    plan = plan.more(15)
    tenants = documents.tenants(plan.much(1000))
    more = documents.page(documents.with_undocumented(tenants))
    tenants[len(tenants) // 2]["status"]["last_sync_at"] = "2025-11-16T12:17:04"
    odd = documents.page(tenants)
    first = operation().parse(more).items[0]
    if first.additional_properties != {"added_later": "x"}:
        raise AssertionError("an undocumented property was lost")
    decoders = contenders()
    there = {name: decode for name, decode in decoders.items() if decode is not None}
    figures = []
    for what, page, bound, stretch in (
        ("a property unknown in every object, kept", more, 3.3, 4.5),
        ("one odd record in the page", odd, 3.3, 4.0),
    ):
        cost = await in_rounds(plan, {name: decoding(there[name], page) for name in there})
        speed = {name: ratios(cost.get(STOCK, []), cost.get(name, [])) for name in decoders}
        figures.append(
            Figure(
                row=6,
                what=f"decoding 1,000 tenants, {what}: speed against stock",
                at_least=True,
                bound=bound,
                stretch=stretch,
                ours=speed[OURS],
                peers={name: speed[name] for name in (JSON, GENERATOR)},
            )
        )
    return figures


if __name__ == "__main__":
    script(measure)
