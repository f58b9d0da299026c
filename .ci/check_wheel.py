"""Does the installed wheel hold what it promises? Run outside the checkout, with `python -I`."""

from __future__ import annotations

import asyncio
from importlib import metadata, resources

import interop_client
from interop_client import ClientCredentials, InteropClient
from interop_client.sandbox import Sandbox


async def main() -> None:
    assert "site-packages" in str(interop_client.__file__), interop_client.__file__
    package = resources.files("interop_client")
    assert (package / "py.typed").is_file(), "py.typed is missing"
    document = package / "sandbox" / "interop.yaml"
    assert "\nopenapi: 3.1" in document.read_text(encoding="utf-8"), "no document inside"
    async with (
        Sandbox() as sandbox,
        InteropClient(ClientCredentials(*sandbox.account), base_url=sandbox.base_url) as interop,
    ):
        tenants = await interop.tenants.list().collect()
        assert len(tenants) == len(sandbox.tenants)
    files = metadata.files("interop-client") or []
    assert [path for path in files if path.match("*.dist-info/sboms/*.cdx.json")], "no SBOM inside"
    version = metadata.version("interop-client")
    print(f"interop-client {version} installs and works with its sandbox")


asyncio.run(main())
