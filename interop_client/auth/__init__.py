"""Proof of who is calling: strategies, tokens and their stores."""

from .._redaction import Scrubber, Secret
from .credential import Credential, Requester
from .found_tenant import FoundTenants
from .guarded_store import GuardedStore
from .httpx_auth import ForeignCredential, secrets_of
from .lti import LtiJwt
from .strategies import ApiKey, BasicAuth, ClientCredentials, Strategy
from .tenant import auth_of, reference_of, tenant_id
from .token_store import MemoryTokenStore, Token, TokenStore

__all__ = [
    "ApiKey",
    "BasicAuth",
    "ClientCredentials",
    "Credential",
    "ForeignCredential",
    "FoundTenants",
    "GuardedStore",
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
    "tenant_id",
]
