"""The state of the sandbox: one account, its clouds, actors, integrations and tenants."""

from __future__ import annotations

import random
import threading
import uuid
from datetime import datetime

import attrs

from ..contract.document import load_document
from ..contract.refusing import one_of, unknown
from .collection import Collection, Record
from .ingestion import IngestionPlan, IngestionRun


@attrs.define
class Tenant:
    """One tenant: what `GET /tenants` shows of it, its credentials, and what it owns.

    Attributes:
        info: the `TenantInfo` without `auth`.
        client_id: of its own credentials.
        client_secret: of its own credentials.
        application: the tenant application; None where the tenant is no integration.
    """

    id: str
    info: Record
    client_id: str
    client_secret: str
    auth_updated_at: str
    rollovers: Collection = attrs.field(factory=Collection)
    schedules: Collection = attrs.field(factory=Collection)
    schools: Collection = attrs.field(factory=Collection)
    courses: Collection = attrs.field(factory=Collection)
    ingestions: dict[str, IngestionRun] = attrs.field(factory=dict)
    application: Record | None = None
    state: Record = attrs.field(factory=dict)

    def __repr__(self) -> str:
        return f"Tenant(name={self.name!r}, id={self.id!r})"

    @property
    def name(self) -> str:
        """The tenant's name."""
        return str(self.info["name"])

    @property
    def credentials(self) -> tuple[str, str]:
        """Client id and secret of its own credentials."""
        return self.client_id, self.client_secret

    @property
    def integration(self) -> str:
        """The name of the integration that the tenant has installed."""
        return str(self.info["integration"]["name"])

    @property
    def cloud_id(self) -> str:
        """The cloud that the tenant is in."""
        return str(self.info["cloud"]["id"])

    @property
    def account_id(self) -> str:
        """The account that the tenant belongs to."""
        return str(self.info["account"]["id"])

    def auth(self, kind: str = "oauth2") -> Record:
        """Its credentials as the service shows them.

        Args:
            kind: their `type`.
        """
        return {
            "type": kind,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "updated_at": self.auth_updated_at,
        }


class State:
    """Everything the sandbox knows. Tests may read and change it, from any thread, under `lock`.

    Attributes:
        lock: hold it for uses that take more than one step; the service does.
        account_id: the account whose credentials the sandbox gives out.
        actor_clouds: the cloud of each actor, by id.
        actor_tenants: the tenant that an actor acts for, by the actor's id.
        versions: by integration id, the versions of an integration by version number.
        blueprints: the XML of each version, by (integration id, version).
        ingestion_plan: how ingestions that start from now on go.
    """

    def __init__(self, seed: int) -> None:
        self.lock: threading.RLock = threading.RLock()
        self.random: random.Random = random.Random(seed)
        self.account_id: str = self.new_id()
        self.clouds: Collection = Collection()
        self.actors: Collection = Collection()
        self.actor_clouds: dict[str, str] = {}
        self.actor_tenants: dict[str, str] = {}
        self.integrations: Collection = Collection()
        self.versions: dict[str, dict[str, Record]] = {}
        self.blueprints: dict[tuple[str, str], bytes] = {}
        self.tenants: dict[str, Tenant] = {}
        self.ingestion_plan: IngestionPlan = IngestionPlan()

    def new_id(self) -> str:
        """A new UUID, the same in each run with the same seed."""
        with self.lock:
            return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def tenant(self, name_or_id: str) -> Tenant:
        """The tenant with this id or name; KeyError when there is none."""
        with self.lock:
            tenants = list(self.tenants.values())
        for tenant in tenants:
            if name_or_id.lower() == tenant.id or name_or_id == tenant.name:
                return tenant
        raise KeyError(unknown("tenant", name_or_id, [tenant.name for tenant in tenants]))

    def start_ingestion(
        self,
        tenant: Tenant,
        now: datetime,
        *,
        kind: str = "collection",
        plan: IngestionPlan | None = None,
    ) -> IngestionRun:
        """Starts an ingestion of a tenant at that time.

        Args:
            kind: its type.
            plan: how it goes; as the state's plan has it when absent.

        Raises:
            ValueError: the document has no such type of ingestion.
        """
        one_of("type of ingestion", kind, load_document().choices("IngestionType"))
        with self.lock:
            run = IngestionRun(
                id=self.new_id(),
                account_id=tenant.account_id,
                tenant_id=tenant.id,
                type=kind,
                topics=["schools", "courses", "sections", "enrollments"],
                session_token=f"session-{self.new_id()}",
                created=now,
                plan=plan or self.ingestion_plan,
            )
            tenant.ingestions[run.id] = run
            return run
