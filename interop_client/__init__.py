"""An async client for Instructure's Data Sync Interop API (unofficial)."""

from __future__ import annotations

# Type checkers know the name; importing it from typing would be most of this module's cost.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from . import models
    from ._policies import ConflictPolicy, RetryPolicy
    from ._rate_limit import RateLimit
    from .auth import (
        ApiKey,
        BasicAuth,
        ClientCredentials,
        FileTokenStore,
        LtiJwt,
        MemoryTokenStore,
        RedisTokenStore,
        Token,
        TokenStore,
    )
    from .client import InteropClient
    from .errors import (
        ActiveRolloverError,
        AuthenticationError,
        BadRequestError,
        ConcurrentModificationError,
        ConfigurationError,
        ConflictError,
        FleetStoppedError,
        IngestionFailedError,
        IngestionPendingError,
        InteropError,
        NotFoundError,
        OutcomeUnknownError,
        PagingError,
        PermissionDeniedError,
        RateLimitError,
        RequestError,
        RequestTimeoutError,
        ResponseDecodeError,
        RolloverOverlapError,
        ScheduleNotRunnableError,
        ScheduleOverlapError,
        SchedulePausedError,
        ServerError,
        StatusError,
        TenantReference,
        WaitTimeoutError,
    )
    from .fleet import FleetProgress, FleetResult
    from .operation import Operation, RawResponse
    from .pagination import Page, Pager

    __version__: str

# Where the public names are defined. Each is imported when first asked for, so that importing the
# package costs nothing.
_MODULES = {
    "ApiKey": "auth",
    "BasicAuth": "auth",
    "ClientCredentials": "auth",
    "FileTokenStore": "auth.file_store",
    "ConflictPolicy": "_policies",
    "FleetProgress": "fleet.results",
    "FleetResult": "fleet.results",
    "InteropClient": "client",
    "LtiJwt": "auth.lti",
    "MemoryTokenStore": "auth",
    "RedisTokenStore": "auth.redis_store",
    "Operation": "operation",
    "Page": "pagination",
    "Pager": "pagination",
    "RateLimit": "_rate_limit",
    "RawResponse": "operation",
    "RetryPolicy": "_policies",
    "TenantReference": "errors",
    "Token": "auth",
    "TokenStore": "auth",
}

__all__ = [
    "ActiveRolloverError",
    "ApiKey",
    "AuthenticationError",
    "BadRequestError",
    "BasicAuth",
    "ClientCredentials",
    "ConcurrentModificationError",
    "ConfigurationError",
    "ConflictError",
    "ConflictPolicy",
    "FileTokenStore",
    "FleetProgress",
    "FleetResult",
    "FleetStoppedError",
    "IngestionFailedError",
    "IngestionPendingError",
    "InteropClient",
    "InteropError",
    "LtiJwt",
    "MemoryTokenStore",
    "NotFoundError",
    "Operation",
    "OutcomeUnknownError",
    "Page",
    "Pager",
    "PagingError",
    "PermissionDeniedError",
    "RateLimit",
    "RateLimitError",
    "RawResponse",
    "RedisTokenStore",
    "RequestError",
    "RequestTimeoutError",
    "ResponseDecodeError",
    "RetryPolicy",
    "RolloverOverlapError",
    "ScheduleNotRunnableError",
    "ScheduleOverlapError",
    "SchedulePausedError",
    "ServerError",
    "StatusError",
    "TenantReference",
    "Token",
    "TokenStore",
    "WaitTimeoutError",
    "__version__",
    "models",
]


def __getattr__(name: str) -> object:
    from ._lazy import lazy

    if name == "models":
        from importlib import import_module

        return import_module(".models", __name__)
    if name == "__version__":
        from ._version import version

        return version()
    errors = dict.fromkeys((each for each in __all__ if each.endswith("Error")), "errors")
    return lazy(__name__, errors | _MODULES)[0](name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
