"""The token endpoint: OAuth2 client credentials, sent as a form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Never
from urllib.parse import parse_qsl

from ..contract.answers import Answer, RefusalError
from ..world.tokens import Tokens

_NO_STORE = {"cache-control": "no-store"}


class TokenRefusalError(RefusalError):
    """A refusal in the form that OAuth2 prescribes."""

    def answer(self, *, bare: bool = False) -> Answer:
        """The refusal as `error` and `error_description`."""
        body = {"error": self.code, "error_description": self.message}
        return Answer.of_json(self.status, body, _NO_STORE | self.headers)


def admit_token_request(
    tokens: Tokens, method: str, headers: Mapping[str, str], body: bytes
) -> Callable[[], Answer]:
    """Checks a request for a token; what it gives back issues the token.

    Raises:
        RefusalError: 400, 401 or 405.
    """
    if method != "POST":
        raise RefusalError(405, "method_not_allowed", "Use POST.", headers={"allow": "POST"})
    form = _form(headers.get("content-type", ""), body)
    if "grant_type" not in form:
        raise TokenRefusalError(400, "invalid_request", "The grant_type is missing.")
    if form["grant_type"] != "client_credentials":
        raise TokenRefusalError(
            400, "unsupported_grant_type", "The grant_type must be client_credentials."
        )
    client_id, secret = form.get("client_id"), form.get("client_secret")
    if headers.get("authorization"):
        _refuse_header(client_id is not None or secret is not None)
    if client_id is None or secret is None:
        raise TokenRefusalError(400, "invalid_request", "client_id or client_secret is missing.")
    if not tokens.accepts(client_id, secret):
        raise TokenRefusalError(401, "invalid_client", "The client credentials are not valid.")
    return lambda: _issue(tokens, client_id)


def _form(content_type: str, body: bytes) -> dict[str, str]:
    """The parameters of a request; one without a value counts as left out."""
    if content_type.partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise TokenRefusalError(
            400, "invalid_request", "Send a form (application/x-www-form-urlencoded)."
        )
    pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    names = [name for name, _ in pairs]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise TokenRefusalError(
            400, "invalid_request", f"Given more than once: {', '.join(repeated)}."
        )
    return {name: value for name, value in pairs if value}


def _refuse_header(in_form_too: bool) -> Never:
    """Credentials in the header: this service takes them as form fields."""
    if in_form_too:
        raise TokenRefusalError(
            400, "invalid_request", "Send the credentials as form fields, and not in a header too."
        )
    raise TokenRefusalError(
        401,
        "invalid_client",
        "Send client_id and client_secret as form fields; HTTP Basic is not taken here.",
        headers={"www-authenticate": 'Basic realm="interop"'},
    )


def _issue(tokens: Tokens, client_id: str) -> Answer:
    token = tokens.issue_for(client_id)
    lifetime = tokens.lifetime
    body = {
        "access_token": token.value,
        "token_type": "Bearer",
        "expires_in": int(lifetime) if lifetime == int(lifetime) else lifetime,
    }
    return Answer.of_json(200, body, _NO_STORE)
