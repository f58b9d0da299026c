"""Settings: who calls, where, and by which rules; frozen, and shared down to each exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from .._config.headers import ExtraHeaders
from .._version import version
from ..errors import ConfigurationError

if TYPE_CHECKING:
    from .._policies import ConflictPolicy, RetryPolicy
    from .._rate_limit import Pace, RateLimit
    from ..auth import Credential, Strategy
    from ..errors import InteropError, TenantReference
    from ..transport.base import Auth
    from ..transport.message import Fields
    from .listener import Listener
    from .shared_state import Connections


@attrs.define(slots=True, eq=False, repr=False)
class Life:
    """Whether a client was closed; each derived client has one of its own."""

    closed: bool = False

    def copy(self) -> Life:
        """That of a client which is derived now."""
        return Life(self.closed)


@attrs.frozen(slots=True, kw_only=True, eq=False, repr=False)
class Settings:
    """What every call of one client has in common.

    Args:
        shared: what it shares with the clients it was derived from: connections, credentials.
        base_url: where the API is; empty where operations have whole addresses.
        auth: who calls.
        credential: the same at work: tokens and holds.
        timeout: seconds that bound one public call; None for no bound.
        retry: what is sent again, and when.
        conflicts: how helpers treat conflicts.
        headers: header fields to send with every request.
        rate_limit: how many requests may be sent per second; None for no limit.
        listener: who is told of events, if anybody.
        tenant: for which tenant the calls are, where that is known.
        life: whether this client was closed.
        fields: the header fields of every request.
        encoded: the same, as they go out.
    """

    shared: Connections
    base_url: str
    auth: Strategy | Auth
    credential: Credential
    timeout: float | None
    retry: RetryPolicy
    conflicts: ConflictPolicy
    headers: ExtraHeaders = attrs.field(factory=ExtraHeaders)
    rate_limit: RateLimit | None = None
    listener: Listener | None = None
    tenant: TenantReference | None = None
    life: Life = attrs.field(factory=Life)
    fields: dict[str, str] = attrs.field(init=False)
    encoded: Fields = attrs.field(init=False)

    @fields.default
    def _fields(self) -> dict[str, str]:
        return {
            "accept-encoding": "gzip, deflate",
            "connection": "keep-alive",
            "user-agent": f"interop-client/{version()}",
            **self.headers.fields(),
        }

    @encoded.default
    def _encoded(self) -> Fields:
        return [(name.encode(), value.encode("latin-1")) for name, value in self.fields.items()]

    def pace(self) -> Pace | None:
        """The bucket that its requests take from, where there is a rate limit."""
        limit = self.rate_limit
        if limit is None:
            return None
        if limit.per == "service":
            return self.shared.paces[limit]
        pace = self.credential.paces[limit]
        self.keep_credential(pace.full_in())
        return pace

    def hold(self, seconds: float) -> None:
        """Hold back all calls of the credential for so long, since one was answered 429."""
        self.credential.hold(seconds)
        self.keep_credential(seconds)

    def keep_credential(self, seconds: float) -> None:
        """Remember for so long what is known of the credential, whatever becomes of the client."""
        self.shared.kept.keep(self.credential, seconds)

    @property
    def for_tenant(self) -> str:
        """The tenant as part of a sentence, or nothing."""
        return "" if self.tenant is None else f" for the tenant {self.tenant}"

    def address(self, error: InteropError, operation_id: str | None = None) -> None:
        """Let an error say for which tenant and operation it is, where it does not yet.

        Args:
            error: the error, which is about to be raised.
            operation_id: of the call, where it came from one.
        """
        if isinstance(error, ConfigurationError):
            return
        if error.operation_id is None and operation_id is not None:
            error.operation_id = operation_id
        if self.tenant is None:
            return
        if error.tenant is None:
            error.tenant = self.tenant
        if error.tenant == self.tenant and str(self.tenant) not in error.message:
            error.args = (f"{error.message} (For the tenant {self.tenant}.)",)

    def check_open(self) -> None:
        """Refuse to go on when the client is closed.

        Raises:
            ConfigurationError: it is.
        """
        if self.life.closed or self.shared.closed:
            raise ConfigurationError("The client is closed: make calls before that, or a new one.")
