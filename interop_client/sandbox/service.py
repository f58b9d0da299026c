"""The service without any server: its parts, and one operation carried out."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any, Never

import attrs

from .contract.answers import Answer, RefusalError
from .contract.document import Operation
from .contract.validation import problems
from .control.faults import Faults
from .control.journal import Journal, RecordedRequest
from .control.quirks import Quirks
from .operations import OPERATIONS
from .operations.call import Call, Count, Listing, Result
from .operations.paging import cut_page
from .world.changes import Transaction
from .world.clock import Clock
from .world.collection import Collection
from .world.state import State
from .world.tokens import Token, Tokens

BASE_PATH = "/v2/interop"
TOKEN_PATH = "/oauth/token"

_RACING = {
    "createRollover": "rollovers",
    "updateRollover": "rollovers",
    "createSchedule": "schedules",
}
"""The operations that can meet another write, and the collection that they write to."""


def _unknown(call: Call) -> Never:
    raise RefusalError(501, "not_implemented", "The sandbox does not know this operation yet.")


@attrs.define
class Service:
    """The parts of the sandbox, which the application brings together."""

    state: State
    clock: Clock
    tokens: Tokens
    faults: Faults
    quirks: Quirks
    journal: Journal
    max_page_size: int
    detect_concurrent_change: bool

    def admit(
        self,
        operation: Operation,
        request: RecordedRequest,
        authorization: str | None,
        path: dict[str, str],
    ) -> Call:
        """Checks who calls and what is sent, and begins the call.

        Raises:
            RefusalError: 401, 403 or 400.
        """
        token = self.tokens.authenticate(authorization)
        request.tenant_id = token.principal.tenant_id
        self._check_credential(operation, token)
        self._check_request(operation, request, path)
        call = Call(
            state=self.state,
            tokens=self.tokens,
            now=self.clock.now(),
            token=token,
            path=path,
            query=dict(reversed(request.query)),
            content=request.body,
        )
        kind = _RACING.get(operation.operation_id)
        if kind is not None and self.detect_concurrent_change:
            collection: Collection = getattr(call.tenant, kind)
            call.transaction = Transaction.begin(collection)
        return call

    def perform(
        self, operation: Operation, call: Call, request: RecordedRequest, url: str
    ) -> Answer:
        """Carries an operation out, and writes the answer.

        Args:
            url: scheme and host of the request, for links.
        """
        with self.state.lock:
            call.now = self.clock.now()
            try:
                result = OPERATIONS.get(operation.operation_id, _unknown)(call)
            except RefusalError as refusal:
                refusal.bare = refusal.status in operation.bare_errors
                return self._refused(refusal)
            request.effect = True
            if result is None or operation.status == 204:
                return Answer(operation.status)
            body = self._body(result, request, url)
            if self.quirks.changes_body(operation.operation_id):
                body = self.quirks.apply(operation.operation_id, copy.deepcopy(body))
            return Answer.of_json(operation.status, body)

    def _check_credential(self, operation: Operation, token: Token) -> None:
        kind = "account" if token.principal.tenant_id is None else "actor"
        if operation.credential not in (kind, "either"):
            raise RefusalError(
                403,
                "forbidden",
                f"{operation.operation_id} needs {operation.credential} credentials, "
                f"and these are {kind} credentials.",
            )

    def _check_request(
        self, operation: Operation, request: RecordedRequest, path: dict[str, str]
    ) -> None:
        found: Sequence[object] = [
            problem
            for problem in problems(
                operation.method,
                operation.path,
                tuple(path.items()),
                tuple(request.query),
                request.headers.get("content-type", "application/json" if request.body else ""),
                request.body,
            )
            if not (problem.closed_enum and self.quirks.open_enums)
        ]
        if found:
            text = "; ".join(str(problem) for problem in found)
            refusal = RefusalError(400, "bad_request", f"The request is not valid: {text}", text)
            refusal.bare = 400 in operation.bare_errors
            raise refusal

    def _body(self, result: Result, request: RecordedRequest, url: str) -> Any:
        if isinstance(result, Count):
            return {"count": result.count}
        if not isinstance(result, Listing):
            return {"data": result.data} if result is not None else None
        items, paging = cut_page(
            result.items,
            query=request.query,
            max_page_size=self.max_page_size,
            url=url,
            path=request.path,
            quirks=self.quirks,
        )
        if result.show is not None:
            items = [result.show(item) for item in items]
        return {"data": items} if paging is None else {"data": items, "paging": paging}

    def _refused(self, refusal: RefusalError) -> Answer:
        answer = refusal.answer()
        if refusal.status == 409 and self.quirks.conflict_body is not None:
            answer.content = self.quirks.conflict_body
            answer.content_type = self.quirks.conflict_content_type
        return answer
