"""The two ways of decoding, and odd JSON to try them on."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, get_args, get_origin

import attrs
from hypothesis import strategies as st

from interop_client._codec import compiled as _compiled
from interop_client._codec import envelope as _parsing
from interop_client._codec import json_text
from interop_client._codec.decode import WrongValueError
from interop_client._codec.model import Model
from interop_client.errors import ResponseDecodeError
from interop_client.operation import MissingResultError
from interop_client.pagination import Page

from .kinds import Kind, forms, is_kind, json_values, texts, valid, wrong

# The compiled decoders and the tolerant way have one behaviour.

ODD_KEYS = [
    *("additional_properties", "to_dict", "from_dict", "FIELDS", "SECRET", "_decode", "_build"),
    *("unknown", "undocumented_0", "_undocumented", "_undocumented_0", "_undocumented_1", "class"),
    *("", "self", 'a"b', "a\\b", "a\nb", "\x00", "\x7f", "é", "\u2028", "😀", "x" * 300, "a b"),
]


ODD_TEXTS = [
    *("NaN", "Infinity", "-0", "1.0", "1e3", "1E400", "0.1", "true", "false", "null", '""'),
    *('"1"', "9" * 30, "-" + "9" * 30, "9007199254740993", r'"\ud83d"', r'"\ud83d\ude00"'),
    *("[]", "[null]", "[[]]", "{}", '{"":null}', r'"\u0000"', '"\x01"', '{"a":1,"a":2}', "01"),
    *(
        f'"{text}"'
        for text in [
            *("2026-07-01T12:30:00.123456789Z", "2026-07-01T12:30:00", "2026-07-01t12:30:00z"),
            *("2026-07-01", "20260701T123000Z", "2026-W27-3", "2026-07-01T12:30:60Z"),
            *("2026-07-01T24:00:00Z", "2026-07-01T12:30:00.9999999Z", "2026-07-01T12:30:00,5Z"),
            *("2026-07-01T12:30:00-00:00", "2026-07-01T12:30:00+0530", "2026-07-01 12:30:00Z"),
            *("0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59.9999999Z", "2026-07-01T12:30:00.Z"),
            *("24422850ABC345259567E2FD4BD0ADCB", "{24422850-abc3-4525-9567-e2fd4bd0adcb}"),
            *(r"2026-07-01T12:30:00\u005a", "2026-07-01T12:30:00.1234567+23:59"),
        ]
    ),
]


def json_texts(form: Any) -> st.SearchStrategy[str]:
    """JSON texts near what a field of this type can have."""
    near = object_texts(form) if is_kind(form, Model) else valid(form).map(json.dumps)
    if get_origin(form) is list:
        inner = json_texts(get_args(form)[0])
        near |= st.lists(inner, max_size=3).map(lambda items: f"[{','.join(items)}]")
    return st.one_of(
        near,
        near,
        near,
        st.just("null"),
        wrong(form).map(json.dumps),
        st.sampled_from(ODD_TEXTS),
        json_values.map(json.dumps),
    )


def object_texts(kind: Kind) -> st.SearchStrategy[str]:
    """JSON texts near the objects of a model, with duplicate and odd keys."""
    pairs = [st.tuples(st.just(name), json_texts(form)) for name, form in forms(kind).items()]
    odd = st.tuples(
        st.sampled_from(ODD_KEYS) | texts, json_values.map(json.dumps) | st.sampled_from(ODD_TEXTS)
    )
    return st.lists(st.one_of(*pairs, *pairs, odd), max_size=6).map(
        lambda items: "{" + ", ".join(f"{json.dumps(key)}: {text}" for key, text in items) + " }"
    )


ENVELOPE_TEXTS = ["null", "[]", "{}", '"x"', "3", "true", '{"next": null}', '{"next": "m"}']


def envelope_texts(kind: Kind) -> st.SearchStrategy[str]:
    one = object_texts(kind) | st.sampled_from(["null", "[]", "{}", '"x"', "3"])
    many = st.lists(one, max_size=3).map(lambda items: f"[{', '.join(items)}]")
    pairs = st.tuples(
        st.sampled_from(["paging", "error", "later"]), st.sampled_from(ENVELOPE_TEXTS)
    )
    envelope = st.builds(
        lambda before, data, after: (
            "{"
            + ", ".join(f'"{key}" : {text}' for key, text in [*before, ("data", data), *after])
            + "}"
        ),
        # Whatever comes before it, the last of two counts.
        st.lists(pairs | st.tuples(st.just("data"), st.sampled_from(ENVELOPE_TEXTS)), max_size=1),
        one | many,
        st.lists(pairs, max_size=2),
    )
    return envelope | st.sampled_from(["", " ", "null", "[]", "3", "{", "{}", '{"error": {}}'])


def exact(value: Any) -> Any:
    """A value with the type of each part: 1, 1.0 and True are equal, but not the same."""
    if attrs.has(type(value)):
        parts = {
            field.name: exact(getattr(value, field.name)) for field in attrs.fields(type(value))
        }
        return type(value), parts
    if isinstance(value, dict):
        return {key: exact(item) for key, item in value.items()}
    if isinstance(value, list):
        return [exact(item) for item in value]
    if isinstance(value, datetime):
        return datetime, value, value.utcoffset()
    return type(value), value


def outcome(read: Callable[[bytes], Any], content: bytes, *, shown: bool = True) -> Any:
    """What came of it: the result, if it is to be shown, or all there is to see of the error."""
    try:
        result = read(content)
    except ResponseDecodeError as error:
        return type(error), str(error), error.path, error.__cause__, error.__context__
    except MissingResultError as missing:
        return str(missing.error), missing.error.path
    return exact(result) if shown else None


def plainly(kind: Kind, wanted: str, read: Callable[[Any, Any], Any]) -> Callable[[bytes], Any]:
    """The way without compiled decoders: all JSON first, then `Model._decode`."""

    def parse(content: bytes) -> Any:
        if not content.strip():
            raise MissingResultError(json_text.not_json(content, ""))
        value = json_text.load(content)
        try:
            if not isinstance(value, dict):
                raise WrongValueError(wanted, value)
            return read(value, value.get("data"))
        except WrongValueError as error:
            found = error.as_error()
        raise found

    return parse


def below(name: str, read: Callable[[Any], Any], value: Any) -> Any:
    try:
        return read(value)
    except WrongValueError as error:
        raise error.below(name) from None


def plain_list(kind: Kind, values: Any) -> list[Any]:
    return [
        below(f"[{index}]", kind._decode, value)
        for index, value in enumerate(values)
        if value is not None
    ]


def nothing_in_data() -> ResponseDecodeError:
    return WrongValueError("an object", None).below("data").as_error()


def plain_one(kind: Kind) -> Callable[[bytes], Any]:
    def read(value: Any, data: Any) -> Any:
        if data is None:
            _parsing._refuse_error(value)
            raise MissingResultError(nothing_in_data())
        return below("data", kind._decode, data)

    return plainly(kind, 'an object with "data"', read)


def plain_one_or_many(kind: Kind) -> Callable[[bytes], Any]:
    def read(value: Any, data: Any) -> Any:
        if data is None:
            _parsing._refuse_error(value)
            raise MissingResultError(nothing_in_data())
        if isinstance(data, list):
            return below("data", lambda items: plain_list(kind, items), data)
        return [below("data", kind._decode, data)]

    return plainly(kind, 'an object with "data"', read)


def plain_page(kind: Kind) -> Callable[[bytes], Any]:
    def read(value: Any, data: Any) -> Any:
        paging = value.get("paging")
        if data is not None and not isinstance(data, list):
            raise WrongValueError("a list", data).below("data")
        if paging is not None and not isinstance(paging, dict):
            raise WrongValueError("an object", paging).below("paging")
        following = None if paging is None else paging.get("next")
        if following is not None and not isinstance(following, str):
            raise WrongValueError("a string", following).below("paging.next")
        if data is None:
            _parsing._refuse_error(value)
        return Page(
            items=below("data", lambda values: plain_list(kind, values), data or []), next=following
        )

    return plainly(kind, 'an object with "data" and "paging"', read)


WAYS: list[tuple[Callable[[Kind], Callable[[bytes], Any]], Any]] = [
    (_parsing.one, plain_one),
    (_parsing.one_or_many, plain_one_or_many),
    (_parsing.page, plain_page),
]


def assert_one_behaviour(kind: Kind, *contents: bytes) -> None:
    for fast, plain in WAYS:
        _compiled._learned.clear()
        parse = fast(kind)
        for _ in range(2):  # before anything was learned, and after
            for content in contents:
                assert outcome(parse, content) == outcome(plain(kind), content)
