"""The life of one request, from arrival to answer, with the faults that meet it."""

from __future__ import annotations

import logging
from collections.abc import Callable

import anyio
from starlette.types import Receive, Send

from ..contract.answers import Answer, RefusalError
from ..contract.document import EVERY
from ..control.journal import RecordedRequest
from ..control.rule import Rule, Stage
from ..control.signals import first_of
from ..service import Service
from .connection import Connection

logger: logging.Logger = logging.getLogger("interop_client.sandbox")

Effect = Callable[[], Answer]
"""Carries a request out."""

Admit = Callable[[], Effect]
"""Checks a request, and gives its effect; raises RefusalError."""


class Exchange:
    """One request and its answer."""

    def __init__(
        self,
        service: Service,
        record: RecordedRequest,
        connection: Connection,
    ) -> None:
        self._service = service
        self._record = record
        self._connection = connection

    async def run(
        self, admit: Admit, authorization: str | None, receive: Receive, send: Send
    ) -> None:
        """Lives through the request.

        Args:
            admit: checks the request.
            authorization: its `Authorization` header, for a fault that revokes the token.

        Raises:
            ConnectionLostError: the connection was broken on purpose, in process.
        """
        if self._take("arrival") is not None and authorization is not None:
            self._service.tokens.revoke(authorization.partition(" ")[2].strip())
        try:
            effect = admit()
        except RefusalError as refusal:
            await self._send(self._service.refused(self._record.operation, refusal), send)
            return
        except Exception:
            await self._send(self._failed(), send)
            return
        if not await self._wait(self._take("before")):
            await self._lose(receive)
            return
        outcome = self._take("outcome") or Rule(EVERY, "outcome")
        if outcome.answer is not None:
            await self._send(outcome.answer, send)
            return
        if outcome.lose == "before":
            await self._lose(receive)
            return
        answer = self._carry_out(effect)
        if not await self._wait(self._take("after")) or outcome.lose == "after":
            await self._lose(receive)
        elif outcome.lose == "in_body":
            await self._send_half(answer, send)
            await self._lose(receive)
        else:
            await self._send(answer, send)

    def _take(self, stage: Stage) -> Rule | None:
        return self._service.faults.take(stage, self._record)

    def _carry_out(self, effect: Effect) -> Answer:
        try:
            return effect()
        except Exception:
            return self._failed()

    def _failed(self) -> Answer:
        """The answer to a request on which the sandbox itself broke, which goes into its log."""
        logger.exception("%s failed", self._record.operation)
        return RefusalError(500, "internal_error", "The sandbox failed; see its log.").answer()

    async def _wait(self, rule: Rule | None) -> bool:
        """Stands still as a rule has it; False when the server is stopping meanwhile."""
        if rule is None:
            return True
        closing = self._connection.closing
        if rule.held is None:
            with anyio.move_on_after(rule.seconds):
                await first_of(closing)
            return not closing.is_set
        rule.held.enter(self._record)
        await first_of(rule.held.released, closing)
        return rule.held.is_released

    async def _lose(self, receive: Receive) -> None:
        self._record.lost = True
        self._service.journal.close(self._record)
        await self._connection.lose(receive)

    def _headers(self, answer: Answer) -> list[tuple[bytes, bytes]]:
        headers = {
            "date": self._service.clock.http_date(),
            "x-request-id": self._record.request_id,
        }
        if answer.content_type is not None:
            headers["content-type"] = answer.content_type
        if answer.status not in (204, 304):
            headers["content-length"] = str(len(answer.content))
        headers |= {name.lower(): value for name, value in answer.headers.items()}
        return [
            (name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()
        ]

    async def _send(self, answer: Answer, send: Send) -> None:
        self._record.status = answer.status
        self._service.journal.close(self._record)
        await self._start(answer, send)
        await send({"type": "http.response.body", "body": answer.content})

    async def _send_half(self, answer: Answer, send: Send) -> None:
        """Sends the head and half of the body, as far as there is one."""
        half = answer.content[: len(answer.content) // 2]
        if half:
            await self._start(answer, send)
            await send({"type": "http.response.body", "body": half, "more_body": True})

    async def _start(self, answer: Answer, send: Send) -> None:
        headers = self._headers(answer)
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
