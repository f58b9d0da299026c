"""Asking a token endpoint for a token, and reading what it answers."""

from __future__ import annotations

import enum
import json
import re
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from .._redaction import Scrubber, Secret, basic, sendable
from ..errors import (
    AuthenticationError,
    InteropError,
    RateLimitError,
    RequestError,
    ResponseDecodeError,
    ServerError,
    StatusError,
)
from ..operation import Operation
from .expiry import LONGEST_LIFE, dated, number
from .token_store import Token

if TYPE_CHECKING:
    from .credential import Requester

__all__ = ["TokenEndpoint", "Unusable", "Verdict", "read_token"]

OPERATION_ID = "fetchToken"
"""What requests to the token endpoint are called in logs, events and errors."""

_FORM = "application/x-www-form-urlencoded"
_WORD = r"[A-Za-z][A-Za-z_]{0,15}|-?[0-9.]{1,12}"
_LONGEST_QUOTE = 300

# What RFC 6749 calls the endpoint's own trouble, which says nothing about the client.
_TEMPORARY = frozenset({"server_error", "temporarily_unavailable", "slow_down"})

# Where a text stands that tells why there is no token.
_SAYING = ("error_description", "title", "message", "detail")


class Verdict(enum.Enum):
    """What an answer without a token means."""

    REFUSED = "the endpoint will not give this client a token"
    FAILED = "the endpoint cannot give a token now"
    NONSENSE = "it is not the answer of a token endpoint"


class Unusable:
    """Why there is no token in an answer.

    Args:
        said: in words; what the endpoint said may be in it, and a secret with that.
        verdict: what follows.
    """

    __slots__ = ("said", "verdict")

    def __init__(self, said: str, verdict: Verdict = Verdict.NONSENSE) -> None:
        self.said: str = said
        self.verdict: Verdict = verdict


class TokenEndpoint:
    """A token endpoint, as one client sees it (OAuth2 client credentials, RFC 6749 4.4).

    Args:
        url: its address.
        client_id: the public part.
        client_secret: the secret part.
    """

    def __init__(self, url: str, client_id: str, client_secret: Secret) -> None:
        self._url = url
        self._client_id = client_id
        self._secret = client_secret
        self.client: str = f"the client {client_id!r}"

    async def fetch(self, call: Requester, refused: Secret | None = None) -> Token:
        """A new token.

        Raises:
            AuthenticationError: the client was refused.
            ResponseDecodeError: the answer makes no sense.
            RequestError: the endpoint cannot answer now.
            StatusError: it answered otherwise; of no class that speaks of the call itself.
        """
        operation: Operation[object] = Operation(
            operation_id=OPERATION_ID,
            method="POST",
            url=self._url,
            content=self._form(),
            content_type=_FORM,
            repeatable=True,
            parse=read_token,
        )
        refusal: AuthenticationError | StatusError
        try:
            response = await call.request_token(operation)
        except (RateLimitError, ServerError):
            raise
        except (AuthenticationError, StatusError) as error:
            refusal = error
        else:
            answer = read_token(response.content)
            if isinstance(answer, Token):
                return answer
            raise self._error(answer, response.status_code, response.headers.get("x-request-id"))
        raise self._refused(refusal)

    def _refused(self, refusal: AuthenticationError | StatusError) -> InteropError:
        """The error where the endpoint answers without success, and it is no passing trouble."""
        status = refusal.status_code
        if isinstance(refusal, StatusError) and status == HTTPStatus.BAD_REQUEST:
            answer = read_token(refusal.body.encode())
            if isinstance(answer, Unusable) and answer.verdict is Verdict.FAILED:
                return self._error(answer, HTTPStatus.BAD_REQUEST, refusal.request_id)
        if isinstance(refusal, AuthenticationError) or status == HTTPStatus.BAD_REQUEST:
            return AuthenticationError(
                f"The token endpoint refused {self.client}: {refusal.message}",
                status_code=refusal.status_code,
                request_id=refusal.request_id,
            )
        # No class of its own: a 404 says nothing of what the call was to find, nor a 409 of what it
        # was to write.
        return StatusError.from_status(
            refusal,
            f"The token endpoint has no token for {self.client}: {refusal.message.rstrip('.')}."
            " Check token_url.",
        )

    def _error(self, answer: Unusable, status: int, request_id: str | None) -> InteropError:
        scrubber = Scrubber((self._secret, basic(Secret(self._client_id), self._secret)))
        # Cut after the secrets are out: a part of one would not be found.
        said = _cut(scrubber.text(answer.said))
        if request_id is not None:
            request_id = scrubber.text(request_id)
            said += f" (request id {request_id})"
        if answer.verdict is Verdict.REFUSED:
            return AuthenticationError(
                f"The token endpoint {self._url} answered {status} and refused {self.client}:"
                f" {said}. Check the credentials.",
                status_code=status,
                request_id=request_id,
            )
        if answer.verdict is Verdict.FAILED:
            return RequestError(
                f"The token endpoint {self._url} answered {status} and has no token for"
                f" {self.client} now: {said}. Try again later."
            )
        return ResponseDecodeError(
            f"The answer of the token endpoint {self._url} for {self.client} cannot be used:"
            f" {said}. Check token_url.",
            operation=OPERATION_ID,
            request_id=request_id,
        )

    def _form(self) -> bytes:
        return urlencode(
            {
                "grant_type": "client_credentials",
                "client_id": self._client_id,
                "client_secret": self._secret.reveal(),
            }
        ).encode()


def read_token(content: bytes) -> Token | Unusable:
    """The token in a token endpoint's answer, or why there is none.

    `expires_in` may also come as a text of digits, as some services send it, and all of it in the
    service's own envelope `data`; without `expires_in` the `exp` of a JWT counts, and without that
    the token is good until it is refused.
    """
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        return Unusable(_described(content))
    if isinstance(answer, dict) and isinstance(answer.get("data"), dict):
        answer = {**answer, **answer["data"]}
    if not isinstance(answer, dict):
        return Unusable(f"it is not an object but {type(answer).__name__}")
    access_token = answer.get("access_token")
    if not access_token and (said := _said(answer)) is not None:
        return said  # Beside an error it may be there, and empty.
    if access_token is None:
        return Unusable("it has no access_token")
    if not sendable(access_token):
        return Unusable("its access_token is not a text that a header can carry")
    kind = answer.get("token_type")
    if kind is not None and (not isinstance(kind, str) or "bearer" not in kind.lower()):
        return Unusable(f"its token_type is {_shown(kind)}, and only Bearer tokens can be sent")
    life = _life(answer.get("expires_in"))
    if isinstance(life, Unusable):
        return life
    return dated(access_token, life)


def _said(answer: dict[str, object]) -> Unusable | None:
    """What the answer says in the place of a token: in the form of OAuth2, in the service's, or in
    that of problem details. Only what is called an error refuses the client."""
    error = answer.get("error")
    if isinstance(error, dict):
        parts = [error.get(name) for name in ("code", "message", "ext_message")]
    else:
        parts = [error, *(answer.get(name) for name in _SAYING)]
    said = ": ".join(part for part in parts if isinstance(part, str) and part)
    if error:
        failed = parts[0] in _TEMPORARY
        return Unusable(said or "an error", Verdict.FAILED if failed else Verdict.REFUSED)
    return Unusable(f"it has no access_token, and says '{said}'") if said else None


def _described(content: bytes) -> str:
    """What kind of thing the answer is. It is not quoted: a token may be in it in another form."""
    text = content.decode("utf-8", "replace")
    if not text.strip():
        return "it is empty"
    if "<" not in text[:100]:
        return "it is not JSON"
    # Imported when something failed: a client that gets its tokens does not need it.
    from .._markup import title_and_text

    title, _ = title_and_text(text[:10_000])
    return "it is not JSON but a page" + (f" with the title '{title}'" if title else "")


def _life(expires_in: object) -> float | Unusable | None:
    """`expires_in` in seconds, None where it is absent, or what is wrong with it."""
    given = expires_in
    if given is None:
        return None
    if isinstance(given, str) and given.isascii() and len(given) < 20:
        with suppress(ValueError):
            given = float(given)
    seconds = number(given)
    if seconds is None:
        return Unusable(f"its expires_in is not a number but {_shown(expires_in)}")
    if not 0 <= seconds < LONGEST_LIFE:
        return Unusable(f"its expires_in is not a possible number of seconds: {_shown(expires_in)}")
    return seconds


def _shown(value: object) -> str:
    """The value where it can be no secret, else its type."""
    if isinstance(value, str) and re.fullmatch(_WORD, value):
        return repr(value)
    if isinstance(value, int | float) and abs(value) < LONGEST_LIFE:
        return repr(value)
    return type(value).__name__


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}..."
