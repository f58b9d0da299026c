"""A sandbox, and two clients of one of its tenants."""

from __future__ import annotations

from collections.abc import AsyncIterator

import anyio
import pytest

from interop_client import InteropClient
from interop_client.sandbox import Sandbox
from interop_client.sandbox.contract.profile import ProfileName
from interop_client.schedules import attribution

from .virtual import VirtualWorld
from .world import World


@pytest.fixture
async def world(
    request: pytest.FixtureRequest, anyio_backend: object, profile: ProfileName
) -> AsyncIterator[World]:
    """A world in process for tests marked `virtual_clock`, one on a socket for others."""
    if request.node.get_closest_marker("virtual_clock") is None:
        with Sandbox(tenants=9, profile=profile) as sandbox:
            yield World(sandbox)
            sandbox.faults.clear()
        return
    async with anyio.create_task_group() as tasks:
        virtual = VirtualWorld(tasks, profile=profile)
        yield virtual
        virtual.sandbox.faults.clear()


@pytest.fixture
def ended_are_listed(world: World) -> None:
    """The list of ingestions holds those that have ended, whatever the profile."""
    world.sandbox.profile.ingestions = "all"


@pytest.fixture
async def one(world: World, anyio_backend: object) -> AsyncIterator[InteropClient]:
    async with world.client() as client:
        yield client


@pytest.fixture
async def two(world: World, anyio_backend: object) -> AsyncIterator[InteropClient]:
    """A second client of the same tenant, with a token of its own."""
    async with world.client() as client:
        yield client


@pytest.fixture
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs whose answer is lost are looked for without pauses."""
    monkeypatch.setattr(attribution, "_LOOKS", (0.0, 0.01, 0.02))


@pytest.fixture
async def virtual(anyio_backend: object, profile: ProfileName) -> VirtualWorld:
    """A world in process, for tests marked `virtual_clock`."""
    return VirtualWorld(profile=profile)


@pytest.fixture
async def within(virtual: VirtualWorld) -> AsyncIterator[InteropClient]:
    """A client of that world's tenant."""
    async with virtual.client() as client:
        yield client
