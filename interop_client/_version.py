"""The version of the installed package."""

from __future__ import annotations

from functools import cache

_DISTRIBUTION = "interop-client"


@cache
def version() -> str:
    """The version as installed; `0+unknown` where the package runs without being installed."""
    # Imported when asked for: it is slow to import.
    from importlib import metadata

    try:
        return metadata.version(_DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return "0+unknown"
