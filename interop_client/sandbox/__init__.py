"""A stateful Interop service of one's own, for tests, demonstrations and development.

::

    async with Sandbox() as sandbox:
        ...  # talk to sandbox.base_url with the credentials sandbox.account

Needs the extra ``sandbox``. docs/sandbox.md says what it does and what it assumes.
"""

from __future__ import annotations

from .clock import Clock
from .faults import Faults, Rule
from .holds import Hold
from .ingestion import IngestionPlan, IngestionRun
from .journal import RecordedRequest
from .quirks import Quirks
from .state import State, Tenant

try:
    from .sandbox import Sandbox
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] not in {
        "jsonschema_path",
        "openapi_core",
        "starlette",
        "uvicorn",
        "werkzeug",
    }:
        raise
    raise ModuleNotFoundError(
        f"interop_client.sandbox needs {error.name}: pip install 'interop-client[sandbox]'",
        name=error.name,
    ) from error

__all__ = [
    "Clock",
    "Faults",
    "Hold",
    "IngestionPlan",
    "IngestionRun",
    "Quirks",
    "RecordedRequest",
    "Rule",
    "Sandbox",
    "State",
    "Tenant",
]
