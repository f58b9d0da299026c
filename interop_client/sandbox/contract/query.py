"""Query parameters, read and checked by the document: no more and no less than it allows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from openapi_schema_validator import OAS31Validator, oas31_format_checker

from .document import Operation, Parameter
from .problem import Problem

Pairs = Sequence[tuple[str, str]]
Values = dict[str, Any]


def read_query(operation: Operation, query: Pairs) -> tuple[Values, list[Problem]]:
    """The documented parameters of a query as values, and what is wrong with them.

    Names that the document does not have are passed over; a draft is checked, and passed over.

    Args:
        query: names and values in the order sent.
    """
    values: Values = {}
    problems: list[Problem] = []
    for parameter in operation.query:
        sent = [value for name, value in query if name == parameter.name]
        where = f"query parameter {parameter.name}"
        if not sent:
            if parameter.required:
                problems.append(Problem(where, "it is missing"))
            continue
        if len(sent) > 1:
            problems.append(Problem(where, _repeated(parameter)))
            continue
        try:
            value = _read(parameter, sent[0])
        except ValueError as error:
            problems.append(Problem(where, str(error)))
            continue
        problems += _unfit(parameter, value, where)
        if not parameter.draft:
            values[parameter.name] = value
    return values, problems


def _repeated(parameter: Parameter) -> str:
    if parameter.comma_separated:
        return "it is given more than once; its items are separated by commas in one parameter"
    return "it is given more than once"


def _read(parameter: Parameter, text: str) -> Any:
    kind = parameter.schema.get("type")
    if kind == "array":
        items = parameter.schema.get("items", {}).get("type")
        return [_scalar(items, part) for part in text.split(",")]
    return _scalar(kind, text)


def _scalar(kind: object, text: str) -> Any:
    match kind:
        case "integer":
            if not re.fullmatch(r"-?(0|[1-9][0-9]*)", text, re.ASCII) or len(text) > 20:
                raise ValueError(f"{text!r} is not a whole number")
            return int(text)
        case "boolean":
            if text not in ("true", "false"):
                raise ValueError(f"{text!r} is neither true nor false")
            return text == "true"
        case _:
            return text


def _unfit(parameter: Parameter, value: object, where: str) -> Iterator[Problem]:
    validator = OAS31Validator(dict(parameter.schema), format_checker=oas31_format_checker)
    for error in validator.iter_errors(value):
        path = ".".join(str(part) for part in error.path)
        yield Problem(f"{where} property {path}" if path else where, error.message)
