"""An async client for Instructure's Data Sync Interop API (unofficial)."""

from __future__ import annotations

# Type checkers know the name; importing it from typing would be most of this module's cost.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from . import models
    from ._operation import Operation, RawResponse
    from .auth import ApiKey, ClientCredentials, LtiJwt, MemoryTokenStore, Token, TokenStore
    from .client import InteropClient
    from .conflicts import ConflictPolicy
    from .errors import (
        ActiveRolloverError,
        AuthenticationError,
        BadRequestError,
        ConcurrentModificationError,
        ConfigurationError,
        ConflictError,
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
        WaitTimeoutError,
    )
    from .pagination import Page, Pager
    from .retry import RetryPolicy

    __version__: str

# Where the public names are defined that are not errors. Each is imported when first asked for, so
# that importing the package costs nothing.
_MODULES = {
    "ApiKey": "auth",
    "ClientCredentials": "auth",
    "ConflictPolicy": "conflicts",
    "InteropClient": "client",
    "LtiJwt": "auth",
    "MemoryTokenStore": "auth",
    "Operation": "_operation",
    "Page": "pagination",
    "Pager": "pagination",
    "RawResponse": "_operation",
    "RetryPolicy": "retry",
    "Token": "auth",
    "TokenStore": "auth",
}

__all__ = [
    "ActiveRolloverError",
    "ApiKey",
    "AuthenticationError",
    "BadRequestError",
    "ClientCredentials",
    "ConcurrentModificationError",
    "ConfigurationError",
    "ConflictError",
    "ConflictPolicy",
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
    "RateLimitError",
    "RawResponse",
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
    "Token",
    "TokenStore",
    "WaitTimeoutError",
    "__version__",
    "models",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object
    if name == "__version__":
        from ._version import version

        value = version()
    else:
        from importlib import import_module

        if name == "models":
            return import_module(".models", __name__)
        module = import_module(f".{_MODULES.get(name, 'errors')}", __name__)
        value = getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
