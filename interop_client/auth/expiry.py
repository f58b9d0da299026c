"""Reading tokens: what a token endpoint answers, and how long a token is good for."""

from __future__ import annotations

import json
import math
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import attrs

from .._clock import loop_time, wall_time
from .._redaction import Secret, sendable
from .token_store import Token

if TYPE_CHECKING:
    from typing import Self

__all__ = ["Grant", "expiry", "read_token"]

# A new token is fetched this long before the old one expires: five minutes, and for tokens that
# live less than 50 minutes a tenth of their life.
_MARGIN_SECONDS = 300.0
_MARGIN_SHARE = 0.1

# Nothing lives longer than a century.
_LONGEST_LIFE = 3_200_000_000.0


@attrs.frozen(slots=True, eq=False)
class Grant:
    """A token in use.

    Args:
        token: the token.
        refresh_at: when to stop using it, by the clock of the event loop.
    """

    token: Secret
    refresh_at: float

    @classmethod
    def of(cls, token: Token) -> Self:
        """The token as one to use; the life it has left counts from now."""
        left = math.inf if token.refresh_at is None else token.refresh_at - wall_time()
        return cls(Secret(token.access_token), loop_time() + left)

    def is_fresh(self) -> bool:
        """Whether it may still be used."""
        return loop_time() < self.refresh_at

    def header(self) -> str:
        """The value of the header `Authorization`."""
        return f"Bearer {self.token.reveal()}"


def read_token(content: bytes) -> Token | str:
    """The token in a token endpoint's answer, or what is wrong with the answer.

    `expires_in` may also come as a text of digits, as some services send it; without it the
    `exp` of a JWT counts, and without that the token is good until it is refused.
    """
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        return "it is not JSON"
    if not isinstance(answer, dict):
        return f"it is not an object but {type(answer).__name__}"
    access_token = answer.get("access_token")
    if access_token is None:
        return "it has no access_token"
    if not sendable(access_token):
        return "its access_token is not a text that a header can carry"
    life = _life(answer.get("expires_in"))
    if isinstance(life, str):
        return life
    return dated(access_token, life)


def dated(access_token: str, life: float | None = None) -> Token:
    """The token with the times that follow from its life in seconds, or from its own `exp`."""
    now = wall_time()
    if life is None:
        expires_at = expiry(access_token)
        # An `exp` in the past of a token just issued speaks of a clock that is wrong, most likely
        # ours. If it is right the service will refuse the token.
        life = None if expires_at is None or expires_at <= now else expires_at - now
    if life is None:
        return Token(access_token)
    margin = min(_MARGIN_SECONDS, life * _MARGIN_SHARE)
    return Token(access_token, expires_at=now + life, refresh_at=now + life - margin)


def expiry(access_token: str) -> float | None:
    """The `exp` of a JWT, in seconds since 1970; None when the token is none or does not say."""
    if access_token.count(".") != 2:
        return None
    # Imported when a token is looked into: its import is slow, and not every token is a JWT.
    import jwt

    try:
        claims: dict[str, Any] = jwt.decode(access_token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
        return None
    exp = _number(claims.get("exp"))
    return exp if exp is not None and 0 < exp < _LONGEST_LIFE * 2 else None


def _life(expires_in: object) -> float | str | None:
    """`expires_in` in seconds, None where it is absent, or what is wrong with it."""
    if expires_in is None:
        return None
    if isinstance(expires_in, str) and expires_in.isascii() and len(expires_in) < 20:
        with suppress(ValueError):
            expires_in = float(expires_in)
    seconds = _number(expires_in)
    if seconds is None:
        return f"its expires_in is not a number but {type(expires_in).__name__}"
    if not 0 < seconds < _LONGEST_LIFE:
        return "its expires_in is not a possible number of seconds"
    return seconds


def _number(value: object) -> float | None:
    """The value, when it is a number that JSON knows: a bool is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return math.inf
