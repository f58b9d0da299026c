"""`python -m interop_client.cli`: the same as `interop`."""

from __future__ import annotations

import sys

from . import main

if __name__ == "__main__":
    sys.exit(main())
