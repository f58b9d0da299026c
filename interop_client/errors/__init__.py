"""Errors: what can go wrong, as one tree.

    InteropError
    ├── ConfigurationError (also ValueError)       wrong or missing settings; nothing was sent
    ├── AuthenticationError                        the service refused the credential
    ├── RequestError                               no usable response
    │   ├── RequestTimeoutError (also TimeoutError)    the call's own bound was reached
    │   └── OutcomeUnknownError                        it may or may not have happened
    ├── ResponseDecodeError                        a response that the document does not allow
    ├── PagingError                                a list that contradicts itself
    ├── StatusError                                any response other than success
    │   ├── BadRequestError                        400
    │   │   └── ScheduleNotRunnableError
    │   ├── PermissionDeniedError                  403
    │   ├── NotFoundError                          404
    │   ├── ConflictError                          409
    │   │   ├── RolloverOverlapError
    │   │   ├── ActiveRolloverError
    │   │   ├── ScheduleOverlapError
    │   │   ├── SchedulePausedError
    │   │   ├── IngestionPendingError
    │   │   └── ConcurrentModificationError
    │   ├── RateLimitError                         429
    │   └── ServerError                            5xx
    ├── IngestionFailedError                       a run ended in another state than success
    ├── WaitTimeoutError (also TimeoutError)       what was waited for did not come in time
    └── FleetStoppedError                          too many tenants of a fleet failed

Every error can be pickled, and none holds a credential: not in its message, its attributes
or its causes.
"""

from __future__ import annotations

from .call import (
    AuthenticationError,
    ConfigurationError,
    OutcomeUnknownError,
    PagingError,
    RequestError,
    RequestTimeoutError,
    ResponseDecodeError,
)
from .conflict import (
    ActiveRolloverError,
    ConcurrentModificationError,
    IngestionPendingError,
    RolloverOverlapError,
    ScheduleOverlapError,
    SchedulePausedError,
)
from .root import (
    InteropError,
    TenantReference,
)
from .run import (
    FleetStoppedError,
    IngestionFailedError,
    WaitTimeoutError,
)
from .status import (
    BadRequestError,
    ConflictError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ScheduleNotRunnableError,
    ServerError,
    StatusError,
)

__all__ = [
    "ActiveRolloverError",
    "AuthenticationError",
    "BadRequestError",
    "ConcurrentModificationError",
    "ConfigurationError",
    "ConflictError",
    "FleetStoppedError",
    "IngestionFailedError",
    "IngestionPendingError",
    "InteropError",
    "NotFoundError",
    "OutcomeUnknownError",
    "PagingError",
    "PermissionDeniedError",
    "RateLimitError",
    "RequestError",
    "RequestTimeoutError",
    "ResponseDecodeError",
    "RolloverOverlapError",
    "ScheduleNotRunnableError",
    "ScheduleOverlapError",
    "SchedulePausedError",
    "ServerError",
    "StatusError",
    "TenantReference",
    "WaitTimeoutError",
]

# They are named, in tracebacks and pickles too, by where users import them from.
for _name in __all__:
    globals()[_name].__module__ = __name__
