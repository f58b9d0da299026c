"""Properties in a request that only the service sets."""

from __future__ import annotations

import json

from .document import Operation
from .problem import Problem


def read_only_problems(operation: Operation, body: bytes) -> list[Problem]:
    """The properties in a body that the document marks as read-only and does not require there.

    The page marks the name and the times of a rollover as read-only and as required; what a request
    must have is not refused.

    Args:
        body: fits the document otherwise.
    """
    if not operation.fixed or not body:
        return []
    content = json.loads(body)
    data = content.get("data") if isinstance(content, dict) else None
    items = data if isinstance(data, list) else [content]
    return [
        Problem(f"body property {name}", "it is read-only")
        for name in sorted(operation.fixed)
        if any(isinstance(item, dict) and name in item for item in items)
    ]
