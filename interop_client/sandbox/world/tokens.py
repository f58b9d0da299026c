"""Credentials and tokens: who a request comes from."""

from __future__ import annotations

import base64
import binascii
import secrets
import threading

import attrs
import jwt

from ..contract.answers import RefusalError
from ..contract.profile import Profile
from ..contract.refusing import checked_seconds
from .clock import Clock

_CHALLENGE = 'Bearer realm="interop"'


@attrs.frozen
class Principal:
    """Who calls: the account, or one tenant through its own credentials."""

    client_id: str
    tenant_id: str | None = None


@attrs.define
class Token:
    """An access token; one caller, as far as the service can tell."""

    value: str
    principal: Principal
    expires: float
    revoked: bool = False
    reads: dict[str, int] = attrs.field(factory=dict)
    """By id, the version of each rollover that this caller has last seen."""


class Tokens:
    """Credentials, and the tokens issued for them; safe to use from any thread.

    Args:
        lifetime: seconds that a token lives.
        jwt_tokens: issue JWTs (HS256, with `exp`) instead of opaque tokens.
    """

    def __init__(self, clock: Clock, profile: Profile, lifetime: float, jwt_tokens: bool) -> None:
        self._clock = clock
        self._profile = profile
        self._lock = threading.RLock()
        self._key = secrets.token_urlsafe(32)
        self._secrets: dict[str, str] = {}
        self._principals: dict[str, Principal] = {}
        self._tokens: dict[str, Token] = {}
        self._ended_reads: dict[str, dict[str, int]] = {}
        self._api_keys: dict[str, Token] = {}
        self._basic: dict[str, Token] = {}
        self.lifetime = lifetime
        self.jwt_tokens = jwt_tokens
        self.requests: int = 0

    @property
    def lifetime(self) -> float:
        """Seconds that a token lives."""
        return self._lifetime

    @lifetime.setter
    def lifetime(self, lifetime: float) -> None:
        self._lifetime = checked_seconds("token_lifetime", lifetime, least=0.001)

    def register(self, principal: Principal, secret: str) -> None:
        """Makes credentials known, or gives known ones another secret."""
        with self._lock:
            self._principals[principal.client_id] = principal
            self._secrets[principal.client_id] = secret

    def register_api_key(self, key: str, principal: Principal) -> None:
        """Makes an API key known."""
        self._api_keys[key] = Token(key, principal, float("inf"))

    def accepts(self, client_id: str, secret: str) -> bool:
        """Whether these credentials are known and the secret is right."""
        with self._lock:
            known = self._secrets.get(client_id, "")
            principal = self._principals.get(client_id)
            if principal is None or not (principal.tenant_id or self._profile.account_tokens):
                return False
            return bool(known) and secrets.compare_digest(known.encode(), secret.encode())

    def issue_for(self, client_id: str) -> Token:
        """A new token for known credentials."""
        return self.issue(self._principals[client_id], self.lifetime)

    def count_request(self) -> None:
        """Counts a request to the token endpoint."""
        with self._lock:
            self.requests += 1

    def issue(self, principal: Principal, lifetime: float, *, as_jwt: bool | None = None) -> Token:
        """A new token.

        It starts with what the ended tokens of the same credentials had read, the oldest version
        of each: whose successor it is cannot be told.
        """
        with self._lock:
            self._drop_expired()
            now = self._clock.timestamp()
            if self.jwt_tokens if as_jwt is None else as_jwt:
                claims = {"sub": principal.client_id, "iat": int(now), "exp": int(now + lifetime)}
                value = jwt.encode(claims | {"jti": secrets.token_hex(8)}, self._key, "HS256")
            else:
                value = secrets.token_urlsafe(24)
            reads = dict(self._ended_reads.get(principal.client_id, {}))
            token = self._tokens[value] = Token(value, principal, now + lifetime, reads=reads)
            return token

    def revoke(self, value: str | None = None) -> None:
        """Revokes one token, or all."""
        with self._lock:
            for token in list(self._tokens.values()):
                if value is None or token.value == value:
                    self._end(token)

    def forget(self, identifier: str) -> None:
        """Forgets what callers have read of a record that is gone."""
        with self._lock:
            for token in self._tokens.values():
                token.reads.pop(identifier, None)
            for ended in self._ended_reads.values():
                ended.pop(identifier, None)

    def authenticate(self, authorization: str | None) -> Token:
        """The token that an `Authorization` header carries (an API key counts as one).

        Raises:
            RefusalError: 401, when there is none, or it is unknown, expired or revoked.
        """
        scheme, _, value = (authorization or "").partition(" ")
        token: Token | None = None
        with self._lock:
            self._drop_expired()
            if scheme.lower() == "bearer":
                token = self._tokens.get(value.strip())
            elif scheme.lower() == "basic":
                token = self._of_basic(value)
        if token is None:
            raise _unauthorized(scheme.lower())
        return token

    def _of_basic(self, encoded: str) -> Token | None:
        """Who HTTP Basic credentials stand for: the account by its API key, or an actor whose
        credentials are of that kind."""
        user, password = _user_and_password(encoded)
        if user and user == password and user in self._api_keys:
            return self._api_keys[user]
        principal = self._principals.get(user)
        if principal is None or principal.tenant_id is None or not self.accepts(user, password):
            return None
        if self._profile.auth_type.lower() != "basic":
            return None
        return self._basic.setdefault(user, Token(user, principal, float("inf")))

    def _drop_expired(self) -> None:
        now = self._clock.timestamp()
        for token in [token for token in self._tokens.values() if token.expires <= now]:
            self._end(token)

    def _end(self, token: Token) -> None:
        self._tokens.pop(token.value, None)
        token.revoked = True
        ended = self._ended_reads.setdefault(token.principal.client_id, {})
        for identifier, version in token.reads.items():
            ended[identifier] = min(version, ended.get(identifier, version))


def _user_and_password(encoded: str) -> tuple[str, str]:
    """What HTTP Basic credentials carry; empty where they cannot be read."""
    try:
        user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return user, password


def _unauthorized(scheme: str) -> RefusalError:
    """The 401 of a request whose credentials are missing (an empty scheme) or not valid."""
    if not scheme:
        message, challenge = "The request carries no credentials.", _CHALLENGE
    else:
        message = "The request carries no valid credentials."
        challenge = _CHALLENGE
        if scheme == "bearer":
            why = "The access token is unknown, expired or revoked"
            challenge = f'{_CHALLENGE}, error="invalid_token", error_description="{why}"'
    return RefusalError(401, "unauthorized", message, headers={"www-authenticate": challenge})
