"""SBOM of the wheel (PEP 770): what the package needs at run time, as CycloneDX.

A wheel of a library holds none of its dependencies and does not choose their versions. So each is
named as an external component with the range that is allowed, never with a version that nobody may
have.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.core import CoreMetadata
from packaging.requirements import Requirement

NAME = "interop-client.cdx.json"
# What only developers install is not needed at run time.
DEVELOPMENT = "dev"


class SbomHook(BuildHookInterface[BuilderConfig]):
    """Puts the SBOM into the wheel, below `.dist-info/sboms/`."""

    def initialize(self, version: str, build_data: dict[str, object]) -> None:
        """Write the SBOM to a folder of its own, and say where it is.

        Args:
            version: which kind of wheel: `standard` or `editable`.
            build_data: what goes into the wheel.
        """
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name, NAME)
        text = json.dumps(sbom(self.metadata.core, self.metadata.version), indent=2) + "\n"
        path.write_text(text, encoding="utf-8", newline="\n")
        build_data["sbom_files"] = [str(path)]

    def finalize(self, version: str, build_data: dict[str, object], artifact_path: str) -> None:
        """Remove the folder."""
        self.folder.cleanup()


def sbom(core: CoreMetadata, version: str) -> dict[str, object]:
    """The SBOM: no time and no number of its own, so that the same source gives the same bytes.

    Args:
        core: what `pyproject.toml` says of the project.
        version: the version of the package.
    """
    extras = {
        name: each for name, each in core.optional_dependencies.items() if name != DEVELOPMENT
    }
    needed = dict(map(_allowed, core.dependencies))
    markers = {
        each.name: [str(each.marker)] if each.marker else []
        for each in map(Requirement, core.dependencies)
    }
    optional: dict[str, dict[str, str]] = {}
    for extra, requirements in sorted(extras.items()):
        for name, allowed in map(_allowed, requirements):
            optional.setdefault(name, {})[extra] = allowed
    components = [
        _component(name, allowed) | _properties("python:marker", markers[name])
        for name, allowed in needed.items()
    ]
    components += [
        _component(name, next(iter(by.values())), *by)
        for name, by in optional.items()
        if name not in needed
    ]
    names = sorted(str(each["name"]) for each in components)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.7.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.7",
        "version": 1,
        "metadata": {
            "lifecycles": [{"phase": "build"}],
            "component": {
                "type": "library",
                "bom-ref": core.name,
                "name": core.name,
                "version": version,
                "licenses": [{"license": {"id": core.license_expression}}],
            },
        },
        "components": sorted(components, key=lambda each: str(each["name"])),
        "dependencies": [
            {"ref": core.name, "dependsOn": names},
            *({"ref": name} for name in names),
        ],
    }


def _component(name: str, allowed: str, *extras: str) -> dict[str, object]:
    return {
        "type": "library",
        "bom-ref": name,
        "name": name,
        "versionRange": allowed,
        "isExternal": True,
        "scope": "optional" if extras else "required",
        "purl": f"pkg:pypi/{name}",
        **_properties("python:extra", extras),
    }


def _properties(name: str, values: Iterable[str]) -> dict[str, object]:
    found = [{"name": name, "value": each} for each in values]
    return {"properties": found} if found else {}


def _allowed(text: str) -> tuple[str, str]:
    """Name and range of a requirement, the range as `vers` writes it, the lower end first."""
    requirement = Requirement(text)
    parts = sorted(map(str, requirement.specifier), key=lambda part: (part.startswith("<"), part))
    return requirement.name, f"vers:pypi/{'|'.join(parts) or '*'}"
