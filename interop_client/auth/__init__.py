"""Authentication: who is calling, the tokens for it, and where they are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._lazy import lazy
from .._redaction import Scrubber, Secret
from .credential import Credential, Requester
from .found_tenant import FoundTenants
from .guarded_store import GuardedStore
from .httpx_auth import ForeignCredential, secrets_of
from .strategies import ApiKey, BasicAuth, ClientCredentials, Strategy
from .tenant import auth_of, reference_of, tenant_id
from .token_store import MemoryTokenStore, Token, TokenStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from .file_store import FileTokenStore
    from .lti import LtiJwt
    from .redis_store import RedisTokenStore

__all__ = [
    "ApiKey",
    "BasicAuth",
    "ClientCredentials",
    "Credential",
    "FileTokenStore",
    "ForeignCredential",
    "FoundTenants",
    "GuardedStore",
    "LtiJwt",
    "MemoryTokenStore",
    "RedisTokenStore",
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

__getattr__: Callable[[str], object]
__dir__: Callable[[], list[str]]
# Loaded when asked for: most clients are no LTI tools, and keep their tokens in memory.
__getattr__, __dir__ = lazy(
    __name__,
    {"FileTokenStore": "file_store", "LtiJwt": "lti", "RedisTokenStore": "redis_store"},
)
