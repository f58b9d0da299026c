"""What the service answers: envelopes, refusals, and the documented error body."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import attrs


@attrs.define
class Answer:
    """An answer before it is sent: status, body and headers."""

    status: int
    content: bytes = b""
    content_type: str | None = None
    headers: dict[str, str] = attrs.field(factory=dict)

    @classmethod
    def of_json(cls, status: int, body: object, headers: Mapping[str, str] | None = None) -> Answer:
        """An answer with a JSON body."""
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        return cls(status, text.encode(), "application/json", dict(headers or {}))


class RefusalError(Exception):
    """The service declines a request: status, application code, message and details."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        details: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = details
        self.headers: dict[str, str] = dict(headers or {})

    def answer(self, *, bare: bool = False) -> Answer:
        """The refusal as an error, wrapped in `error` unless it is to be bare."""
        error: dict[str, Any] = {
            "status": self.status,
            "code": self.code,
            "message": self.message,
        }
        if self.details is not None:
            error["details"] = self.details
        return Answer.of_json(self.status, error if bare else {"error": error}, self.headers)


def not_found(kind: str, identifier: str) -> RefusalError:
    """Nothing of this kind has this id."""
    return RefusalError(404, "not_found", f"There is no {kind} {identifier}.")


def conflict(code: str, message: str, details: str | None = None) -> RefusalError:
    """The request clashes with the state of the tenant."""
    return RefusalError(409, code, message, details)


def bad_request(message: str, details: str | None = None) -> RefusalError:
    """The request is not one that the document allows."""
    return RefusalError(400, "bad_request", message, details)
