"""Contract watch: what the live service answers, held against the OpenAPI document.

`verify` makes read-only calls with your own credentials and reports where the answers differ from
the document. The report names fields and shapes only: no value, no id, no name.
"""

from __future__ import annotations

from .findings import Finding, Report
from .run import verify

__all__ = ["Finding", "Report", "verify"]
