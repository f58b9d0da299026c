"""The sandbox, judged against the document by Schemathesis.

Every operation is called with made-up requests, good and bad, from a fixed seed, by the account or
by an actor. No answer may be a server error, and every status, content type and body must be in the
document; its catch-all response is left out, or nothing could be undocumented.

It needs the packages of `schemathesis.txt`; options are handed on to Schemathesis.
"""

from __future__ import annotations

import copy
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from interop_client.sandbox import Sandbox
from interop_client.sandbox.contract.document import METHODS, load_document

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
    "allow_header_conformance",
    "ignored_auth",
)
OPTIONS = (
    *("--phases", "examples,coverage,fuzzing", "--max-examples", "25", "--seed", "20261126"),
    *("--checks", ",".join(CHECKS), "--workers", "1", "--continue-on-failure"),
    *("--no-color", "--generation-database", "none", "--output-truncate", "true"),
)


def document_for(credential: str, identifiers: Mapping[str, str]) -> dict[str, Any]:
    """The operations that take this kind of credential, without catch-all responses.

    Args:
        identifiers: by the name of a resource, the id of something that exists; and a version.
    """
    content = copy.deepcopy(load_document().content)
    for path, item in list(content["paths"].items()):
        for method in [name for name in item if name in METHODS]:
            if item[method]["x-credential"] != credential:
                del item[method]
                continue
            item[method]["responses"].pop("default", None)
            named = load_document().operation(item[method]["operationId"]).method_name
            resource = str(named).partition(".")[0]
            for name, known in (("id", resource), ("version", "version")):
                for parameter in path_parameters(name, item, item[method]):
                    parameter["example"] = identifiers.get(known, parameter["example"])
        if not set(item) & set(METHODS):
            del content["paths"][path]
    return content


def path_parameters(name: str, *places: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The parameters with this name that stand in a path."""
    for place in places:
        for parameter in place.get("parameters", []):
            if parameter.get("in") == "path" and parameter["name"] == name:
                yield parameter


def identifiers_in(sandbox: Sandbox) -> dict[str, str]:
    """By the name of a resource, the id of something that exists; and a version."""
    tenant = sandbox.tenants[0]
    integration = next(iter(sandbox.state.integrations))["id"]
    return {
        "version": next(iter(sandbox.state.versions[integration])),
        "clouds": next(iter(sandbox.state.clouds))["id"],
        "integrations": integration,
        "tenants": tenant.id,
        "rollovers": next(iter(tenant.rollovers))["id"],
        "schedules": next(iter(tenant.schedules))["id"],
        "ingestions": next(iter(tenant.ingestions)),
        "scoping_schools": next(iter(tenant.schools))["id"],
        "scoping_courses": next(iter(tenant.courses))["id"],
    }


def judge(sandbox: Sandbox, credential: str, options: list[str]) -> int:
    """Runs Schemathesis with one kind of credential; gives its exit code."""
    tenant = None if credential == "account" else sandbox.tenants[0]
    program = str(Path(sys.executable).with_name("schemathesis"))
    with tempfile.TemporaryDirectory() as folder:
        document = Path(folder) / f"{credential}.json"
        document.write_text(
            json.dumps(document_for(credential, identifiers_in(sandbox))), encoding="utf-8"
        )
        token = sandbox.lti_jwt(tenant, lifetime=1e6)
        done = subprocess.run(
            [
                *(program, "run", str(document), "--url", sandbox.base_url),
                *("--header", f"Authorization: Bearer {token}", *OPTIONS, *options),
            ],
            cwd=folder,
            check=False,
        )
    return done.returncode


def main(options: list[str]) -> int:
    """Judges with the account's token and with an actor's; gives the exit code."""
    codes = []
    for profile in ("page-2026", "strict"):
        for credential in ("account", "actor"):
            with Sandbox(profile=profile, tenants=6) as sandbox:
                print(f"\n== {profile}, with the credentials of the {credential}", flush=True)
                codes.append(judge(sandbox, credential, options))
                codes.append(report(sandbox, credential))
    return int(any(codes))


def report(sandbox: Sandbox, credential: str) -> int:
    """Says what the sandbox has seen; gives how much of it is wrong."""
    wanted = {
        operation.operation_id
        for operation in load_document().operations
        if operation.credential == credential
    }
    missed = wanted - {str(each.operation) for each in sandbox.requests}
    done = {each.operation for each in sandbox.requests if each.effect} & wanted
    broken = [each for each in sandbox.requests if (each.status or 0) >= 500]
    print(
        f"{len(sandbox.requests)} requests to {len(wanted - missed)} operations of {len(wanted)}, "
        f"{len(done)} of them carried out at least once; {len(broken)} server errors",
        flush=True,
    )
    return len(missed) + len(broken)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
