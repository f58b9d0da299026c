"""The models and enums of the API, each loaded when it is first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .account_ref_type import AccountRefType
    from .actor import Actor
    from .actor_type import ActorType
    from .auth_state_pending import AuthStatePending
    from .auth_type import AuthType
    from .cloud import Cloud
    from .cloud_env_ref_type import CloudEnvRefType
    from .cloud_ref_type import CloudRefType
    from .error_type import ErrorType
    from .ingestion import Ingestion
    from .ingestion_state import IngestionState
    from .ingestion_type import IngestionType
    from .integration import Integration
    from .integration_ref_type import IntegrationRefType
    from .integration_status_type import IntegrationStatusType
    from .integration_version import IntegrationVersion
    from .release_state import ReleaseState
    from .rollover import Rollover
    from .rollover_request import RolloverRequest
    from .rollover_status import RolloverStatus
    from .schedule import Schedule
    from .schedule_request import ScheduleRequest
    from .schedule_type import ScheduleType
    from .schedule_update import ScheduleUpdate
    from .scoping_course import ScopingCourse
    from .scoping_school import ScopingSchool
    from .tenant_application import TenantApplication
    from .tenant_application_update import TenantApplicationUpdate
    from .tenant_info import TenantInfo
    from .tenant_info_license import TenantInfoLicense
    from .tenant_state import TenantState

_MODULES = {
    "AccountRefType": ".account_ref_type",
    "Actor": ".actor",
    "ActorType": ".actor_type",
    "AuthStatePending": ".auth_state_pending",
    "AuthType": ".auth_type",
    "Cloud": ".cloud",
    "CloudEnvRefType": ".cloud_env_ref_type",
    "CloudRefType": ".cloud_ref_type",
    "ErrorType": ".error_type",
    "Ingestion": ".ingestion",
    "IngestionState": ".ingestion_state",
    "IngestionType": ".ingestion_type",
    "Integration": ".integration",
    "IntegrationRefType": ".integration_ref_type",
    "IntegrationStatusType": ".integration_status_type",
    "IntegrationVersion": ".integration_version",
    "ReleaseState": ".release_state",
    "Rollover": ".rollover",
    "RolloverRequest": ".rollover_request",
    "RolloverStatus": ".rollover_status",
    "Schedule": ".schedule",
    "ScheduleRequest": ".schedule_request",
    "ScheduleType": ".schedule_type",
    "ScheduleUpdate": ".schedule_update",
    "ScopingCourse": ".scoping_course",
    "ScopingSchool": ".scoping_school",
    "TenantApplication": ".tenant_application",
    "TenantApplicationUpdate": ".tenant_application_update",
    "TenantInfo": ".tenant_info",
    "TenantInfoLicense": ".tenant_info_license",
    "TenantState": ".tenant_state",
}

__all__ = [
    "AccountRefType",
    "Actor",
    "ActorType",
    "AuthStatePending",
    "AuthType",
    "Cloud",
    "CloudEnvRefType",
    "CloudRefType",
    "ErrorType",
    "Ingestion",
    "IngestionState",
    "IngestionType",
    "Integration",
    "IntegrationRefType",
    "IntegrationStatusType",
    "IntegrationVersion",
    "ReleaseState",
    "Rollover",
    "RolloverRequest",
    "RolloverStatus",
    "Schedule",
    "ScheduleRequest",
    "ScheduleType",
    "ScheduleUpdate",
    "ScopingCourse",
    "ScopingSchool",
    "TenantApplication",
    "TenantApplicationUpdate",
    "TenantInfo",
    "TenantInfoLicense",
    "TenantState",
]


def __getattr__(name: str) -> object:
    module = _MODULES.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(module, __name__), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return [*globals(), *__all__]
