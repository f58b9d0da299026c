"""A stateful Interop service of one's own, for tests, demonstrations and development.

::

    async with Sandbox() as sandbox:
        ...  # talk to sandbox.base_url with the credentials sandbox.account

Needs the extra ``sandbox``. docs/sandbox.md says what it does and what it assumes.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .clock import Clock
    from .faults import Faults, Rule
    from .holds import Hold
    from .ingestion import IngestionPlan, IngestionRun
    from .journal import RecordedRequest
    from .quirks import Quirks
    from .sandbox import Sandbox
    from .state import State, Tenant

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

_HOMES = {
    "Clock": "clock",
    "Faults": "faults",
    "Hold": "holds",
    "IngestionPlan": "ingestion",
    "IngestionRun": "ingestion",
    "Quirks": "quirks",
    "RecordedRequest": "journal",
    "Rule": "faults",
    "Sandbox": "sandbox",
    "State": "state",
    "Tenant": "state",
}
_EXTRA = {"jsonschema_path", "openapi_core", "starlette", "uvicorn", "werkzeug"}


def __getattr__(name: str) -> object:
    # The pytest plugin lies in this package, and every run of pytest imports it: so the parts load
    # when they are first used, and a missing extra is reported to those who need it alone.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        module = importlib.import_module(f".{_HOMES[name]}", __name__)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _EXTRA:
            raise
        raise ModuleNotFoundError(
            f"interop_client.sandbox needs {error.name}: pip install 'interop-client[sandbox]'",
            name=error.name,
        ) from error
    value: object = getattr(module, name)
    return value
