"""The commands of `interop`, each loaded when it is called."""

from __future__ import annotations

from cyclopts import App, Parameter

from .._version import version

# Each group of commands: the module below this package that has it, and its help, which is said
# here alone: it is there before the module is loaded.
GROUPS = {
    "actors": ("accounts:actors", "Actors: what takes part in a cloud."),
    "clouds": ("accounts:clouds", "Clouds: the spaces in which actors exchange roster data."),
    "fleet": ("fleet:fleet", "The fleet: all tenants of the account at once."),
    "ingestions": ("ingestions:ingestions", "Ingestions: loads of roster data of a tenant."),
    "integrations": (
        "integrations:integrations",
        "Integrations: what your account offers to tenants.",
    ),
    "rollovers": (
        "rollovers:rollovers",
        "Rollovers: windows in which nightly collections pause.",
    ),
    "schedules": ("schedules:schedules", "Schedules: nightly collections of a tenant."),
    "scoping": ("scoping:scoping", "Scoping: which schools and courses of a tenant count."),
    "tenants": ("tenants:tenants", "Tenants: installations of your integrations."),
}

# Commands without any below them.
SINGLE = {
    "doctor": ("doctor:doctor", "Check configuration, network, token, clock and permissions."),
    "sandbox": ("serve:sandbox", "Serve a made-up service on this machine."),
    "verify": ("verifying:verify", "Hold what the service answers against the OpenAPI document."),
}

_DESCRIBE = "Print every command, option and exit code as JSON, for programs."
_SKILL = "Print a guide to plan and apply rollovers, for agents and people."

app: App = App(
    name="interop",
    help="Instructure's Data Sync Interop API on the command line (unofficial).",
    version=version,
    help_format="plaintext",
    # An option that is left out is not meant: a `--no-...` beside each would only be noise.
    default_parameter=Parameter(negative=()),
    suppress_keyboard_interrupt=False,  # `running` says what it means.
)
for _name, (_place, _text) in {**GROUPS, **SINGLE}.items():
    app.command(f"interop_client.cli.{_place}", name=_name, help=_text)
app.command("interop_client.cli.describe:print_description", name="--describe", help=_DESCRIBE)
app.command("interop_client.cli:print_skill", name="--skill", help=_SKILL)
app.register_install_completion_command(name="--install-completion")
