"""The service without any server: its parts, and one operation carried out."""

from __future__ import annotations

import copy
from typing import Any

import attrs

from .contract.answers import Answer, RefusalError
from .contract.document import TOKEN, Operation, load_document
from .contract.problem import Problem
from .contract.profile import Profile
from .contract.query import read_query
from .contract.read_only import read_only_problems
from .contract.validation import body_and_path_problems
from .control.faults import Faults
from .control.journal import Journal, RecordedRequest
from .control.quirks import Quirks
from .operations import OPERATIONS
from .operations.by_example import answer_by_example
from .operations.call import Bulk, Call, Count, Query, Result, Single, Updated
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


@attrs.define
class Service:
    """The parts of the sandbox, which the application brings together."""

    state: State
    profile: Profile
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
        _check_credential(operation, token)
        query, found = read_query(operation, request.query)
        self._check([*self._problems(operation, request, path), *found])
        call = Call(
            state=self.state,
            tokens=self.tokens,
            now=self.clock.now(),
            token=token,
            path=path,
            query=Query(query),
            sent=request.query,
            content=request.body,
            profile=self.profile,
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
                known = OPERATIONS.get(operation.operation_id)
                result = known(call) if known is not None else answer_by_example(operation, call)
                body = self._body(result, call, request, url)
                if known is not None:
                    _check_all_acted_on(operation, call)
            except RefusalError as refusal:
                return self.refused(operation.operation_id, refusal)
            request.effect = True
            if result is None or (isinstance(result, Updated) and not self._shows(operation)):
                return Answer(operation.empty_status)
            if self.quirks.changes_body(operation.operation_id):
                body = self.quirks.apply(operation.operation_id, copy.deepcopy(body))
            return Answer.of_json(operation.status if operation.answers_body else 200, body)

    def refused(self, operation_id: str | None, refusal: RefusalError) -> Answer:
        """The answer to a request that is refused, in the form that the profile has for it.

        Args:
            operation_id: None, or `token`, where it is no operation of the document.
        """
        is_documented = operation_id is not None and operation_id != TOKEN
        answer = refusal.answer(bare=is_documented and self._is_bare(str(operation_id), refusal))
        if refusal.status == 404 and self.profile.not_found == "empty":
            answer.content, answer.content_type = b"", None
        if refusal.status == 409 and self.quirks.conflict_body is not None:
            answer.content = self.quirks.conflict_body
            answer.content_type = self.quirks.conflict_content_type
        return answer

    def _is_bare(self, operation_id: str, refusal: RefusalError) -> bool:
        is_bad_create = refusal.status == 400 and operation_id.startswith("create")
        if not is_bad_create or self.profile.bad_creates == "documented":
            return refusal.status in load_document().operation(operation_id).bare_errors
        return self.profile.bad_creates == "bare"

    def _shows(self, operation: Operation) -> bool:
        """Whether the answer to a partial update shows the object."""
        if self.profile.updates == "documented":
            return operation.answers_body
        return self.profile.updates == "object"

    def _problems(
        self, operation: Operation, request: RecordedRequest, path: dict[str, str]
    ) -> list[Problem]:
        found = body_and_path_problems(
            operation.method,
            operation.path,
            tuple(path.items()),
            request.headers.get("content-type", "application/json" if request.body else ""),
            request.body,
        )
        if self.profile.read_only == "refused" and not found:
            return read_only_problems(operation, request.body)
        return list(found)

    def _check(self, problems: list[Problem]) -> None:
        counted = [each for each in problems if not (each.closed_enum and self.quirks.open_enums)]
        if counted:
            text = "; ".join(str(problem) for problem in counted)
            raise RefusalError(400, "bad_request", f"The request is not valid: {text}", text)

    def _body(self, result: Result, call: Call, request: RecordedRequest, url: str) -> Any:
        match result:
            case Count():
                return _count_body(result.count, self.profile)
            case Bulk():
                single = self.profile.bulk_answer == "single" and result.made
                return {"data": result.made[0] if single else list(result.made)}
            case Single() | Updated():
                return {"data": result.data}
            case None:
                return None
        items, paging = cut_page(
            result.items,
            query=call.query,
            sent=call.sent,
            max_page_size=self.max_page_size,
            url=url,
            path=request.path,
            quirks=self.quirks,
            profile=self.profile,
        )
        if result.show is not None:
            items = [result.show(item) for item in items]
        return {"data": items} if paging is None else {"data": items, "paging": paging}


def _check_credential(operation: Operation, token: Token) -> None:
    kind = "account" if token.principal.tenant_id is None else "actor"
    if operation.credential != kind:
        raise RefusalError(
            403,
            "forbidden",
            f"{operation.operation_id} needs {operation.credential} credentials, "
            f"and these are {kind} credentials.",
        )


def _check_all_acted_on(operation: Operation, call: Call) -> None:
    """A parameter that the document has, and that nothing looked at, is the sandbox's own gap."""
    if call.query.unused:
        raise RefusalError(
            501,
            "not_implemented",
            f"The sandbox does not act on the query parameter {call.query.unused[0]} of "
            f"{operation.operation_id} yet.",
        )


def _count_body(number: int, profile: Profile) -> Any:
    match profile.counts:
        case "bare":
            return number
        case "count":
            return {"count": number}
        case "data":
            return {"data": number}
        case "data_count":
            return {"data": {"count": number}}
