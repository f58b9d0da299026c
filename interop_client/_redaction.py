"""Redaction: how a secret is removed from an error text, and kept out of logs and reprs."""

from __future__ import annotations

import base64
import functools
import json
import re
import sys
from typing import TYPE_CHECKING, NoReturn, ParamSpec, TypeVar
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

P = ParamSpec("P")
T = TypeVar("T")

_SENDABLE = re.compile(r"[\x21-\x7e]+")
_REMOVED = "***"

# What is shorter would be found by chance in innocent text, and is no secret worth the name.
_SHORTEST = 4


class Secret:
    """A text that shows itself to nobody who does not ask for it by `reveal`."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The text. Never bind it to a name: local variables show in tracebacks."""
        return self._value

    def digest(self, *context: str) -> str:
        """A fingerprint of the secret in this context; it does not tell what the secret is."""
        # Imported when a client is made: it loads the system's cryptography.
        import hmac

        return hmac.digest(self._value.encode(), "\0".join(context).encode(), "sha256").hex()

    def sendable(self) -> bool:
        """Whether a header can carry it as it is."""
        return sendable(self._value)

    def __repr__(self) -> str:
        return f"{type(self).__name__}('{_REMOVED}')"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        import hmac

        return hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash(self._value)

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: object) -> Secret:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("A secret is not pickled: keep it where secrets are kept.")


def sendable(value: object) -> bool:
    """Whether `value` is a text that a header can carry as it is: printable ASCII, no space."""
    return isinstance(value, str) and _SENDABLE.fullmatch(value) is not None


def basic(user: Secret, password: Secret) -> Secret:
    """The credentials of HTTP Basic."""
    pair = f"{user.reveal()}:{password.reveal()}".encode()
    return Secret(base64.b64encode(pair).decode())


class Scrubber:
    """Takes known secrets out of what a service or a library said, however they are spelled.

    Args:
        secrets: what must not be seen.
    """

    __slots__ = ("_forms",)

    def __init__(self, secrets: Iterable[Secret]) -> None:
        known = {_folded(form) for secret in secrets for form in _spellings(secret.reveal())}
        self._forms = sorted((form for form in known if len(form) >= _SHORTEST), key=len)

    def text(self, text: str) -> str:
        """The text without the secrets."""
        # Not by a pattern: `re` would keep it, and with it the secrets, in a cache of its own.
        spans = sorted(self._spans(_folded(text)))
        shown: list[str] = []
        end = 0
        for start, after in spans:
            if start >= end:
                shown += (text[end:start], _REMOVED)
            end = max(end, after)
        return "".join(shown) + text[end:]

    def _spans(self, folded: str) -> Iterator[tuple[int, int]]:
        for form in self._forms:
            if len(form) > len(folded):
                return  # and so are all that follow: a body has thousands of short texts
            start = folded.find(form)
            while start >= 0:
                yield start, start + len(form)
                start = folded.find(form, start + len(form))

    def data(self, value: object) -> object:
        """Decoded JSON without the secrets, in names and in values."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.data(item) for item in value]
        if isinstance(value, dict):
            return {self.text(str(name)): self.data(item) for name, item in value.items()}
        return value


def _folded(text: str) -> str:
    """The text in one case, letter by letter, so that each letter stays where it is."""
    folded = text.lower().upper()
    if len(folded) == len(text):
        return folded
    return "".join(each if len(each.lower().upper()) > 1 else each.lower().upper() for each in text)


def secrets_in(body: object) -> tuple[Secret, ...]:
    """The texts in the secret properties of a model that is sent, which an answer may repeat."""
    names: frozenset[str] = getattr(type(body), "SECRET", frozenset())
    return tuple(Secret(text) for name in names for text in _texts(getattr(body, name, None)))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def forgets_locals(function: Callable[P, T]) -> Callable[P, T]:
    """What a function is given that may be secret does not show where it raises.

    A traceback shows the variables of all functions that an exception came through, and error
    reporters send them. What is raised through this has no frame of the function, nor of what it
    called, nor an exception that led to it, and no argument shows in this one.
    """

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
        handled = sys.exception()
        try:
            return function(*args, **kwargs)
        except Exception as raised:
            error = raised
        forget_frames(error, until=handled)
        error.__cause__ = error.__context__ = None
        del args, kwargs
        try:
            raise error
        finally:
            del error

    return wrapper


def forget_frames(error: BaseException | None, *, until: BaseException | None = None) -> None:
    """Take off the error, and off all that led to it, the frames it came through.

    The local variables of frames show in tracebacks, and those of the HTTP library hold the very
    bytes that are being sent.

    Args:
        error: the error.
        until: what the caller was handling already: it, and what led to it, is not ours.
    """
    seen: set[int] = set()
    while error is not None and error is not until and id(error) not in seen:
        seen.add(id(error))
        error.__traceback__ = None
        error = error.__cause__ or error.__context__


def _spellings(secret: str) -> Iterator[str]:
    """The ways in which a secret comes back: as it is, and as what we or they made of it."""
    # Imported when something failed: a call that succeeds does not need it.
    import html

    yield secret
    for escaped in (json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]):
        yield escaped
        # As PHP writes it, and as Go does.
        yield escaped.replace("/", "\\/")
        yield escaped.translate({ord(each): f"\\u{ord(each):04x}" for each in "&<>"})
    yield html.escape(secret)
    yield html.escape(secret).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")
    yield quote(secret)
    yield quote(secret, safe="")
    yield quote(secret, safe="!'()*")  # as JavaScript does
    yield quote_plus(secret)
    encoded = base64.b64encode(secret.encode()).decode().rstrip("=")
    yield encoded
    yield encoded.replace("+", "-").replace("/", "_")
