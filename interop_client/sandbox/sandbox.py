"""The sandbox as its users hold it."""

from __future__ import annotations

import secrets

from .contract.document import TOKEN, load_document
from .contract.profile import Profile, ProfileName, read_profile
from .contract.refusing import checked_count, checked_flags, checked_seconds, unknown
from .control.faults import Faults
from .control.journal import Journal, RecordedRequest
from .control.quirks import Quirks
from .http.application import build_application
from .http.lifecycle import Served
from .service import Service
from .world.clock import Clock, read_clock
from .world.ingestion import IngestionPlan
from .world.seed import seed_state
from .world.state import State, Tenant
from .world.tokens import Principal, Tokens

_ACCOUNT_CLIENT_ID = "sandbox-account"


class Sandbox(Served):
    """A stateful Interop service of one's own, on a loopback port or in process.

    As a context manager, `with` or `async with` on asyncio or trio, it serves on a socket; the
    server has a thread and an event loop of its own. With `serve=False`, or outside of any block,
    it opens no socket and starts no thread, and is used through `transport`, on the caller's own
    event loop and in its time. All its credentials are made up.

    Args:
        profile: how it answers where the evidence leaves it open: `page-2026`, `vendor-2020`,
            `strict`, or a `Profile` with switches of your own.
        tenants: how many tenants there are.
        max_page_size: the most objects on a page, and how many there are on one by default.
        token_lifetime: seconds that an access token lives.
        detect_concurrent_change: refuse writes that met another (see docs/sandbox.md).
        jwt_tokens: issue JWTs instead of opaque tokens.
        seed: decides the names and ids of the data set.
        clock: the time that the sandbox lives in; when absent the machine's, or with
            `serve=False` that of the event loop.
        serve: whether a `with` block serves on a socket.
        strict_faults: leaving a `with` block fails when planted faults were never met.
        host: the address to serve on.
        port: the port; 0 takes a free one.

    Raises:
        TypeError, ValueError: an option makes no sense; the message names it.

    Attributes:
        profile: its switches, which can be set at any time.
        account: client id and secret of the account.
        api_key: the account's API key (HTTP Basic, as both user name and password).
        state: everything the sandbox knows, to read and to change.
        clock: its time, to move and to stop.
        faults: what goes wrong with which requests.
        quirks: oddities that can be switched on.
    """

    def __init__(
        self,
        *,
        profile: ProfileName | Profile = "page-2026",
        tenants: int = 36,
        max_page_size: int = 10,
        token_lifetime: float = 3600.0,
        detect_concurrent_change: bool = True,
        jwt_tokens: bool = False,
        seed: int = 0,
        clock: Clock | None = None,
        serve: bool = True,
        strict_faults: bool = False,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        checked_count("tenants", tenants)
        checked_flags(serve=serve, strict_faults=strict_faults, jwt_tokens=jwt_tokens)
        self.clock: Clock = read_clock(clock, serve)
        self.profile: Profile = read_profile(profile)
        self.strict_faults = strict_faults
        self._tokens = Tokens(self.clock, self.profile, token_lifetime, jwt_tokens)
        self._service = Service(
            state=seed_state(checked_count("seed", seed), tenants, self.clock.now()),
            profile=self.profile,
            clock=self.clock,
            tokens=self._tokens,
            faults=Faults(),
            quirks=Quirks(),
            journal=Journal(),
            max_page_size=checked_count("max_page_size", max_page_size, least=1),
            detect_concurrent_change=True,
        )
        self.detect_concurrent_change = detect_concurrent_change
        self.state: State = self._service.state
        self.faults: Faults = self._service.faults
        self.quirks: Quirks = self._service.quirks
        self._make_credentials()
        super().__init__(build_application(self._service), host, port, serve)

    def __setattr__(self, name: str, value: object) -> None:
        # A misspelt `token_lifetime` would be a new attribute that nothing looks at.
        # Who makes a class of it has names of his own.
        is_open = type(self) is not Sandbox or not hasattr(self, "_whole")
        if not (is_open or name.startswith("_") or hasattr(self, name)):
            known = [each for each in dir(self) if not each.startswith("_")]
            raise AttributeError(unknown("attribute of a sandbox", name, known))
        super().__setattr__(name, value)

    def _make_credentials(self) -> None:
        """Make the account's credentials, and let them and those of each tenant be known."""
        secret = f"sandbox-secret-{self.state.new_id()}"
        self.account: tuple[str, str] = (_ACCOUNT_CLIENT_ID, secret)
        self.api_key: str = f"sandbox-key-{self.state.new_id()}"
        account = Principal(_ACCOUNT_CLIENT_ID)
        self._tokens.register(account, self.account[1])
        self._tokens.register_api_key(self.api_key, account)
        for tenant in self.tenants:
            self._tokens.register(Principal(tenant.client_id, tenant.id), tenant.client_secret)
        self._whole = True

    def _leave(self) -> None:
        if self.strict_faults:
            self.faults.check_all_met()

    def __repr__(self) -> str:
        where = self.base_url if self.is_served else "not served"
        return f"<Sandbox {where}, {len(self.state.tenants)} tenants>"

    @property
    def tenants(self) -> list[Tenant]:
        """The tenants, in the order in which `GET /tenants` gives them."""
        with self.state.lock:
            return list(self.state.tenants.values())

    @property
    def ingestion_plan(self) -> IngestionPlan:
        """How ingestions that start from now on go."""
        return self.state.ingestion_plan

    @ingestion_plan.setter
    def ingestion_plan(self, plan: IngestionPlan) -> None:
        if not isinstance(plan, IngestionPlan):
            raise TypeError(f"ingestion_plan must be an IngestionPlan, not {plan!r}")
        self.state.ingestion_plan = plan

    @property
    def detect_concurrent_change(self) -> bool:
        """Whether writes that met another are refused."""
        return self._service.detect_concurrent_change

    @detect_concurrent_change.setter
    def detect_concurrent_change(self, detect: bool) -> None:
        checked_flags(detect_concurrent_change=detect)
        self._service.detect_concurrent_change = detect

    @property
    def requests(self) -> list[RecordedRequest]:
        """The last requests (10,000 at most), oldest first, those for tokens included."""
        return self._service.journal.requests()

    def requests_to(self, operation: str) -> list[RecordedRequest]:
        """The last requests to an operation.

        Args:
            operation: an operationId or a method (`tenants.list`), or `token`.

        Raises:
            ValueError: there is no such operation; the message has the nearest right name.
        """
        name = load_document().operation_id(operation, also=(TOKEN,))
        return self._service.journal.requests(name)

    def clear_requests(self) -> None:
        """Forgets the requests so far."""
        self._service.journal.clear()

    @property
    def requests_in_progress(self) -> int:
        """How many requests are neither answered nor lost, held ones included."""
        return self._service.journal.in_progress

    @property
    def token_requests(self) -> int:
        """How many requests the token endpoint has received."""
        return self._tokens.requests

    @property
    def token_lifetime(self) -> float:
        """Seconds that tokens issued from now on live."""
        return self._tokens.lifetime

    @token_lifetime.setter
    def token_lifetime(self, seconds: float) -> None:
        self._tokens.lifetime = seconds

    def revoke_tokens(self) -> None:
        """Revokes every token issued so far."""
        self._tokens.revoke()

    def rotate_secret(self, tenant: Tenant | None = None) -> str:
        """Replaces the secret of a tenant's credentials, or of the account's; gives the new one.

        Tokens that were issued stay valid.
        """
        secret = f"sandbox-secret-{secrets.token_hex(12)}"
        self._tokens.register(self._principal(tenant), secret)
        if tenant is None:
            self.account = (self.account[0], secret)
        else:
            with self.state.lock:
                tenant.client_secret = secret
        return secret

    def lti_jwt(self, tenant: Tenant | None = None, *, lifetime: float = 3600.0) -> str:
        """An LTI JWT that is good as a bearer token, for a tenant or for the account.

        Args:
            lifetime: seconds until it expires.
        """
        lasts = checked_seconds("lifetime", lifetime)
        return self._tokens.issue(self._principal(tenant), lasts, as_jwt=True).value

    def _principal(self, tenant: Tenant | None) -> Principal:
        """The account, or a tenant of this sandbox."""
        if tenant is None:
            return Principal(self.account[0])
        if self.state.tenants.get(getattr(tenant, "id", "")) is not tenant:
            raise ValueError(f"{tenant!r} is no tenant of this sandbox")
        return Principal(tenant.client_id, tenant.id)
