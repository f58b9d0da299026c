"""Envelopes: from response bytes to results, out of `data` and `paging`.

Each function here returns the `parse` of an `Operation`. A response object goes through the
compiled decoder of its model; one that this refuses goes through `Model._decode` alone, so
an odd record costs only itself. Where that fails too, or the envelope is odd, the whole body
is read once more without compiled decoders.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from ..operation import ContradictionError, MissingResultError
from ..pagination.page import Page
from .decode import (
    WrongValueError,
    decode_list,
    decode_object,
    decode_string,
)
from .json_text import load, not_json, too_deep
from .model import Model
from .reader import NOT_AS_DOCUMENTED, NULL, Reader

M = TypeVar("M", bound=Model)
R = TypeVar("R")


class _Envelope(msgspec.Struct, gc=False):
    data: msgspec.Raw = NULL


class _PageEnvelope(msgspec.Struct, gc=False):
    data: list[msgspec.Raw] | None = None
    paging: _Paging | None = None


class _Paging(msgspec.Struct, gc=False):
    next: str | None = None


_list = msgspec.json.Decoder(list[msgspec.Raw])
_envelope = msgspec.json.Decoder(_Envelope)
_page_envelope = msgspec.json.Decoder(_PageEnvelope)


class _OddEnvelopeError(Exception):
    """An envelope that has to be looked at more closely."""


def _parser(fast: Callable[[bytes], R], tolerant: Callable[[Any], R]) -> Callable[[bytes], R]:
    """Reads the bytes in the fast way and, where that cannot, their JSON value in the other.

    Every error comes from the other way, so that it does not depend on what was learned.
    """

    def parse(content: bytes) -> R:
        try:
            return fast(content)
        except (_OddEnvelopeError, WrongValueError, *NOT_AS_DOCUMENTED):
            pass
        if not content.strip():
            raise MissingResultError(not_json(content, ""))
        value = load(content)
        try:
            return tolerant(value)
        except WrongValueError as error:
            wrong = error.as_error()
        except RecursionError:
            wrong = too_deep(content)
        raise wrong

    return parse


def one(kind: type[M], *, written: bool = False) -> Callable[[bytes], M]:
    """Reads `{"data": {...}}`.

    Args:
        kind: the model.
        written: whether it answers a write: then an object without anything is none.
    """
    read = Reader(kind)

    def fast(content: bytes) -> M:
        return read.one(_raw_data(content, written))

    def tolerant(value: Any) -> M:
        return _below("data", kind._decode, _data(value, written))

    return _parser(fast, tolerant)


def one_or_many(kind: type[M], *, written: bool = False) -> Callable[[bytes], list[M]]:
    """Reads `{"data": [...]}` and also `{"data": {...}}`, as a list.

    Args:
        kind: the model.
        written: whether it answers a write: then an object without anything is none.
    """
    read = Reader(kind)

    def fast(content: bytes) -> list[M]:
        data = _raw_data(content, written)
        return read.many(_list.decode(data)) if bytes(data)[:1] == b"[" else [read.one(data)]

    def tolerant(value: Any) -> list[M]:
        data = _data(value, written)
        if isinstance(data, list):
            return _models(kind, data)
        return [_below("data", kind._decode, data)]

    return _parser(fast, tolerant)


def page(kind: type[M]) -> Callable[[bytes], Page[M]]:
    """Reads `{"data": [...], "paging": {"next": ...}}`."""
    read = Reader(kind)

    def fast(content: bytes) -> Page[M]:
        envelope = _page_envelope.decode(content)
        if envelope.data is None:
            raise _OddEnvelopeError
        paging = envelope.paging
        return Page(items=read.many(envelope.data), next=None if paging is None else paging.next)

    def tolerant(value: Any) -> Page[M]:
        envelope = _object(value, 'an object with "data" and "paging"')
        data, paging = envelope.get("data"), envelope.get("paging")
        if data is not None and not isinstance(data, list):
            raise WrongValueError("a list", data).below("data")
        paging = _below("paging", decode_object, paging) or {}
        following = _below("paging.next", decode_string, paging.get("next"))
        if data is None:
            _refuse_error(value)
        return Page(items=_models(kind, data or []), next=following)

    return _parser(fast, tolerant)


def _raw_data(content: bytes, written: bool) -> msgspec.Raw:
    """The text of what an envelope of one thing holds."""
    data = _envelope.decode(content).data
    if data == NULL or (written and not bytes(data).strip(b"{} \t\r\n")):
        raise _OddEnvelopeError
    return data


def _data(value: Any, written: bool) -> Any:
    """What an envelope of one thing holds.

    Raises:
        MissingResultError: nothing.
    """
    envelope = {} if value is None and written else _object(value, 'an object with "data"')
    data = envelope.get("data")
    if data is None:
        _refuse_error(envelope)
    if data is None or (written and data == {}):
        raise MissingResultError(WrongValueError("an object", data).below("data").as_error())
    return data


def _object(value: Any, wanted: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise WrongValueError(wanted, value)
    return value


def _below(name: str, decode: Callable[[Any], R], value: Any) -> R:
    try:
        return decode(value)
    except WrongValueError as error:
        raise error.below(name) from None


def _models(kind: type[M], values: list[Any]) -> list[M]:
    return _below("data", lambda items: decode_list(items, kind._decode), values) or []


def _refuse_error(value: dict[str, Any]) -> None:
    """Without `data` there is nothing, unless the service says that something went wrong."""
    if value.get("error") is not None:
        raise ContradictionError(
            'the response has a status of success, but an "error" and no "data"; '
            "`send_raw` gives it as it came",
            path="error",
        )


def count(content: bytes) -> int:
    """Reads a count in any form that it may have: `n`, `{"count": n}`, `{"data": n}` or
    `{"data": {"count": n}}`. The service's own form is not published."""
    value = load(content)
    path = ""
    for name in ("data", "count"):
        if isinstance(value, dict) and name in value:
            value = value[name]
            path = f"{path}.{name}" if path else name
    if type(value) is not int or value < 0:
        found = WrongValueError("a count, 0 or more,", value, shown=True)
        raise found.below(path).as_error()
    return value


def nothing(content: bytes) -> None:
    """Reads nothing: the body, if any, has no documented meaning."""
