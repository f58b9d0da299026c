"""Lint: the rules that an OpenAPI document of this project keeps, beyond being valid.

The generator and the sandbox depend on them, and so does a reader who wants to know how well a
fact is supported. Each rule is a function that gives a line for each place where it is broken;
its docstring says what to do.
"""

from __future__ import annotations

from .examples import (
    examples_are_distinct,
    examples_are_given,
    examples_fit_their_schema,
    examples_set_every_property,
)
from .keys import (
    extensions_are_known,
    formats_are_known,
    keys_are_known,
    references_lead_somewhere,
    schemas_have_a_type,
    what_is_needed_is_there,
)
from .kinds import each_part_is_of_its_kind
from .meaning import (
    LEVELS,
    answers_are_complete,
    answers_promise_nothing,
    components_are_used,
    credentials_are_given,
    descriptions_are_given,
    evidence_is_given,
    ids_and_times_have_a_format,
    secrets_are_marked,
    writes_can_be_read_back,
)
from .structure import (
    enum_members_have_names,
    lists_in_the_query_are_comma_separated,
    objects_and_enums_are_named,
    operations_have_one_id_and_one_tag,
    parameters_match_their_path,
    paths_are_distinct,
    references_stand_alone,
    schemas_are_flat,
)
from .walk import Document, Operation, Rule, examples, nodes, operations, problems_of

__all__ = [
    "FIRST",
    "LEVELS",
    "RULES",
    "STRUCTURE",
    "Document",
    "Operation",
    "Rule",
    "answers_are_complete",
    "answers_promise_nothing",
    "components_are_used",
    "credentials_are_given",
    "descriptions_are_given",
    "each_part_is_of_its_kind",
    "enum_members_have_names",
    "evidence_is_given",
    "examples",
    "examples_are_distinct",
    "examples_are_given",
    "examples_fit_their_schema",
    "examples_set_every_property",
    "explained",
    "extensions_are_known",
    "formats_are_known",
    "ids_and_times_have_a_format",
    "keys_are_known",
    "lint",
    "lists_in_the_query_are_comma_separated",
    "nodes",
    "objects_and_enums_are_named",
    "operations",
    "operations_have_one_id_and_one_tag",
    "parameters_match_their_path",
    "paths_are_distinct",
    "problems_of",
    "references_lead_somewhere",
    "references_stand_alone",
    "schemas_are_flat",
    "schemas_have_a_type",
    "secrets_are_marked",
    "what_is_needed_is_there",
    "writes_can_be_read_back",
]

FIRST: tuple[Rule, ...] = (what_is_needed_is_there, references_lead_somewhere)
"""Without these the others cannot look."""

STRUCTURE: tuple[Rule, ...] = (
    keys_are_known,
    extensions_are_known,
    schemas_have_a_type,
    formats_are_known,
    objects_and_enums_are_named,
    enum_members_have_names,
    references_stand_alone,
    schemas_are_flat,
    operations_have_one_id_and_one_tag,
    paths_are_distinct,
    parameters_match_their_path,
)
"""What the generator would pass over, or make something wrong of, without a word."""

RULES: tuple[Rule, ...] = (
    *FIRST,
    *STRUCTURE,
    evidence_is_given,
    descriptions_are_given,
    credentials_are_given,
    lists_in_the_query_are_comma_separated,
    answers_are_complete,
    answers_promise_nothing,
    writes_can_be_read_back,
    secrets_are_marked,
    ids_and_times_have_a_format,
    components_are_used,
    examples_are_given,
    examples_fit_their_schema,
    examples_set_every_property,
    examples_are_distinct,
)


def lint(document: Document, rules: tuple[Rule, ...] = RULES) -> list[str]:
    """Everything in which a document breaks rules, one line each; empty when it is clean."""
    return [finding for _, finding in _broken(document, rules)]


def explained(document: Document, rules: tuple[Rule, ...] = RULES) -> list[str]:
    """The same, each line with the name of the rule and what to do."""
    return [
        f"{finding} [{rule.__name__}: {(rule.__doc__ or '').strip().splitlines()[0]}]"
        for rule, finding in _broken(document, rules)
    ]


def _broken(document: Document, rules: tuple[Rule, ...]) -> list[tuple[Rule, str]]:
    found: list[tuple[Rule, str]] = []
    for rule in (*FIRST, *(each for each in rules if each not in FIRST)):
        if rule not in FIRST and found and found[0][0] in FIRST:
            break
        try:
            found += [(rule, line) for line in rule(document)]
        except Exception as error:
            # A part of another kind, such as a text where a list is wanted, stops any rule.
            found = found or [
                (each_part_is_of_its_kind, x) for x in each_part_is_of_its_kind(document)
            ]
            return found or [(rule, f"document: a part of it cannot be looked at: {error}")]
    return found
