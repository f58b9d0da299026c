"""Integrations that a run was asked for: one that there is not is told, not passed over."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterable, AsyncIterator, Callable, Collection, Iterable
from typing import TYPE_CHECKING

from ..errors import AuthenticationError, ConfigurationError, InteropError

if TYPE_CHECKING:
    from ..models import Integration, TenantInfo

__all__ = ["TenantsOf"]

_logger = logging.getLogger("interop_client.fleet")

_MOST_NAMED = 20


class TenantsOf(AsyncIterator["TenantInfo"]):
    """The tenants of some integrations; those that none is of are looked for when the list ends.

    An integration may have no tenants yet, so that alone is no error: it is logged as a warning.
    Where every integration has some, no request is spent.

    Args:
        tenants: the tenants, as they are listed.
        integrations: what was asked for, by name or id.
        known: all integrations of the account.
    """

    def __init__(
        self,
        tenants: AsyncIterable[TenantInfo],
        integrations: Iterable[str],
        known: Callable[[], AsyncIterable[Integration]],
    ) -> None:
        self._tenants = aiter(tenants)
        self._missing = {each.casefold(): each for each in integrations}
        self._wanted = frozenset(self._missing)
        self._known = known
        self._is_told = True

    async def __anext__(self) -> TenantInfo:
        """The next tenant.

        Raises:
            ConfigurationError: the list ended, and there is no integration of some name or id.
        """
        try:
            tenant = await anext(self._tenants)
        except StopAsyncIteration:
            pass
        else:
            if self._missing:
                self._note(tenant)
            return tenant
        if self._missing and self._is_told:
            await self._look()
        raise StopAsyncIteration

    def _note(self, tenant: TenantInfo) -> None:
        of = tenant.integration
        told = [text for text in (of and of.id, of and of.name) if text is not None]
        if len(told) < 2 and not any(str(text).casefold() in self._wanted for text in told):
            self._is_told = False  # It may be of any of them.
        for text in told:
            self._missing.pop(str(text).casefold(), None)

    async def _look(self) -> None:
        """Look whether there are the integrations of which no tenant came."""
        try:
            known = [(each.id, each.name) async for each in self._known()]
        except AuthenticationError:
            raise
        except InteropError as error:
            self._warn_of_doubt(str(error))
            return
        texts = {str(text).casefold() for both in known for text in both if text}
        unknown = [each for key, each in self._missing.items() if key not in texts]
        if not unknown:
            _logger.warning("There is no tenant of %s yet.", _named(self._missing.values()))
        elif not all(each and name for each, name in known):
            self._warn_of_doubt("one came without a name or an id")
        else:
            raise ConfigurationError(
                f"there is no integration {_named(unknown)}, by name or id; there are:"
                f" {_nearest(unknown[0], {name for _, name in known if name})}"
            )

    def _warn_of_doubt(self, reason: str) -> None:
        _logger.warning(
            "No tenant of %s was listed, and whether there is such an integration cannot be"
            " told: %s",
            _named(self._missing.values()),
            reason,
        )


def _nearest(wanted: str, names: Collection[str]) -> str:
    """The names, in words; of many those that may be meant."""
    if len(names) <= _MOST_NAMED:
        return ", ".join(sorted(names)) or "none"
    # Imported when somebody made a slip.
    import difflib

    nearest = difflib.get_close_matches(wanted, sorted(names), n=_MOST_NAMED, cutoff=0.0)
    return f"{', '.join(nearest)} and {len(names) - len(nearest)} more"


def _named(integrations: Iterable[str]) -> str:
    return " or ".join(map(repr, integrations))
