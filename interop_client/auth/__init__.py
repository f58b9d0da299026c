"""Proof of who is calling: strategies, tokens and their stores."""

from .credential import Credential, Requester
from .foreign import ForeignCredential, secrets_of
from .secrets import Scrubber, Secret
from .store import MemoryTokenStore, Token, TokenStore
from .strategies import ApiKey, ClientCredentials, LtiJwt, Strategy
from .tenant import auth_of

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
    "secrets_of",
]
