"""Checks requests against the OpenAPI document, with openapi-core."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, Never

import attrs
from jsonschema_path import SchemaPath
from openapi_core import V31RequestValidator
from openapi_core.datatypes import RequestParameters
from openapi_core.deserializing.media_types.exceptions import MediaTypeDeserializeError
from openapi_core.templating.datatypes import TemplateResult
from openapi_core.templating.paths.datatypes import PathOperationServer
from openapi_core.templating.paths.exceptions import OperationNotFound
from openapi_core.templating.paths.finders import APICallPathFinder
from openapi_core.validation.request.exceptions import ParameterValidationError
from openapi_core.validation.schemas.exceptions import InvalidSchemaValue

from .blueprint import read_blueprint
from .document import METHODS, load_document
from .problem import Problem

_HOST = "http://sandbox"


@attrs.define
class CheckedRequest:
    """A request in the shape that openapi-core reads."""

    method: str
    path_pattern: str
    parameters: RequestParameters
    content_type: str
    body: bytes | None
    host_url: str = _HOST

    @property
    def path(self) -> str:
        """The template: the operation is known before the check."""
        return self.path_pattern


class _TemplateFinder(APICallPathFinder):
    """Finds an operation by its template, which the router has already matched."""

    def __init__(self, spec: SchemaPath, base_url: str | None = None) -> None:
        super().__init__(spec, base_url=base_url)
        items = {each.path: spec / "paths" / each.path for each in load_document().operations}
        self._operations = {
            (method, template): (item, item / method)
            for template, item in items.items()
            for method in METHODS
            if method in item
        }

    def find(self, method: str, name: str) -> PathOperationServer:
        template = name.removeprefix(_HOST)
        if (method, template) not in self._operations:
            raise OperationNotFound(name, method)
        item, operation = self._operations[method, template]
        return PathOperationServer(item, operation, None, TemplateResult(template, {}), None)


@cache
def request_validator() -> V31RequestValidator:
    """The document as openapi-core checks requests by it, prepared once per process.

    Credentials are the token table's business, so `security` is left out. Query parameters are read
    elsewhere: openapi-core takes more for a number or a boolean than JSON has, and refuses an empty
    text.
    """
    content = dict(load_document().content)
    content.pop("security", None)
    content["paths"] = {
        path: {
            key: _without_query(value) if key in METHODS else value for key, value in item.items()
        }
        for path, item in content["paths"].items()
    }
    return V31RequestValidator(
        SchemaPath.from_dict(content),
        path_finder_cls=_TemplateFinder,
        extra_media_type_deserializers={
            "application/json": _json_value,
            "application/xml": _xml_text,
        },
    )


def _without_query(operation: dict[str, Any]) -> dict[str, Any]:
    resolve = load_document().resolve
    kept = {name: part for name, part in operation.items() if name != "security"}
    kept["parameters"] = [
        item for item in kept.get("parameters", []) if resolve(item)["in"] != "query"
    ]
    return kept


Pairs = tuple[tuple[str, str], ...]


def body_and_path_problems(
    method: str, template: str, path: Pairs, content_type: str, body: bytes
) -> tuple[Problem, ...]:
    """What is wrong with the path parameters and the body of a request, by the document.

    Args:
        template: the path as the document has it.
        path: path parameters.
    """
    check = _check if body else _check_without_body
    return check(method, template, path, content_type, body)


def _check(
    method: str, template: str, path: Pairs, content_type: str, body: bytes
) -> tuple[Problem, ...]:
    request = CheckedRequest(
        method=method.lower(),
        path_pattern=template,
        parameters=RequestParameters(path=dict(path)),
        content_type=content_type,
        body=body or None,
    )
    return tuple(
        problem for error in request_validator().iter_errors(request) for problem in _explain(error)
    )


_check_without_body = lru_cache(maxsize=4096)(_check)


def _explain(error: Exception) -> Iterator[Problem]:
    """The problems that one of openapi-core's errors stands for."""
    where = "body"
    if isinstance(error, ParameterValidationError):
        where = f"{error.location} parameter {error.name}"
    cause: BaseException | None = error.__cause__
    if isinstance(cause, MediaTypeDeserializeError):
        yield Problem(where, f"it is not well-formed {cause.mimetype}")
        return
    if not isinstance(cause, InvalidSchemaValue):
        yield Problem(where, str(cause or error))
        return
    for schema_error in cause.schema_errors:
        path = [str(part) for part in getattr(schema_error, "path", ())]
        spot = f"{where} property {'.'.join(path)}" if path else where
        why = getattr(schema_error, "message", str(schema_error))
        yield Problem(spot, why, getattr(schema_error, "validator", None) == "enum")


def _json_value(content: bytes, **parameters: str) -> Any:
    try:
        return json.loads(content, parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _refuse_constant(name: str) -> Never:
    raise ValueError(f"{name} is not JSON")


def _xml_text(content: bytes, **parameters: str) -> Any:
    read_blueprint(content)
    try:
        return content.decode(parameters.get("charset", "utf-8"))
    except LookupError as error:
        raise ValueError(str(error)) from None
