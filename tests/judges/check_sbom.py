"""Is the SBOM of a wheel what CycloneDX calls one? By the schema of its makers, in strict mode."""

from __future__ import annotations

import sys
import zipfile
from importlib import import_module


def main(wheel: str) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (each for each in archive.namelist() if ".dist-info/sboms/" in each)
        text = archive.read(name).decode()
    # Not in the environment of the other checks, so imported where it is.
    newest = import_module("cyclonedx.schema").SchemaVersion.V1_7
    error = (
        import_module("cyclonedx.validation.json").JsonStrictValidator(newest).validate_str(text)
    )
    assert error is None, error
    print(f"{name} is CycloneDX 1.7")


main(sys.argv[1])
