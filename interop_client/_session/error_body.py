"""Body of an error response: what it says in whatever form it came, without secrets.

Known forms: the service's own `ErrorType`, bare, in `error`, or several in a list; problem details
(RFC 9457); OAuth2 errors; what web frameworks and gateways write, as JSON, text, HTML or XML.
"""

from __future__ import annotations

import importlib
import json
import re
from typing import TYPE_CHECKING

from .. import errors
from .._markup import title_and_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._redaction import Scrubber
    from ..models import ErrorType

# What hides secrets, and what reads a page, import it for the first error. When no file can be
# opened any more, that is too late.
importlib.import_module("html")

_LONGEST_BODY = 2_000
_LONGEST_SAID = 500
# More than this of a body is not looked at.
_LONGEST_READ = 100_000
_LONGEST_MARKUP = 20_000
_DEEPEST = 4
_MOST_SAID = 50

# Where a JSON object says what went wrong, in the order in which it reads well.
_SAYING = (
    *("code", "error_code", "errorcode", "error", "fault", "title", "faultcode"),
    *("message", "msg", "error_message", "errormessage", "error_description", "faultstring"),
    *("ext_message", "detail", "description", "reason"),
    *("details", "errors", "invalid-params", "violations"),
)
# What tells where in the request, where an object of a list says that.
_PLACES = ("field", "loc", "path", "pointer", "name", "parameter", "property")

_SECRET_NAME = re.compile(
    r"secret|password|token|authorization|cookie|api_?key|credential", re.IGNORECASE
)
_REMOVED = "***"
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
# What text is written in. Python knows codecs that are no such thing.
_CHARSET = re.compile(
    r"charset=[\"']?(utf-?8|utf-16(?:[lb]e)?|us-ascii|latin-?1|iso-8859-\d{1,2}|windows-125\d)\b",
    re.IGNORECASE,
)


class ErrorBody:
    """The body of an error response.

    Args:
        content: the body, decompressed.
        content_type: what it is said to be.
        scrubber: what takes out the secrets that the service may have repeated.

    Attributes:
        text: it as text, without secrets, at most 2,000 characters of it.
        is_page: whether it is HTML.
    """

    def __init__(self, content: bytes, content_type: str, scrubber: Scrubber) -> None:
        text = _decoded(content[:_LONGEST_READ], content_type)
        self._scrubber = scrubber
        self._data: object = None
        self._is_json = False
        try:
            data = json.loads(content)
            self._data = scrubber.data(json.loads(content, object_hook=_without_secrets))
            self._is_json = True
        except (ValueError, RecursionError):
            self._text = scrubber.text(_ESCAPE.sub(_character, text))
        else:
            same = self._data == data and scrubber.text(text) == text
            self._text = text if same else json.dumps(self._data, ensure_ascii=False)
        # Half a surrogate pair can be neither printed nor logged.
        whole = self._text.encode("utf-8", "replace").decode()
        self.text = _cut(whole.strip(), _LONGEST_BODY)
        start = self._text.lstrip("\ufeff \t\r\n")[:15].lower()
        self.is_page = not self._is_json and (
            "html" in content_type.lower() or start.startswith(("<html", "<!doctype html"))
        )

    def said(self) -> str:
        """What the service says about the error, on one line."""
        if self._is_json:
            text = _joined(_sayings(self._data))
        elif self.is_page or self._text.lstrip("\ufeff \t\r\n").startswith("<"):
            # A secret may be seen only now, when its letters are no entities any more.
            text = self._scrubber.text(_text_of_markup(self._text))
        elif any(not (char.isprintable() or char.isspace()) for char in self._text):
            text = ""  # No text at all.
        else:
            text = self._text
        # What a terminal would take for a command is not passed on.
        text = "".join(char if char.isprintable() else "?" for char in " ".join(text.split()))
        text = _cut(text, _LONGEST_SAID)
        return text.removesuffix(".") if not text.endswith("...") else text

    def error_type(self) -> ErrorType | None:
        """The service's own error object, bare, in `error`, or the first of a list."""
        try:
            # Imported by the first error: a call that succeeds does not need it.
            from ..models import ErrorType
        except (ImportError, OSError):
            return None  # No file can be opened any more, which is no reason to hide the error.
        for candidate in _candidates(self._data):
            for form in (candidate, _plain(candidate)):
                try:
                    return ErrorType.from_dict(form)
                except errors.ResponseDecodeError:
                    continue
        return None


def _decoded(content: bytes, content_type: str) -> str:
    stated = _CHARSET.search(content_type)
    try:
        text = content.decode(stated[1] if stated else "utf-8", "replace")
    except LookupError:
        text = content.decode("utf-8", "replace")
    return text.lstrip("\ufeff")


def _character(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16))


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 3]}..."


def _without_secrets(members: dict[str, object]) -> dict[str, object]:
    """An object of JSON in which what is called a secret is none any more."""
    return {
        name: _REMOVED if isinstance(item, str) and _SECRET_NAME.search(name) else item
        for name, item in members.items()
    }


def _sayings(value: object, depth: int = 0) -> Iterator[str]:
    """The texts of decoded JSON that say what went wrong, the first first."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and depth < _DEEPEST:
        parts = (_joined(_sayings(item, depth + 1)) for item in value[:_MOST_SAID])
        yield "; ".join(part for part in parts if part)
    elif isinstance(value, dict) and depth < _DEEPEST:
        named = {name.lower(): item for name, item in value.items()}
        found = [
            part
            for name in _SAYING
            for part in _sayings(_number_as_text(name, named.get(name)), depth + 1)
        ]
        place = next((named[name] for name in _PLACES if depth and name in named), None)
        if found and isinstance(place, list):
            place = ".".join(str(part) for part in place)
        if found and isinstance(place, str):
            yield place
        yield from found


def _number_as_text(name: str, value: object) -> object:
    is_code = name.endswith("code") and type(value) is int
    return str(value) if is_code else value


def _joined(parts: Iterator[str]) -> str:
    """The parts, each once."""
    seen: dict[str, None] = {}
    for part in parts:
        stripped = part.strip()
        if stripped and not any(stripped in earlier for earlier in seen):
            seen[stripped] = None
    return ": ".join(seen)


def _candidates(data: object) -> Iterator[dict[str, object]]:
    """What may be the service's own error object."""
    if isinstance(data, list):
        for item in data[:1]:
            yield from _candidates(item)
    elif isinstance(data, dict):
        for name in ("error", "errors"):
            inner = data.get(name)
            if isinstance(inner, list) and inner:
                inner = inner[0]
            if isinstance(inner, dict):
                yield inner
                return
        if any(isinstance(data.get(name), str) for name in ("code", "message", "ext_message")):
            yield data


def _plain(error: dict[str, object]) -> dict[str, object]:
    """What is text or a number: the rest is what a wrong type is in."""
    return {name: value for name, value in error.items() if type(value) in (str, int)}


def _text_of_markup(text: str) -> str:
    title, rest = title_and_text(text[:_LONGEST_MARKUP])
    return _joined(iter([title, rest.removeprefix(title).strip()]))
