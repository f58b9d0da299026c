"""A stateful Interop service of one's own, for tests, demonstrations and development.

    async with Sandbox() as sandbox:
        ...  # talk to sandbox.base_url with the credentials sandbox.account

Needs the extra `sandbox`. docs/sandbox.md says what it does and what it assumes.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .contract.profile import Profile
    from .control.faults import Faults, UnmetFaultsError
    from .control.holds import Hold, until
    from .control.journal import RecordedRequest
    from .control.quirks import Quirks
    from .control.rule import Rule
    from .sandbox import Sandbox
    from .world.clock import Clock
    from .world.ingestion import IngestionPlan, IngestionRun
    from .world.state import State, Tenant

__all__ = [
    "Clock",
    "Faults",
    "Hold",
    "IngestionPlan",
    "IngestionRun",
    "Profile",
    "Quirks",
    "RecordedRequest",
    "Rule",
    "Sandbox",
    "State",
    "Tenant",
    "UnmetFaultsError",
    "until",
]

_HOMES = {
    "Clock": "world.clock",
    "Faults": "control.faults",
    "Hold": "control.holds",
    "IngestionPlan": "world.ingestion",
    "IngestionRun": "world.ingestion",
    "Profile": "contract.profile",
    "Quirks": "control.quirks",
    "RecordedRequest": "control.journal",
    "Rule": "control.rule",
    "Sandbox": "sandbox",
    "State": "world.state",
    "Tenant": "world.state",
    "UnmetFaultsError": "control.faults",
    "until": "control.holds",
}


def is_ours(error: ModuleNotFoundError) -> bool:
    """Whether what is missing is a part of this package, and no package of the extra."""
    return (error.name or "").partition(".")[0] == "interop_client"


def __getattr__(name: str) -> object:
    # The pytest plugin lies in this package, and every run of pytest imports it: so the parts load
    # when they are first used, and a missing extra is reported to those who need it alone.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        module = importlib.import_module(f".{_HOMES[name]}", __name__)
    except ModuleNotFoundError as error:
        if is_ours(error):
            raise
        package = (error.name or "").partition(".")[0]
        raise ModuleNotFoundError(
            f"interop_client.sandbox needs {package}, which comes with the extra 'sandbox'. In a "
            "clone of interop_client: pip install '.[sandbox]'",
            name=error.name,
        ) from error
    value: object = getattr(module, name)
    return value
