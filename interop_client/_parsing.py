"""From response bytes to results: what the envelopes of the service hold.

Each function here returns the `parse` of an `Operation`. A response object goes through the
compiled decoder of its model; one that this refuses goes through `Model._decode` alone, so
an odd record costs only itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import msgspec

from ._compiled import Compiled
from ._decoding import Model, WrongValueError
from .errors import ResponseDecodeError
from .pagination import Page

__all__ = ["count", "nothing", "one", "one_or_many", "page"]

M = TypeVar("M", bound=Model)


_NULL = msgspec.Raw(b"null")
_NOT_AS_DOCUMENTED = (msgspec.DecodeError, RecursionError, UnicodeDecodeError)


class _Envelope(msgspec.Struct, gc=False):
    data: msgspec.Raw = _NULL


class _PageEnvelope(msgspec.Struct, gc=False):
    data: list[msgspec.Raw] | None = None
    paging: _Paging | None = None


class _Paging(msgspec.Struct, gc=False):
    next: str | None = None


_list = msgspec.json.Decoder(list[msgspec.Raw])
_json = msgspec.json.Decoder()
_envelope = msgspec.json.Decoder(_Envelope)
_page_envelope = msgspec.json.Decoder(_PageEnvelope)


def _load(content: bytes) -> Any:
    """The body as JSON values."""
    try:
        return _json.decode(content)
    except _NOT_AS_DOCUMENTED as error:
        reason = str(error)
    what = f"is not JSON ({reason})" if content.strip() else "is empty where JSON is documented"
    raise ResponseDecodeError(
        f"the response body {what}; it has {len(content)} bytes. "
        "Something other than the service may have answered"
    )


class _Reader(Generic[M]):
    """Reads objects of one model from their JSON text."""

    def __init__(self, kind: type[M]) -> None:
        self._kind = kind
        self._compiled = Compiled(kind)

    def __call__(self, text: msgspec.Raw) -> M:
        try:
            return self._kind._build(self._compiled.decode(text))
        except _NOT_AS_DOCUMENTED:
            return self._tolerate(text)

    def _tolerate(self, text: msgspec.Raw) -> M:
        model = self._kind._decode(_load(bytes(text)))
        self._compiled.learn(model)
        return model

    def many(self, texts: list[msgspec.Raw]) -> list[M]:
        """The objects of a list; null among them reads as absent."""
        build = self._kind._build
        result: list[M] = []
        read = 0
        while read < len(texts):
            decode = self._compiled.decode
            try:
                for text in texts[read:] if read else texts:
                    result.append(build(decode(text)))
                    read += 1
            except _NOT_AS_DOCUMENTED:
                if texts[read] != _NULL:
                    try:
                        result.append(self._tolerate(texts[read]))
                    except WrongValueError as error:
                        raise error.below(f"[{read}]") from None
                read += 1
        return result


def one(kind: type[M]) -> Callable[[bytes], M]:
    """Reads `{"data": {...}}`."""
    read = _Reader(kind)

    def parse(content: bytes) -> M:
        try:
            envelope = _envelope.decode(content)
        except _NOT_AS_DOCUMENTED:
            raise _not_an_envelope(_load(content)) from None
        try:
            return read(envelope.data)
        except WrongValueError as error:
            wrong = error.below("data").as_error()
        raise wrong

    return parse


def one_or_many(kind: type[M]) -> Callable[[bytes], list[M]]:
    """Reads `{"data": [...]}` and also `{"data": {...}}`, as a list."""
    read = _Reader(kind)

    def parse(content: bytes) -> list[M]:
        try:
            envelope = _envelope.decode(content)
        except _NOT_AS_DOCUMENTED:
            raise _not_an_envelope(_load(content)) from None
        if envelope.data == _NULL:
            return []
        try:
            if bytes(envelope.data)[:1] == b"[":
                return read.many(_list.decode(envelope.data))
            return [read(envelope.data)]
        except WrongValueError as error:
            wrong = error.below("data").as_error()
        raise wrong

    return parse


def page(kind: type[M]) -> Callable[[bytes], Page[M]]:
    """Reads `{"data": [...], "paging": {"next": ...}}`."""
    read = _Reader(kind)

    def parse(content: bytes) -> Page[M]:
        try:
            envelope = _page_envelope.decode(content)
        except _NOT_AS_DOCUMENTED:
            raise _not_a_page(_load(content)) from None
        try:
            items = read.many(envelope.data) if envelope.data else []
        except WrongValueError as error:
            wrong = error.below("data").as_error()
        else:
            paging = envelope.paging
            return Page(items=items, next=None if paging is None else paging.next)
        raise wrong

    return parse


def _not_an_envelope(value: Any) -> ResponseDecodeError:
    return WrongValueError('an object with "data"', value).as_error()


def _not_a_page(value: Any) -> ResponseDecodeError:
    if not isinstance(value, dict):
        return WrongValueError('an object with "data" and "paging"', value).as_error()
    data, paging = value.get("data"), value.get("paging")
    if data is not None and not isinstance(data, list):
        return WrongValueError("a list", data).below("data").as_error()
    if paging is not None and not isinstance(paging, dict):
        return WrongValueError("an object", paging).below("paging").as_error()
    return WrongValueError("a string", (paging or {}).get("next")).below("paging.next").as_error()


def count(content: bytes) -> int:
    """Reads a count in any form that it may have: `n`, `{"count": n}`, `{"data": n}` or
    `{"data": {"count": n}}`. The service's own form is not published."""
    value = _load(content)
    path = ""
    for name in ("data", "count"):
        if isinstance(value, dict) and name in value:
            value = value[name]
            path = f"{path}.{name}" if path else name
    if type(value) is not int:
        raise WrongValueError("a whole number", value, shown=True).below(path).as_error()
    return value


def nothing(content: bytes) -> None:
    """Reads nothing: the body, if any, has no documented meaning."""
