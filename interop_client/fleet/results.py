"""What came of the work for one tenant, and how far a run over a fleet is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar, cast

import attrs

if TYPE_CHECKING:
    from ..models import TenantInfo

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class FleetResult(Generic[T]):
    """What came of the work for one tenant: a value or an error.

    Args:
        tenant: the tenant; its id alone where it was given by id and could not be read.
        value: what the work returned; None where it failed.
        error: what the work raised; None where it was done.
        seconds: how long it took.
    """

    tenant: TenantInfo
    value: T | None = None
    error: Exception | None = None
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether the work was done."""
        return self.error is None

    def get(self) -> T:
        """What the work returned.

        Raises:
            Exception: what the work raised, where it failed.
        """
        if self.error is not None:
            raise self.error
        return cast("T", self.value)


@attrs.frozen(kw_only=True)
class FleetProgress:
    """How far a run is; the number of tenants is not known before the end of the list.

    Args:
        done: tenants whose work ended, well or not.
        failed: those of them whose work failed.
        running: tenants that are being worked on.
        listed: tenants that were taken from the list so far, without those left out.
        complete: whether the list has ended, so that `listed` is all there will be.
    """

    done: int
    failed: int
    running: int
    listed: int
    complete: bool
