"""A recorder of operations, and what is sent with them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from interop_client.models import (
    RolloverRequest,
)
from interop_client.operation import Operation, RawResponse

ID = UUID("24422850-abc3-4525-9567-e2fd4bd0adcb")


START = datetime(2026, 7, 1, tzinfo=UTC)


END = datetime(2026, 8, 15, tzinfo=UTC)


class Recorder:
    """Keeps the operations that it is to send, and sends nothing."""

    def __init__(self) -> None:
        self.sent: list[Operation[Any]] = []

    async def send(self, operation: Operation[Any], /) -> Any:
        self.sent.append(operation)

    async def send_raw(self, operation: Operation[Any], /) -> RawResponse:
        raise AssertionError("no resource asks for raw responses")


def rollover(**changes: Any) -> Any:
    values: dict[str, Any] = {
        "name": "Summer",
        "start_date": START,
        "end_date": END,
        "type": "summer",
        "status": "upcoming",
        "cloud_id": ID,
    }
    make: Any = RolloverRequest
    return make(**{**values, **changes})


def body_of(operation: Operation[Any]) -> Any:
    assert operation.content is not None
    return json.loads(operation.content)
