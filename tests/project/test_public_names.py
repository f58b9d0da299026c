"""The public names and signatures: a change here is a change for users."""

from __future__ import annotations

import ast
import inspect
from functools import cached_property

import pytest
from support.modules import MODULES, NAME, is_in

import interop_client
from interop_client import ApiKey, InteropClient, Page, Pager, errors
from interop_client._generated.client import Resources

# The public names.

PUBLIC = {
    *("InteropClient", "ClientCredentials", "ApiKey", "BasicAuth", "LtiJwt"),
    *("FleetProgress", "FleetResult", "TenantReference"),
    *("Token", "TokenStore", "MemoryTokenStore", "FileTokenStore", "RedisTokenStore"),
    *("RetryPolicy", "ConflictPolicy", "RateLimit"),
    *("Operation", "RawResponse", "Page", "Pager", "models", "__version__"),
}


ERRORS = {
    "InteropError": "Exception",
    "ConfigurationError": "InteropError ValueError",
    "AuthenticationError": "InteropError",
    "RequestError": "InteropError",
    "RequestTimeoutError": "RequestError TimeoutError",
    "OutcomeUnknownError": "RequestError",
    "ResponseDecodeError": "InteropError",
    "PagingError": "InteropError",
    "StatusError": "InteropError",
    "BadRequestError": "StatusError",
    "ScheduleNotRunnableError": "BadRequestError",
    "PermissionDeniedError": "StatusError",
    "NotFoundError": "StatusError",
    "RateLimitError": "StatusError",
    "ServerError": "StatusError",
    "ConflictError": "StatusError",
    "RolloverOverlapError": "ConflictError",
    "ActiveRolloverError": "ConflictError",
    "ScheduleOverlapError": "ConflictError",
    "SchedulePausedError": "ConflictError",
    "IngestionPendingError": "ConflictError",
    "ConcurrentModificationError": "ConflictError",
    "FleetStoppedError": "InteropError",
    "IngestionFailedError": "InteropError",
    "WaitTimeoutError": "InteropError TimeoutError",
}


def test_the_public_names_are_the_documented_ones_and_are_there() -> None:
    assert set(interop_client.__all__) == PUBLIC | set(ERRORS)
    assert sorted(interop_client.__all__) == sorted(set(interop_client.__all__))
    for name in interop_client.__all__:
        assert getattr(interop_client, name) is not None
    assert set(errors.__all__) == {*ERRORS, "TenantReference"}


def test_the_errors_are_the_documented_tree() -> None:
    bases = {
        name: " ".join(base.__name__ for base in getattr(errors, name).__bases__) for name in ERRORS
    }
    assert bases == ERRORS
    drawn = errors.__doc__ or ""
    assert all(f" {name} " in drawn.replace("\n", " ") for name in ERRORS)


@pytest.mark.parametrize("name", sorted(name for name in MODULES if not is_in(name, "sandbox")))
def test_every_module_says_what_it_is_and_lists_names_that_exist(name: str) -> None:
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    listed = [
        item.value
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AugAssign)
        and "__all__" in ast.dump(node.targets[0] if isinstance(node, ast.Assign) else node.target)
        and isinstance(node.value, ast.List)
        for item in node.value.elts
        if isinstance(item, ast.Constant)
    ]
    module = __import__(f"{NAME}.{name}".rstrip("."), fromlist=["x"])
    assert all(isinstance(item, str) and hasattr(module, item) for item in listed)


# Released signatures: a change here is a change for users, and wants a line in the changelog.

SIGNATURES = {
    "actors.list": "(*, page_size: int | None = None, start_page: int = 0) -> Pager[Actor]",
    "clouds.create": "(body: Cloud, /) -> Cloud",
    "clouds.delete": "(id: UUID | str, /) -> None",
    "clouds.find": "(id: UUID | str, /) -> Cloud",
    "clouds.list": "(*, page_size: int | None = None, start_page: int = 0) -> Pager[Cloud]",
    "clouds.list_actors": (
        "(id: UUID | str, /, *, include_credentials: bool | None = None, page_size: int | "
        "None = None, start_page: int = 0) -> Pager[Actor]"
    ),
    "clouds.search": (
        "(*, generation: int | None = None, userdata: str | None = None, name: str | None = "
        "None, page_size: int | None = None, start_page: int = 0) -> Pager[Cloud]"
    ),
    "integrations.create": "(body: Integration, /) -> Integration",
    "integrations.create_version": "(id: UUID | str, body: str | bytes, /) -> IntegrationVersion",
    "integrations.delete": "(id: UUID | str, /) -> None",
    "integrations.delete_version": "(id: UUID | str, version: str, /) -> None",
    "integrations.find": "(id: UUID | str, /) -> Integration",
    "integrations.list": (
        "(*, name: str | None = None, page_size: int | None = None, start_page: int = 0) -> "
        "Pager[Integration]"
    ),
    "integrations.list_versions": (
        "(id: UUID | str, /, *, page_size: int | None = None, start_page: int = 0) -> "
        "Pager[IntegrationVersion]"
    ),
    "integrations.update": "(id: UUID | str, body: Integration, /) -> None",
    "integrations.update_blueprint": (
        "(id: UUID | str, version: str, body: str | bytes, /) -> IntegrationVersion"
    ),
    "integrations.update_version": (
        "(id: UUID | str, version: str, body: IntegrationVersion, /) -> None"
    ),
    "tenants.current": "() -> TenantInfo",
    "tenants.find": "(id: UUID | str, /) -> TenantInfo",
    "tenants.list": (
        "(*, accounts: Sequence[UUID | str] | None = None, integration: Sequence[str] | None "
        "= None, page_size: int | None = None, start_page: int = 0) -> Pager[TenantInfo]"
    ),
    "tenants.state": "() -> TenantState",
    "scoping_schools.create": (
        "(items: Sequence[ScopingSchool], /, *, replace: bool) -> Sequence[ScopingSchool]"
    ),
    "scoping_schools.delete": "(id: UUID | str, /) -> None",
    "scoping_schools.delete_all": "() -> None",
    "scoping_schools.find": "(id: UUID | str, /) -> ScopingSchool",
    "scoping_schools.list": (
        "(*, page_size: int | None = None, start_page: int = 0) -> Pager[ScopingSchool]"
    ),
    "scoping_schools.update": "(id: UUID | str, body: ScopingSchool, /) -> ScopingSchool",
    "scoping_courses.create": (
        "(items: Sequence[ScopingCourse], /, *, replace: bool) -> Sequence[ScopingCourse]"
    ),
    "scoping_courses.delete": "(id: UUID | str, /) -> None",
    "scoping_courses.delete_all": "() -> None",
    "scoping_courses.find": "(id: UUID | str, /) -> ScopingCourse",
    "scoping_courses.list": (
        "(*, page_size: int | None = None, start_page: int = 0) -> Pager[ScopingCourse]"
    ),
    "scoping_courses.update": "(id: UUID | str, body: ScopingCourse, /) -> ScopingCourse",
    "application.find": "() -> TenantApplication",
    "application.update": "(body: TenantApplicationUpdate, /) -> TenantApplication",
    "rollovers.count": "() -> int",
    "rollovers.create": "(body: RolloverRequest | Rollover, /) -> Rollover",
    "rollovers.delete": "(id: UUID | str, /) -> None",
    "rollovers.ensure": (
        "(body: RolloverRequest | Rollover, /, *, dry_run: bool = False) -> Rollover"
    ),
    "rollovers.ensured": (
        "(body: RolloverRequest | Rollover, /, *, dry_run: bool = False) -> Ensured"
    ),
    "rollovers.find": "(id: UUID | str, /) -> Rollover",
    "rollovers.list": (
        "(*, sort: str | None = None, page_size: int | None = None, start_page: int = 0) -> "
        "Pager[Rollover]"
    ),
    "rollovers.modify": "(id: UUID | str, change: Callable[[Rollover], Rollover], /) -> Rollover",
    "rollovers.update": "(id: UUID | str, body: RolloverRequest | Rollover, /) -> Rollover",
    "schedules.count": "() -> int",
    "schedules.create": "(hour: int | ScheduleRequest, /) -> Schedule",
    "schedules.delete": "(id: UUID | str, /) -> None",
    "schedules.disable": "(id: UUID | str, /) -> Schedule",
    "schedules.enable": "(id: UUID | str, /) -> Schedule",
    "schedules.ensure": "(hour: int | ScheduleRequest, /) -> Schedule",
    "schedules.find": "(id: UUID | str, /) -> Schedule",
    "schedules.list": "(*, page_size: int | None = None, start_page: int = 0) -> Pager[Schedule]",
    "schedules.run": (
        "(id: UUID | str, body: Mapping[str, object] | None = None, /, *, wait_for_pending: "
        "float | None = None) -> None"
    ),
    "schedules.run_to_completion": (
        "(id: UUID | str, /, *, timeout: float, wait_for_pending: float | None = None, "
        "on_progress: Progress | None = None) -> Ingestion"
    ),
    "schedules.update": "(id: UUID | str, body: ScheduleUpdate, /) -> Schedule",
    "ingestions.count": "() -> int",
    "ingestions.find": "(id: UUID | str, /) -> Ingestion",
    "ingestions.list": "(*, page_size: int | None = None, start_page: int = 0) -> Pager[Ingestion]",
    "ingestions.wait": (
        "(id: UUID | str, /, *, timeout: float, on_progress: Progress | None = None) -> Ingestion"
    ),
}


METHODS = {
    "InteropClient.__init__": (
        "self, auth, *, base_url=, token_url=, timeout=, max_connections=, retry=, conflicts=, "
        "token_store=, verify=, proxy=, transport=, http_client=, trust_env=, rate_limit=, "
        "on_event="
    ),
    "InteropClient.aclose": "self",
    "InteropClient.for_each_tenant": (
        "self, work, *, tenants=, integration=, concurrency=, shard=, after=, skip=, "
        "max_failures=, on_progress="
    ),
    "InteropClient.for_tenant": "self, tenant",
    "InteropClient.from_env": "cls, environ=, **options",
    "InteropClient.request": "self, method, path, *, params=, json=, content=, headers=",
    "InteropClient.send": "self, operation, /",
    "InteropClient.send_raw": "self, operation, /",
    "InteropClient.tenant_client": "self, id, /",
    "InteropClient.with_options": "self, *, timeout=, retry=, conflicts=, headers=, rate_limit=",
    "Pager.__init__": "self, sender, operation, *, page_size=, start_page=, keep=",
    "Pager.collect": "self, limit=, read_ahead=",
    "Pager.first": "self",
    "Pager.pages": "self",
    "Pager.read_ahead": "self, n",
    "Page.__init__": "self, items, next=, number=",
}


def resource_names() -> list[str]:
    return [name for name, value in vars(Resources).items() if isinstance(value, cached_property)]


def shown(call: object) -> str:
    """The signature of a method, as it is written."""
    assert callable(call)
    return str(inspect.signature(call)).replace("'", "")


def test_the_resources_keep_the_methods_and_signatures_that_were_released() -> None:
    client = InteropClient(ApiKey("key"))
    found = {
        f"{name}.{method}": shown(getattr(getattr(client, name), method))
        for name in resource_names()
        for method in dir(getattr(client, name))
        if not method.startswith("_")
    }
    assert {name: found.get(name) for name in SIGNATURES} == SIGNATURES


def test_the_client_and_the_pager_have_exactly_the_methods_that_were_released() -> None:
    found: dict[str, str] = {}
    for kind in (InteropClient, Pager, Page):
        # The client's own bases hold a part of its methods; a generated base is looked at above.
        own = [each for each in kind.__mro__ if each.__module__.startswith(f"{NAME}.client.")]
        held = [item for base in own or [kind] for item in vars(base).items()]
        for name, value in held:
            call = value.__func__ if isinstance(value, classmethod) else value
            if callable(call) and (name == "__init__" or not name.startswith("_")):
                signature = inspect.signature(call)
                bare = [
                    parameter.replace(
                        annotation=inspect.Parameter.empty, default=inspect.Parameter.empty
                    )
                    for parameter in signature.parameters.values()
                ]
                optional = {
                    parameter.name
                    for parameter in signature.parameters.values()
                    if parameter.default is not inspect.Parameter.empty
                }
                text = ", ".join(
                    f"{part}=" if part in optional else part
                    for part in str(inspect.Signature(bare))[1:-1].split(", ")
                )
                found[f"{kind.__name__}.{name}"] = text
    assert found == METHODS


def test_no_resource_has_the_name_of_something_else_of_the_client() -> None:
    others = {
        name
        for base in InteropClient.__mro__
        if base is not Resources
        for name in vars(base)
        if not name.startswith("_")
    }
    assert not set(resource_names()) & (others - {"rollovers", "schedules", "ingestions"})


def test_helpers_take_at_least_what_the_generated_methods_take() -> None:
    client = InteropClient(ApiKey("key"))
    for name in ("rollovers", "schedules", "ingestions"):
        kind = type(getattr(client, name))
        generated = next(base for base in kind.__mro__ if "._generated.api." in base.__module__)
        for method, original in vars(generated).items():
            if method.startswith("_"):
                continue
            ours = inspect.signature(getattr(kind, method)).parameters.values()
            theirs = inspect.signature(original).parameters.values()
            assert [item.kind for item in ours][: len(theirs)] == [item.kind for item in theirs]
            extra = list(ours)[len(theirs) :]
            assert all(item.default is not inspect.Parameter.empty for item in extra), method
