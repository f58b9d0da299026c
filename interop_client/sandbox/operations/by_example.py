"""Operations that no code of the sandbox knows yet: answered by the examples of the document."""

from __future__ import annotations

from ..contract.answers import not_found
from ..contract.document import Operation
from .call import Call, Count, Listing, Result, Single


def answer_by_example(operation: Operation, call: Call) -> Result:
    """What the document has as the example of its success. Nothing is kept of what is sent.

    Raises:
        RefusalError: 404, the path names something else than in the examples.
    """
    for name, example in operation.path_examples.items():
        if call.path[name].lower() != example.lower():
            raise not_found("example", call.path[name])
    body = operation.example
    if body is None:
        return None
    if not isinstance(body, dict) or "data" not in body:
        return Count(body["count"] if isinstance(body, dict) else body)
    data = body["data"]
    in_pages = any(parameter.name == "page" for parameter in operation.query)
    return Listing(data) if in_pages and isinstance(data, list) else Single(data)
