"""Settings from the environment: the only place that reads it, when asked to."""

from __future__ import annotations

import os
from collections.abc import Mapping

import attrs

from ..auth import (
    ApiKey,
    ClientCredentials,
    LtiJwt,
    Strategy,
)
from ..errors import ConfigurationError
from .base_url import checked, read_address
from .options import Options

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
        options: the options of the client. Their URLs may hold a password.
        problem: why it cannot be used. It is not raised where the environment is a local variable.
    """

    auth: Strategy | None = None
    options: Options = attrs.field(factory=Options, repr=False)
    problem: str | None = None


def read_environment(environ: Mapping[str, str] | None, options: Options) -> Environment:
    """Read the variables `INTEROP_...`; one that is empty counts as missing.

    Args:
        environ: the variables; None for those of the process.
        options: options given otherwise, which win.
    """
    variables = os.environ if environ is None else environ
    if not isinstance(variables, Mapping):
        kind = type(variables).__name__
        return Environment(problem=f"environ must map names to values, as a dict does, not {kind}.")
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
    addresses: Options = {}
    try:
        if (base_url := variables.get("INTEROP_BASE_URL")) and "base_url" not in options:
            addresses["base_url"] = checked(read_address("INTEROP_BASE_URL", base_url))
        if (token_url := variables.get("INTEROP_TOKEN_URL")) and "token_url" not in options:
            addresses["token_url"] = checked(read_address("INTEROP_TOKEN_URL", token_url))
    except ConfigurationError as error:
        return Environment(problem=error.message)
    try:
        return Environment(
            auth=_strategy([variables[name] for name in _KINDS[found[0]]], found[0]),
            options={**addresses, **options},
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
