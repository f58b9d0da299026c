"""The ASGI application: routes, and the life of a request from arrival to answer."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Never
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from ..contract.answers import RefusalError
from ..contract.document import TOKEN, Operation, load_document
from ..control.journal import RecordedRequest, without_credentials
from ..service import BASE_PATH, TOKEN_PATH, Service
from .connection import connection_of
from .exchange import Admit, Effect, Exchange
from .token_endpoint import admit_token_request


def build_application(service: Service) -> ASGIApp:
    """The application: one route per path of the document, and the token endpoint."""
    by_path: dict[str, dict[str, Operation]] = {}
    for operation in load_document().operations:
        by_path.setdefault(operation.path, {})[operation.method] = operation
    routes = [
        Route(BASE_PATH + path, OperationEndpoint(service, path, by_path[path]))
        for path in sorted(by_path, key=lambda path: path.count("{"))
    ]
    routes.append(Route(TOKEN_PATH, TokenEndpoint(service, TOKEN_PATH)))
    return Router(routes, default=Endpoint(service, ""), redirect_slashes=False)


class Endpoint:
    """Whatever a path leads to, as an ASGI application; this one is what is not there."""

    def __init__(self, service: Service, template: str) -> None:
        self.service = service
        self.template = template

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Takes one request."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        try:
            body = await request.body()
        except ClientDisconnect:
            return
        record = self.record(request, body)
        exchange = Exchange(self.service, record, connection_of(scope))
        self.service.journal.open(record)
        try:
            authorization = request.headers.get("authorization")
            await exchange.run(self.admit(request, body, record), authorization, receive, send)
        finally:
            self.service.journal.close(record)

    def admit(self, request: Request, body: bytes, record: RecordedRequest) -> Admit:
        """How the request is admitted, or refused."""

        def refuse() -> Never:
            raise RefusalError(404, "not_found", f"There is nothing at {request.url.path}.")

        return refuse

    def operation(self, method: str) -> str | None:
        """The name of what a method does here."""
        return None

    def record(self, request: Request, body: bytes) -> RecordedRequest:
        """The request for the journal."""
        raw_path: bytes = request.scope.get("raw_path") or request.url.path.encode()
        return RecordedRequest(
            method=request.method,
            path=raw_path.decode("ascii", "replace"),
            operation=self.operation(request.method),
            query=parse_qsl(request.url.query, keep_blank_values=True),
            headers=without_credentials(request.headers),
            body=body,
            time=self.service.clock.now(),
            request_id=str(uuid.uuid4()),
        )


class TokenEndpoint(Endpoint):
    """The token endpoint."""

    def operation(self, method: str) -> str | None:
        return TOKEN

    def record(self, request: Request, body: bytes) -> RecordedRequest:
        return super().record(request, b"")

    def admit(self, request: Request, body: bytes, record: RecordedRequest) -> Admit:
        self.service.tokens.count_request()
        return lambda: admit_token_request(
            self.service.tokens, request.method, request.headers, body
        )


class OperationEndpoint(Endpoint):
    """The operations on one path."""

    def __init__(
        self, service: Service, template: str, operations: Mapping[str, Operation]
    ) -> None:
        super().__init__(service, template)
        self._operations = operations

    def operation(self, method: str) -> str | None:
        found = self._operations.get(method)
        return None if found is None else found.operation_id

    def admit(self, request: Request, body: bytes, record: RecordedRequest) -> Admit:
        operation = self._operations.get(request.method)
        url = f"{request.url.scheme}://{request.url.netloc}"
        authorization = request.headers.get("authorization")
        path = {name: str(value) for name, value in request.path_params.items()}

        def admit_operation() -> Effect:
            if operation is None:
                allowed = ", ".join(sorted(self._operations))
                raise RefusalError(
                    405,
                    "method_not_allowed",
                    f"{request.method} is not possible here.",
                    headers={"allow": allowed},
                )
            call = self.service.admit(operation, record, authorization, path)
            return lambda: self.service.perform(operation, call, record, url)

        return admit_operation
