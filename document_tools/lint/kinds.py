"""Rule of the kinds: what is asked where a part is of another kind, so that no rule can look."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from .walk import Document, schemas

__all__ = ["each_part_is_of_its_kind"]

_FORM = OpenAPIV31SpecValidator.schema_validator
_SCHEMA = OAS31Validator({"$ref": "https://json-schema.org/draft/2020-12/schema"})

_MOST_SHOWN = 60


def each_part_is_of_its_kind(document: Document) -> Iterator[str]:
    """Write a text, a list or an object there, as OpenAPI has it: no rule can look at it so."""
    problems = [("#", each) for each in _FORM.iter_errors(document)]
    for schema in schemas(document) if not problems else ():
        if not isinstance(schema.body, dict):
            yield f"{schema.where}: cannot be {schema.body} here"
            break
        problems += [(schema.where, each) for each in _SCHEMA.iter_errors(schema.body)]
        if problems:
            break  # What stands within it would tell the same.
    yield from dict.fromkeys(_misplaced(where, problem) for where, problem in problems)


def _misplaced(where: str, problem: Any) -> str:
    while problem.context:  # of the forms that a part may have, the one that fits best
        problem = max(problem.context, key=lambda each: len(each.absolute_path))
    place = "/".join([where, *map(str, problem.absolute_path)])
    shown = str(problem.instance)
    value = shown if len(shown) <= _MOST_SHOWN else f"{shown[:_MOST_SHOWN]}..."
    return f"{place}: cannot be {value} here"
