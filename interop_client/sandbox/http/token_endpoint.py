"""The token endpoint: OAuth2 client credentials, sent as a form."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl

from ..contract.answers import Answer, RefusalError
from ..world.tokens import Tokens

_NO_STORE = {"cache-control": "no-store"}


class TokenRefusalError(RefusalError):
    """A refusal in the form that OAuth2 prescribes."""

    def answer(self) -> Answer:
        """The refusal as `error` and `error_description`."""
        body = {"error": self.code, "error_description": self.message}
        return Answer.of_json(self.status, body, _NO_STORE | self.headers)


def admit_token_request(tokens: Tokens, method: str, body: bytes) -> Callable[[], Answer]:
    """Checks a request for a token; what it gives back issues the token.

    Raises:
        RefusalError: 400, 401 or 405.
    """
    if method != "POST":
        raise RefusalError(405, "method_not_allowed", "Use POST.", headers={"allow": "POST"})
    form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    if form.get("grant_type") != "client_credentials":
        raise TokenRefusalError(
            400, "unsupported_grant_type", "The grant_type must be client_credentials."
        )
    client_id, secret = form.get("client_id"), form.get("client_secret")
    if not client_id or not secret:
        raise TokenRefusalError(400, "invalid_request", "client_id or client_secret is missing.")
    if not tokens.accepts(client_id, secret):
        raise TokenRefusalError(401, "invalid_client", "The client credentials are not valid.")
    return lambda: _issue(tokens, client_id)


def _issue(tokens: Tokens, client_id: str) -> Answer:
    token = tokens.issue_for(client_id)
    lifetime = tokens.lifetime
    body = {
        "access_token": token.value,
        "token_type": "Bearer",
        "expires_in": int(lifetime) if lifetime == int(lifetime) else lifetime,
    }
    return Answer.of_json(200, body, _NO_STORE)
