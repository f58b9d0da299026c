"""Proof of who is calling: strategies, tokens and their stores."""

from .._redaction import Scrubber, Secret
from .credential import Credential, Requester
from .httpx_auth import ForeignCredential, secrets_of
from .strategies import (
    ApiKey,
    ClientCredentials,
    LtiJwt,
    Strategy,
)
from .tenant import auth_of, reference_of
from .token_store import MemoryTokenStore, Token, TokenStore

__all__ = [
    "ApiKey",
    "ClientCredentials",
    "Credential",
    "ForeignCredential",
    "LtiJwt",
    "MemoryTokenStore",
    "Requester",
    "Scrubber",
    "Secret",
    "Strategy",
    "Token",
    "TokenStore",
    "auth_of",
    "reference_of",
    "secrets_of",
]
