"""Operations: what the templates see of a builder and of the method that calls it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from openapi_python_client import strings
from openapi_python_client.parser.openapi import Endpoint

from .bodies import body_of
from .parameters import ParameterView
from .read_back import ReadBackView
from .text import UnsupportedError, literal, prose

if TYPE_CHECKING:
    from .naming import Naming
    from .schemas import Schemas

REPEATABLE = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"}

# The class that the client raises for an error response.
ERRORS = {
    "400": "BadRequestError",
    "403": "PermissionDeniedError",
    "404": "NotFoundError",
    "409": "ConflictError",
}


class OperationView:
    """One operation: a builder function and a method."""

    def __init__(
        self,
        schemas: Schemas,
        naming: Naming,
        endpoint: Endpoint,
        path: str,
        method: str,
        raw: dict[str, Any],
    ) -> None:
        self.id = raw["operationId"]
        self.module = str(endpoint.name)
        self.tag = str(raw["tags"][0])
        self.errors = errors_of(raw)
        self.http_method = method.upper()
        self.path = path
        self.summary = prose(raw.get("summary", self.id))
        self.description = prose(raw.get("description", ""))
        self.source = schemas.source(raw)
        self.repeatable = bool(raw.get("x-repeatable", self.http_method in REPEATABLE))
        if endpoint.header_parameters or endpoint.cookie_parameters:
            raise UnsupportedError(f"{self.id}: header and cookie parameters have no template")
        parameters = {
            (item["in"], item["name"]): item
            for item in map(schemas.resolve, raw.get("parameters", []))
        }
        self.path_parameters = [
            ParameterView(schemas, prop, parameters["path", prop.name.get_untrusted_value()])
            for prop in endpoint.path_parameters
        ]
        self.query_parameters = [
            ParameterView(schemas, prop, parameters["query", prop.name.get_untrusted_value()])
            for prop in endpoint.query_parameters
        ]
        self.result, self.model = schemas.result_of(raw)
        self._answers = raw["responses"]
        self.paged = self.result == "page"
        if self.paged and not {"page", "page_size"} <= {item.key for item in self.query_parameters}:
            raise UnsupportedError(
                f"{self.id}: a paged list needs the parameters page and page_size"
            )
        self.body = body_of(schemas, raw, method)
        self.method_name = naming.method_name(self.id, naming.resource_name(self.tag))
        self.refused_empty = naming.row("explicit_flags", self.id)
        for name in self.refused_empty:
            self._parameter(name, "explicit_flags").required = True
        self.query_parameters.sort(key=lambda parameter: not parameter.required)
        self.filtered = naming.row("client_side_filters", self.id)
        for name, routes in self.filtered.items():
            self._parameter(name, "client_side_filters")
            for route in routes:
                schemas.check_route(self.model, route, "names.yaml, client_side_filters")
        self.read_back = [ReadBackView(self, schemas, way) for way in raw.get("x-read-back", [])]
        names = [name for name, _, _ in self.positional]
        names += [parameter.name for parameter in self.query_parameters]
        if len(set(names)) != len(names):
            raise UnsupportedError(f"{self.id}: two arguments share one name")

    def _parameter(self, name: str, part: str) -> ParameterView:
        for parameter in self.query_parameters:
            if parameter.name == name:
                return parameter
        raise UnsupportedError(f"names.yaml, {part}: {self.id} has no query parameter {name}")

    @property
    def id_literal(self) -> str:
        return literal(self.id)

    @property
    def path_literal(self) -> str:
        return literal(self.path)

    @property
    def own_parameters(self) -> list[ParameterView]:
        """The query parameters that a caller of the method gives."""
        paging = {"page", "page_size"} if self.paged else set[str]()
        return [item for item in self.query_parameters if item.key not in paging]

    @property
    def url(self) -> str:
        parts = re.split(r"\{([^}]*)\}", self.path)
        segments = {parameter.key: parameter.segment for parameter in self.path_parameters}
        if len(parts) == 1:
            return literal(self.path)
        text = "".join(
            strings.in_f_string_literal(part) if index % 2 == 0 else f"{{{segments[part]}}}"
            for index, part in enumerate(parts)
        )
        return f'f"{text}"'

    @property
    def positional(self) -> list[tuple[str, str, str]]:
        """Name, declaration and description of the positional-only arguments."""
        given = [(item.name, item.in_path, item.description) for item in self.path_parameters]
        if self.body is not None:
            given.append((self.body.name, self.body.declaration, self.body.description))
        return given

    @property
    def result_type(self) -> str:
        """What the builder's operation gives."""
        return {
            "page": f"Page[{self.model}]",
            "one": self.model,
            "one_or_many": f"Sequence[{self.model}]",
            "count": "int",
            "nothing": "None",
        }[self.result]

    @property
    def returned(self) -> str:
        """What a caller of the method gets."""
        if self.paged:
            return f"A pager: `async for` reads one {self.model} after another, page by page."
        if self.result == "nothing":
            return ""
        return next(
            prose(answer["description"])
            for status, answer in self._answers.items()
            if str(status).startswith("2") and answer.get("content")
        )

    @property
    def refusable(self) -> bool:
        """Whether there is an argument that a caller can get wrong."""
        return bool(self.positional or self.own_parameters or self.paged)

    @property
    def parser(self) -> str:
        if self.result in {"count", "nothing"}:
            return self.result
        written = "" if self.paged or self.http_method == "GET" else ", written=True"
        return f"{'page_of' if self.paged else self.result}({self.model}{written})"


def errors_of(raw: dict[str, Any]) -> list[tuple[str, str]]:
    """Class and meaning of the errors that the document explains for this operation alone."""
    return [
        (ERRORS[code], prose(answer["description"]))
        for code, answer in raw["responses"].items()
        if code in ERRORS and "$ref" not in answer
    ]
