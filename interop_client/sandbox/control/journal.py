"""The record of the requests that the sandbox received."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping
from datetime import datetime

import attrs


@attrs.define
class RecordedRequest:
    """One request as it arrived, and what became of it. It holds no credential.

    Attributes:
        method: the HTTP method.
        path: the path as sent, from the root of the host.
        operation: the operationId, `token` for the token endpoint, None when there is none.
        query: names and values in the order sent.
        headers: names in lower case; of `authorization` the scheme alone.
        body: the body; empty for the token endpoint.
        time: when it arrived, by the sandbox's clock.
        tenant_id: the tenant whose credentials it carried, if any.
        request_id: the `x-request-id` of its answer.
        status: the status answered; None while in progress and when the connection was lost.
        lost: the sandbox broke the connection instead of answering in full.
        effect: the operation was carried out (it succeeded, whether or not its answer arrived).
    """

    method: str
    path: str
    operation: str | None
    query: list[tuple[str, str]]
    headers: Mapping[str, str]
    body: bytes
    time: datetime
    request_id: str
    tenant_id: str | None = None
    status: int | None = attrs.field(default=None)
    lost: bool = False
    effect: bool = False


class Journal:
    """The last requests, oldest first, up to a bound; safe to use from any thread."""

    def __init__(self, limit: int = 10_000) -> None:
        self._lock = threading.Lock()
        self._requests: deque[RecordedRequest] = deque(maxlen=limit)
        self._in_progress: set[str] = set()

    def open(self, request: RecordedRequest) -> None:
        """Notes a request that has arrived."""
        with self._lock:
            self._requests.append(request)
            self._in_progress.add(request.request_id)

    def close(self, request: RecordedRequest) -> None:
        """Notes that a request has come to its end, as its answer or its loss begins."""
        with self._lock:
            self._in_progress.discard(request.request_id)

    @property
    def in_progress(self) -> int:
        """How many requests have neither been answered nor lost."""
        with self._lock:
            return len(self._in_progress)

    def requests(self, operation: str | None = None) -> list[RecordedRequest]:
        """The requests, of one operation where it is named."""
        with self._lock:
            return [
                request
                for request in self._requests
                if operation is None or request.operation == operation
            ]

    def clear(self) -> None:
        """Forgets the requests noted so far."""
        with self._lock:
            self._requests.clear()


def without_credentials(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers with names in lower case, and of `authorization` only the scheme."""
    plain = {name.lower(): value for name, value in headers.items()}
    if "authorization" in plain:
        plain["authorization"] = plain["authorization"].partition(" ")[0]
    plain.pop("cookie", None)
    return plain
