"""Settings from the environment: the only place that reads it, when asked to."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import attrs

from .auth import ApiKey, ClientCredentials, LtiJwt, Strategy
from .errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Environment", "read_environment"]

_KINDS: dict[str, tuple[str, ...]] = {
    "client credentials": ("INTEROP_CLIENT_ID", "INTEROP_CLIENT_SECRET"),
    "an API key": ("INTEROP_API_KEY",),
    "an LTI JWT": ("INTEROP_LTI_JWT",),
}


@attrs.frozen(slots=True, kw_only=True)
class Environment:
    """What the environment says.

    Args:
        auth: the credential in it; None when there is a problem.
        base_url: where the API is, if it says so.
        token_url: where the token endpoint is, if it says so.
        problem: why it cannot be used. It is not raised where the environment is a local variable.
    """

    auth: Strategy | None = None
    base_url: str | None = attrs.field(default=None, repr=False)
    token_url: str | None = attrs.field(default=None, repr=False)
    problem: str | None = None


def read_environment(environ: Mapping[str, str] | None = None) -> Environment:
    """Read the variables `INTEROP_...`; one that is empty counts as missing."""
    variables = os.environ if environ is None else environ
    found = [kind for kind, names in _KINDS.items() if any(variables.get(name) for name in names)]
    every = [name for names in _KINDS.values() for name in names]
    if not found:
        wanted = ", or ".join(" and ".join(names) for names in _KINDS.values())
        return Environment(problem=f"No credential in the environment: set {wanted}.")
    if len(found) > 1:
        given = ", ".join(name for name in every if variables.get(name))
        return Environment(
            problem=f"The environment holds {' and '.join(found)} at once ({given}): unset all of"
            " them but one kind."
        )
    missing = [name for name in _KINDS[found[0]] if not variables.get(name)]
    if missing:
        return Environment(
            problem=f"Incomplete {found[0]} in the environment: {' and '.join(missing)} is missing."
        )
    try:
        return Environment(
            auth=_strategy([variables[name] for name in _KINDS[found[0]]], found[0]),
            base_url=variables.get("INTEROP_BASE_URL") or None,
            token_url=variables.get("INTEROP_TOKEN_URL") or None,
        )
    except ConfigurationError as error:
        problem = f"{' and '.join(_KINDS[found[0]])}: {error.message}"
    return Environment(problem=problem)


def _strategy(values: list[str], kind: str) -> Strategy:
    if kind == "client credentials":
        return ClientCredentials(*values)
    if kind == "an API key":
        return ApiKey(*values)
    return LtiJwt(*values)
