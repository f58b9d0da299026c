"""`interop sandbox`: a made-up service on this machine."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter


def sandbox(*options: Annotated[str, Parameter(allow_leading_hyphen=True)]) -> int:
    """Serve a sandbox until Ctrl-C; its options are those of `python -m interop_client.sandbox`.

    Example: interop sandbox --port 8080 --tenants 60

    Parameters
    ----------
    options
        What `python -m interop_client.sandbox --help` lists.
    """
    from ..sandbox.__main__ import main

    return main(options)
