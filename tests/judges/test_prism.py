"""Every operation through the client, against a mock server that is not ours.

Prism reads the document, refuses with 422 a request that does not fit it, and answers with the
document's example. `make prism` installs it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from servers.processes import free_port, running
from support.documented import OPERATIONS, Documented, make, plain

from interop_client import (
    ApiKey,
    ConflictPolicy,
    InteropClient,
    RetryPolicy,
    StatusError,
)

ROOT = Path(__file__).parents[2]
PRISM = ROOT / ".build" / "node" / "node_modules" / ".bin" / "prism"
DOCUMENT = ROOT / "openapi" / "interop.yaml"


@pytest.fixture(scope="module")
def prism(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of Prism, serving the document."""
    port = free_port()
    command = [str(PRISM), "mock", "--host", "127.0.0.1", "--port", str(port), "--errors"]
    with running([*command, str(DOCUMENT)], tmp_path_factory.mktemp("prism"), port):
        yield f"http://127.0.0.1:{port}"


def client_of(url: str) -> InteropClient:
    return InteropClient(
        ApiKey("any-key"),
        base_url=url,
        retry=RetryPolicy(attempts=1),
        conflicts=ConflictPolicy.off(),
    )


@pytest.mark.anyio
@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
@pytest.mark.parametrize("full", [True, False], ids=["all given", "what is required"])
async def test_what_is_sent_fits_the_document_and_its_answer_is_read(
    prism: str, operation: Documented, full: bool
) -> None:
    async with client_of(prism) as client:
        result = await make(client, operation, full=full)
    _, example = operation.answer
    if example is ...:
        assert result is None
    elif hasattr(result, "items"):
        assert plain(result.items) == example["data"]
    elif operation.call[1] == "count":
        assert json.dumps(example).count(str(result)) == 1
    else:
        data = example["data"] if isinstance(example, dict) and "data" in example else example
        wanted = [data] if isinstance(result, list) and not isinstance(data, list) else data
        assert plain(result) == wanted


@pytest.mark.anyio
async def test_prism_refuses_what_does_not_fit(prism: str) -> None:
    """Otherwise nothing above would mean anything."""
    create = next(each for each in OPERATIONS if each.id == "createSchedule")
    async with client_of(prism) as client:
        with pytest.raises(StatusError) as caught:
            await client.request("POST", create.path, json={"hour": 24})
    assert caught.value.status_code in (400, 422)
