"""From response bytes to results: what the envelopes of the service hold.

Each function here returns the `parse` of an `Operation`. A response object goes through the
compiled decoder of its model; one that this refuses goes through `Model._decode` alone, so
an odd record costs only itself. An odd envelope is read without compiled decoders.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, NoReturn, TypeVar

import msgspec

from ._compiled import Compiled
from ._decoding import Model, WrongValueError, decode_list
from .errors import ResponseDecodeError
from .pagination import Page

__all__ = ["count", "nothing", "one", "one_or_many", "page"]

M = TypeVar("M", bound=Model)
R = TypeVar("R")


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
    except RecursionError:
        what = "is nested too deeply to be read"
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        what = f"is not JSON ({error})" if content.strip() else "is empty where JSON is documented"
    raise ResponseDecodeError(
        f"the response body {what}; it has {len(content)} bytes. "
        "Something other than the service may have answered"
    )


class _Reader(Generic[M]):
    """Reads objects of one model from their JSON text.

    Raises:
        WrongValueError: a value is not as documented.
        msgspec.DecodeError, RecursionError, UnicodeDecodeError: the text cannot be read at all.
    """

    def __init__(self, kind: type[M]) -> None:
        self._kind = kind
        self._compiled = Compiled(kind)

    def one(self, text: msgspec.Raw) -> M:
        try:
            return self._kind._build(self._compiled.decode(text))
        except _NOT_AS_DOCUMENTED:
            return self._tolerate(text)

    def _tolerate(self, text: msgspec.Raw) -> M:
        model = self._kind._decode(_json.decode(text))
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


def _parser(fast: Callable[[bytes], R], tolerant: Callable[[Any], R]) -> Callable[[bytes], R]:
    """Reads the bytes in the fast way and, where that cannot, their JSON value in the other."""

    def parse(content: bytes) -> R:
        try:
            try:
                return fast(content)
            except _NOT_AS_DOCUMENTED:
                pass
            return tolerant(_load(content))
        except WrongValueError as error:
            wrong = error.as_error()
        except RecursionError:
            wrong = ResponseDecodeError("the response body is nested too deeply to be read")
        raise wrong

    return parse


def one(kind: type[M]) -> Callable[[bytes], M]:
    """Reads `{"data": {...}}`."""
    read = _Reader(kind)

    def fast(content: bytes) -> M:
        envelope = _envelope.decode(content)
        if envelope.data == _NULL:
            _refuse_absent(_load(content))
        try:
            return read.one(envelope.data)
        except WrongValueError as error:
            raise error.below("data") from None

    def tolerant(value: Any) -> M:
        data = _object(value, 'an object with "data"').get("data")
        if data is None:
            _refuse_absent(value)
        try:
            return kind._decode(data)
        except WrongValueError as error:
            raise error.below("data") from None

    return _parser(fast, tolerant)


def one_or_many(kind: type[M]) -> Callable[[bytes], list[M]]:
    """Reads `{"data": [...]}` and also `{"data": {...}}`, as a list."""
    read = _Reader(kind)

    def fast(content: bytes) -> list[M]:
        envelope = _envelope.decode(content)
        if envelope.data == _NULL:
            return _absent(_load(content))
        try:
            if bytes(envelope.data)[:1] == b"[":
                return read.many(_list.decode(envelope.data))
            return [read.one(envelope.data)]
        except WrongValueError as error:
            raise error.below("data") from None

    def tolerant(value: Any) -> list[M]:
        data = _object(value, 'an object with "data"').get("data")
        if data is None:
            return _absent(value)
        try:
            return _models(kind, data) if isinstance(data, list) else [kind._decode(data)]
        except WrongValueError as error:
            raise error.below("data") from None

    return _parser(fast, tolerant)


def page(kind: type[M]) -> Callable[[bytes], Page[M]]:
    """Reads `{"data": [...], "paging": {"next": ...}}`."""
    read = _Reader(kind)

    def fast(content: bytes) -> Page[M]:
        envelope = _page_envelope.decode(content)
        data, paging = envelope.data, envelope.paging
        if data is None:
            items: list[M] = _absent(_load(content))
        else:
            try:
                items = read.many(data)
            except WrongValueError as error:
                raise error.below("data") from None
        return Page(items=items, next=None if paging is None else paging.next)

    def tolerant(value: Any) -> Page[M]:
        envelope = _object(value, 'an object with "data" and "paging"')
        data, paging = envelope.get("data"), envelope.get("paging")
        if data is not None and not isinstance(data, list):
            raise WrongValueError("a list", data).below("data")
        following = None
        if paging is not None:
            if not isinstance(paging, dict):
                raise WrongValueError("an object", paging).below("paging")
            following = paging.get("next")
            if following is not None and not isinstance(following, str):
                raise WrongValueError("a string", following).below("paging.next")
        if data is None:
            return Page(items=_absent(value), next=following)
        try:
            return Page(items=_models(kind, data), next=following)
        except WrongValueError as error:
            raise error.below("data") from None

    return _parser(fast, tolerant)


def _object(value: Any, wanted: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise WrongValueError(wanted, value)
    return value


def _models(kind: type[M], values: list[Any]) -> list[M]:
    return decode_list(values, kind._decode) or []


def _refuse_absent(value: dict[str, Any]) -> NoReturn:
    """`data` is needed and not there."""
    _absent(value)
    raise WrongValueError("an object", None).below("data")


def _absent(value: dict[str, Any]) -> list[Any]:
    """`data` is not there: nothing, unless the service says that something went wrong."""
    if value.get("error") is not None:
        raise ResponseDecodeError(
            'the response has a status of success, but an "error" and no "data"; '
            "`send_raw` gives it as it came",
            path="error",
        )
    return []


def count(content: bytes) -> int:
    """Reads a count in any form that it may have: `n`, `{"count": n}`, `{"data": n}` or
    `{"data": {"count": n}}`. The service's own form is not published."""
    value = _load(content)
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
