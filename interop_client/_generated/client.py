"""All resources of the API, each loaded when it is first used."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..operation import Sender
    from .api.actors import ActorsResource
    from .api.clouds import CloudsResource
    from .api.ingestions import IngestionsResource
    from .api.integrations import IntegrationsResource
    from .api.rollovers import RolloversResource
    from .api.schedules import SchedulesResource
    from .api.scoping_courses import ScopingCoursesResource
    from .api.scoping_schools import ScopingSchoolsResource
    from .api.tenant_application import ApplicationResource
    from .api.tenants import TenantsResource

__all__ = ["METHODS", "OPERATIONS", "SERVER_URL", "TOKEN_PATH", "Resources"]

SERVER_URL = "https://api.us2.kimonocloud.com/v2/interop"
"""The first server of the document, with the defaults of its variables."""

TOKEN_PATH = "/oauth/token"
"""The path of the token endpoint on the server's host."""

METHODS = {
    "listActors": "actors.list",
    "createCloud": "clouds.create",
    "searchClouds": "clouds.search",
    "findCloud": "clouds.find",
    "deleteCloud": "clouds.delete",
    "listActorsByCloud": "clouds.list_actors",
    "listClouds": "clouds.list",
    "createIntegration": "integrations.create",
    "findIntegration": "integrations.find",
    "deleteIntegration": "integrations.delete",
    "updateIntegration": "integrations.update",
    "listIntegrationVersions": "integrations.list_versions",
    "createIntegrationVersion": "integrations.create_version",
    "deleteIntegrationVersion": "integrations.delete_version",
    "updateIntegrationVersion": "integrations.update_version",
    "updateIntegrationBlueprint": "integrations.update_blueprint",
    "listIntegrations": "integrations.list",
    "findInteropTenant": "tenants.find",
    "findInteropTenantByActor": "tenants.current",
    "getTenantState": "tenants.state",
    "listInteropTenants": "tenants.list",
    "createScopingSchools": "scoping_schools.create",
    "deleteScopingSchools": "scoping_schools.delete_all",
    "findScopingSchool": "scoping_schools.find",
    "updateScopingSchool": "scoping_schools.update",
    "deleteScopingSchool": "scoping_schools.delete",
    "listScopingSchools": "scoping_schools.list",
    "createScopingCourses": "scoping_courses.create",
    "deleteScopingCourses": "scoping_courses.delete_all",
    "findScopingCourse": "scoping_courses.find",
    "updateScopingCourse": "scoping_courses.update",
    "deleteScopingCourse": "scoping_courses.delete",
    "listScopingCourses": "scoping_courses.list",
    "findTenantApplication": "application.find",
    "updateTenantApplication": "application.update",
    "createRollover": "rollovers.create",
    "countRollovers": "rollovers.count",
    "findRollover": "rollovers.find",
    "updateRollover": "rollovers.update",
    "deleteRollover": "rollovers.delete",
    "listRollovers": "rollovers.list",
    "createSchedule": "schedules.create",
    "countSchedules": "schedules.count",
    "findSchedule": "schedules.find",
    "deleteSchedule": "schedules.delete",
    "updateSchedule": "schedules.update",
    "runSchedule": "schedules.run",
    "listSchedules": "schedules.list",
    "countIngestions": "ingestions.count",
    "findIngestion": "ingestions.find",
    "listIngestions": "ingestions.list",
}
"""Which method of the client makes the call of which operationId."""

OPERATIONS: tuple[tuple[str, str, bool], ...] = (
    ("GET", "/actors", True),
    ("POST", "/clouds", False),
    ("GET", "/clouds/search", True),
    ("GET", "/clouds/{id}", True),
    ("DELETE", "/clouds/{id}", True),
    ("GET", "/clouds/{id}/actors", True),
    ("GET", "/clouds", True),
    ("POST", "/integrations", False),
    ("GET", "/integrations/{id}", True),
    ("DELETE", "/integrations/{id}", True),
    ("PATCH", "/integrations/{id}", False),
    ("GET", "/integrations/{id}/versions", True),
    ("POST", "/integrations/{id}/versions", False),
    ("DELETE", "/integrations/{id}/versions/{version}", True),
    ("PATCH", "/integrations/{id}/versions/{version}", False),
    ("PUT", "/integrations/{id}/versions/{version}/blueprint", True),
    ("GET", "/integrations", True),
    ("GET", "/tenants/{id}", True),
    ("GET", "/tenant", True),
    ("GET", "/tenant/state", True),
    ("GET", "/tenants", True),
    ("POST", "/tenant/scoping/schools", False),
    ("DELETE", "/tenant/scoping/schools", True),
    ("GET", "/tenant/scoping/schools/{id}", True),
    ("PUT", "/tenant/scoping/schools/{id}", True),
    ("DELETE", "/tenant/scoping/schools/{id}", True),
    ("GET", "/tenant/scoping/schools", True),
    ("POST", "/tenant/scoping/courses", False),
    ("DELETE", "/tenant/scoping/courses", True),
    ("GET", "/tenant/scoping/courses/{id}", True),
    ("PUT", "/tenant/scoping/courses/{id}", True),
    ("DELETE", "/tenant/scoping/courses/{id}", True),
    ("GET", "/tenant/scoping/courses", True),
    ("GET", "/tenant/application", True),
    ("PATCH", "/tenant/application", False),
    ("POST", "/tenant/rollovers", False),
    ("GET", "/tenant/rollovers/count", True),
    ("GET", "/tenant/rollovers/{id}", True),
    ("PUT", "/tenant/rollovers/{id}", False),
    ("DELETE", "/tenant/rollovers/{id}", True),
    ("GET", "/tenant/rollovers", True),
    ("POST", "/tenant/schedules", False),
    ("GET", "/tenant/schedules/count", True),
    ("GET", "/tenant/schedules/{id}", True),
    ("DELETE", "/tenant/schedules/{id}", True),
    ("PATCH", "/tenant/schedules/{id}", False),
    ("POST", "/tenant/schedules/{id}/run", False),
    ("GET", "/tenant/schedules", True),
    ("GET", "/tenant/ingestions/count", True),
    ("GET", "/tenant/ingestions/{id}", True),
    ("GET", "/tenant/ingestions", True),
)
"""Method and path of each operation, and whether sending it twice has the effect of once."""


class Resources:
    """One attribute for each tag of the OpenAPI document.

    Args:
        sender: makes the calls of all resources.
    """

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    @cached_property
    def actors(self) -> ActorsResource:
        """Whatever takes part in a cloud, with coordinates and credentials."""
        from .api.actors import ActorsResource

        return ActorsResource(self._sender)

    @cached_property
    def clouds(self) -> CloudsResource:
        """The spaces in which actors exchange roster data."""
        from .api.clouds import CloudsResource

        return CloudsResource(self._sender)

    @cached_property
    def integrations(self) -> IntegrationsResource:
        """Products that work with roster data, their versions and blueprints."""
        from .api.integrations import IntegrationsResource

        return IntegrationsResource(self._sender)

    @cached_property
    def tenants(self) -> TenantsResource:
        """Installations of integrations; where the credentials of each tenant come from."""
        from .api.tenants import TenantsResource

        return TenantsResource(self._sender)

    @cached_property
    def scoping_schools(self) -> ScopingSchoolsResource:
        """Which schools of a tenant's roster data are in scope."""
        from .api.scoping_schools import ScopingSchoolsResource

        return ScopingSchoolsResource(self._sender)

    @cached_property
    def scoping_courses(self) -> ScopingCoursesResource:
        """Which courses of a tenant's roster data are in scope."""
        from .api.scoping_courses import ScopingCoursesResource

        return ScopingCoursesResource(self._sender)

    @cached_property
    def application(self) -> ApplicationResource:
        """Authentication parameters and configuration of a tenant that is an integration."""
        from .api.tenant_application import ApplicationResource

        return ApplicationResource(self._sender)

    @cached_property
    def rollovers(self) -> RolloversResource:
        """Times between school years for which schedules stand still."""
        from .api.rollovers import RolloversResource

        return RolloversResource(self._sender)

    @cached_property
    def schedules(self) -> SchedulesResource:
        """Nightly collections of roster data."""
        from .api.schedules import SchedulesResource

        return SchedulesResource(self._sender)

    @cached_property
    def ingestions(self) -> IngestionsResource:
        """Loads of roster data and how far they have come."""
        from .api.ingestions import IngestionsResource

        return IngestionsResource(self._sender)
