"""The commands of `interop`, each loaded when it is called."""

from __future__ import annotations

from cyclopts import App

from .._version import version

# Each group of commands, with the module below this package that has them.
GROUPS = {
    "tenants": "tenants",
    "clouds": "accounts",
    "actors": "accounts",
    "integrations": "integrations",
    "rollovers": "rollovers",
}

app: App = App(
    name="interop",
    help="Instructure's Data Sync Interop API on the command line (unofficial).",
    version=version,
    help_format="plaintext",
)
for _name, _module in GROUPS.items():
    app.command(f"interop_client.cli.{_module}:{_name}", name=_name)
