"""Environment: which `INTEROP_` variables are read, and what they set; when asked to alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from ..auth import ApiKey, ClientCredentials, LtiJwt, Strategy
from ..errors import ConfigurationError
from .base_url import read_address
from .options import Options

_KINDS: dict[str, tuple[Callable[..., Strategy], tuple[str, ...]]] = {
    "client credentials": (ClientCredentials, ("INTEROP_CLIENT_ID", "INTEROP_CLIENT_SECRET")),
    "an API key": (ApiKey, ("INTEROP_API_KEY",)),
    "an LTI JWT": (LtiJwt, ("INTEROP_LTI_JWT",)),
}


def read_environment(
    environ: Mapping[str, str] | None, options: Options
) -> tuple[Strategy, Options]:
    """The credential and the options in the variables `INTEROP_...`; one that is empty counts as
    missing.

    Args:
        environ: the variables; None for those of the process.
        options: options given otherwise, which win.

    Raises:
        ConfigurationError: what is there cannot be used.
    """
    variables = os.environ if environ is None else environ
    if not isinstance(variables, Mapping):
        kind = type(variables).__name__
        raise ConfigurationError(f"environ must map names to values, as a dict does, not {kind}.")
    every = [name for _, names in _KINDS.values() for name in names]
    given = [name for name in every if variables.get(name)]
    found = [kind for kind, (_, names) in _KINDS.items() if set(names) & set(given)]
    if not found:
        wanted = ", or ".join(" and ".join(names) for _, names in _KINDS.values())
        raise ConfigurationError(f"No credential in the environment: set {wanted}.")
    if len(found) > 1:
        raise ConfigurationError(
            f"The environment holds {' and '.join(found)} at once ({', '.join(given)}): unset all"
            " of them but one kind."
        )
    strategy, names = _KINDS[found[0]]
    missing = [name for name in names if name not in given]
    if missing:
        raise ConfigurationError(
            f"Incomplete {found[0]} in the environment: {' and '.join(missing)} is missing."
        )
    addresses = _addresses(variables, options)
    try:
        auth = strategy(*(variables[name] for name in names))
    except ConfigurationError as error:
        raise ConfigurationError(f"{' and '.join(names)}: {error.message}") from None
    return auth, {**addresses, **options}


def _addresses(variables: Mapping[str, str], options: Options) -> Options:
    """The addresses in the environment that no option replaces."""
    addresses: Options = {}
    if (base_url := variables.get("INTEROP_BASE_URL")) and "base_url" not in options:
        addresses["base_url"] = read_address("INTEROP_BASE_URL", base_url)
    if (token_url := variables.get("INTEROP_TOKEN_URL")) and "token_url" not in options:
        addresses["token_url"] = read_address("INTEROP_TOKEN_URL", token_url)
    return addresses
