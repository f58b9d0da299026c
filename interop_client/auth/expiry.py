"""How long a token is good for, and when it counts as about to expire."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import attrs

from .._clock import loop_time, wall_time
from .._redaction import Secret
from .token_store import Token

if TYPE_CHECKING:
    from typing import Self

__all__ = ["LONGEST_LIFE", "LiveToken", "dated", "expiry", "number"]

# A new token is wanted this long before the old one expires: five minutes, and for tokens that
# live less than 50 minutes a tenth of their life.
_MARGIN_SECONDS = 300.0
_MARGIN_SHARE = 0.1

# What is sent is to arrive before the end, which was counted from an answer that came a bit late.
_ON_THE_WAY_SECONDS = 0.5

# Nothing lives longer than a century.
LONGEST_LIFE = 3_200_000_000.0


@attrs.frozen(slots=True, eq=False, repr=False)
class LiveToken:
    """A token in use. Its times are of the clock of the event loop, so that no change of the wall
    clock makes it older or younger.

    Args:
        token: the token.
        refresh_at: from when on a new one is to be had, if that is easy.
        expires_at: when it ends.
        taken_at: since when it is in use.
        scheme: the first word of the header.
    """

    token: Secret
    refresh_at: float
    expires_at: float
    taken_at: float
    scheme: str = "Bearer"

    @classmethod
    def of(cls, token: Token) -> Self:
        """The token as one to use; the life it has left counts from now."""
        now, passed = loop_time(), wall_time()
        end = math.inf if token.expires_at is None else token.expires_at - passed
        due = end if token.refresh_at is None else min(end, token.refresh_at - passed)
        on_the_way = min(_ON_THE_WAY_SECONDS, (end - due) / 2) if due < end else 0.0
        return cls(Secret(token.access_token), now + due, now + end - on_the_way, now)

    @classmethod
    def lasting(cls, value: Secret, scheme: str) -> Self:
        """What proves who calls until it is refused."""
        return cls(value, math.inf, math.inf, -math.inf, scheme)

    def is_fresh(self) -> bool:
        """Whether it may be used without a thought of the next."""
        return self.taken_at <= loop_time() < self.refresh_at

    def is_usable(self) -> bool:
        """Whether it may still be used, fresh or not.

        Before it was taken it may not: that is the clock of another event loop.
        """
        return self.taken_at <= loop_time() < self.expires_at

    def had_life(self) -> bool:
        """Whether it could be used at all when it came."""
        return self.expires_at > self.taken_at

    def left(self) -> float:
        """Seconds until it ends."""
        return self.expires_at - loop_time()

    def header(self) -> str:
        """The value of the header `Authorization`."""
        return f"{self.scheme} {self.token.reveal()}"


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
    exp = number(claims.get("exp"))
    return exp if exp is not None and 0 < exp < LONGEST_LIFE * 2 else None


def number(value: object) -> float | None:
    """The value, when it is a number that JSON knows: a bool is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return math.inf
