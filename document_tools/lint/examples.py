"""Rules of the examples: there is one for everything, it is right, and no two are alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from json import dumps
from typing import Any

from .walk import Document, examples, media_types, parameters, problems_of, resolve

UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
NAMING = {"name", "title", "client_id", "client_secret", "session_token", "next"}
"""Properties whose example values must differ between operations."""


def examples_are_given(document: Document) -> Iterator[str]:
    """Give one example, made up, under `example`."""
    for where, _, _, media in media_types(document):
        if "example" not in media or "examples" in media:
            yield f"{where}: needs an example (one, under `example`)"
    for where, parameter in parameters(document):
        if "example" not in parameter:
            yield f"{where}: needs an example"


def examples_fit_their_schema(document: Document) -> Iterator[str]:
    """Correct the example, or the schema."""
    for example in examples(document):
        for problem in problems_of(document, example.schema, example.value):
            yield f"{example.where} example: {problem}"
        if example.status is not None and not example.status.startswith("2"):
            bare = example.value if isinstance(example.value, dict) else {}
            error = bare.get("error", bare)
            if error.get("status") is None:
                yield f"{example.where} example: no status in the error"
            elif example.status.isdigit() and error["status"] != int(example.status):
                yield f"{example.where} example: its status is not that of the response"
    for where, parameter in parameters(document):
        if "example" in parameter:
            for problem in problems_of(document, parameter["schema"], parameter["example"]):
                yield f"{where} example: {problem}"


def examples_set_every_property(document: Document) -> Iterator[str]:
    """Set every property, and no other: of a request none that is read-only.

    With one exception: an answer that succeeds carries no error.
    """

    def missing(schema: Document, value: Any, where: str, request: bool) -> Iterator[str]:
        schema = resolve(document, schema)
        for option in schema.get("oneOf", []):
            if not problems_of(document, option, value):
                yield from missing(option, value, where, request)
                break
        if isinstance(value, list):
            if not value:
                yield f"{where}: is empty"
            for index, item in enumerate(value):
                yield from missing(schema.get("items", {}), item, f"{where}[{index}]", request)
        elif isinstance(value, dict):
            properties = schema.get("properties", {})
            if not value:
                yield f"{where}: is empty"
            for name in sorted(properties.keys() - value.keys()):
                child = resolve(document, properties[name])
                is_error = child is document["components"]["schemas"].get("ErrorType")
                if not (request and child.get("readOnly")) and not (is_error and "data" in value):
                    yield f"{where}: {name} is not set"
            for name, item in value.items():
                if name in properties:
                    child = resolve(document, properties[name])
                    if request and child.get("readOnly"):
                        yield f"{where}: {name} is read-only and cannot be sent"
                    yield from missing(properties[name], item, f"{where}.{name}", request)
                elif properties:
                    yield f"{where}: {name} is not documented"
        elif value is None or value == "":
            yield f"{where}: is empty"

    for example in examples(document):
        where = f"{example.where} example"
        yield from missing(example.schema, example.value, where, example.status is None)


def examples_are_distinct(document: Document) -> Iterator[str]:
    """Make up another id, name or example: a test that mixes two operations up has to fail."""
    owners: dict[str, str] = {}

    def marks(value: Any, name: str = "") -> Iterator[str]:
        if isinstance(value, dict):
            for key, child in value.items():
                yield from marks(child, key)
        elif isinstance(value, list):
            for child in value:
                yield from marks(child, name)
        elif isinstance(value, str) and (name in NAMING or UUID.fullmatch(value)):
            yield value

    whole: dict[str, str] = {}
    for example in examples(document):
        content = dumps(example.value, sort_keys=True)
        if content in whole:
            yield f"{example.where} example: the same as that of {whole[content]}"
        whole[content] = example.where
        for mark in marks(example.value):
            if owners.setdefault(mark, example.owner) != example.owner:
                yield f"{example.where} example: {mark} is used by {owners[mark]} too"
