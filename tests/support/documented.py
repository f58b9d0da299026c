"""The operations of the OpenAPI document, as tests use them: nothing about one is written twice."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import attrs
import yaml

from interop_client import InteropClient, Operation, Pager, models
from interop_client._codec.model import Model
from interop_client._generated.client import METHODS

ROOT = Path(__file__).parents[2]
BASE_URL = "https://api.example.test/v2/interop"


@cache
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(
        (ROOT / "openapi" / "interop.yaml").read_text(encoding="utf-8")
    )
    return loaded


def resolve(value: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in value:
        found: Any = document()
        for part in value["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        value = found
    return value


@attrs.frozen(eq=False)
class Documented:
    """One operation, as the document has it."""

    method: str
    path: str
    raw: dict[str, Any]

    def __str__(self) -> str:
        return self.id

    @property
    def id(self) -> str:
        return str(self.raw["operationId"])

    @property
    def call(self) -> tuple[str, str]:
        """The names of the resource and of its method."""
        resource, method = METHODS[self.id].split(".")
        return resource, method

    @property
    def parameters(self) -> list[dict[str, Any]]:
        shared = document()["paths"][self.path].get("parameters", [])
        return [resolve(item) for item in [*shared, *self.raw.get("parameters", [])]]

    @property
    def in_path(self) -> list[str]:
        found = {item["name"]: item["example"] for item in self.parameters if item["in"] == "path"}
        parts = [part[1:-1] for part in self.path.split("/") if part.startswith("{")]
        assert set(parts) == set(found)
        return [found[part] for part in parts]

    @property
    def url(self) -> str:
        path = self.path
        for item in self.parameters:
            if item["in"] == "path":
                path = path.replace(f"{{{item['name']}}}", item["example"])
        return BASE_URL + path

    @property
    def query(self) -> dict[str, Any]:
        return {item["name"]: item["example"] for item in self.parameters if item["in"] == "query"}

    @property
    def body(self) -> tuple[str, str, Any] | None:
        """Media type, name of the schema, and example."""
        if "requestBody" not in self.raw:
            return None
        ((media_type, media),) = resolve(self.raw["requestBody"])["content"].items()
        schema = media["schema"]
        schema = next(item for item in schema.get("oneOf", [schema]) if item.get("type") != "null")
        return media_type, schema.get("$ref", "").rpartition("/")[2], media["example"]

    @property
    def answer(self) -> tuple[int, Any]:
        """Status and example of success, that with a body where there are two; `...` for none."""
        status = min(int(status) for status in self.raw["responses"] if status.startswith("2"))
        answer = resolve(self.raw["responses"][str(status)])
        content = answer.get("content", {})
        return status, content["application/json"]["example"] if content else ...

    @property
    def is_list(self) -> bool:
        """Whether it answers in pages."""
        return "page" in self.query

    @property
    def failures(self) -> list[tuple[int, Any]]:
        """Status and example of each error."""
        return [
            (example.get("error", example)["status"], example)
            for status, answer in self.raw["responses"].items()
            if not status.startswith("2")
            for example in [resolve(answer)["content"]["application/json"]["example"]]
        ]


OPERATIONS = [
    Documented(method, path, raw)
    for path, item in document()["paths"].items()
    for method, raw in item.items()
    if method != "parameters"
]


def argument(operation: Documented) -> list[Any]:
    """The body as a caller would give it."""
    if operation.body is None:
        return []
    media_type, schema, example = operation.body
    if media_type == "application/xml":
        return [example]
    properties = document()["components"]["schemas"][schema].get("properties", {})
    if not properties:
        return [example]
    if set(properties) == {"data"}:
        kind = getattr(models, properties["data"]["items"]["$ref"].rpartition("/")[2])
        return [[kind.from_dict(item) for item in example["data"]]]
    return [getattr(models, schema).from_dict(example)]


async def make(client: InteropClient, operation: Documented, *, full: bool = True) -> Any:
    """Make the call with everything set, or with what is required; of a list, the first page."""
    resource, method = operation.call
    call: Callable[..., Any] = getattr(getattr(client, resource), method)
    options = dict(operation.query)
    if not full:
        options = {name: value for name, value in options.items() if name == "replace"}
    if "page" in options:
        options["start_page"] = options.pop("page")
    result = call(*operation.in_path, *argument(operation), **options)
    if isinstance(result, Pager):
        return await anext(result.pages())
    return await result


def plain(result: Any) -> Any:
    """A result as JSON."""
    if isinstance(result, Model):
        return result.to_dict()
    if isinstance(result, list):
        return [item.to_dict() for item in result]
    return result


def built(operation: Documented) -> Operation[Any]:
    """The call, as the generated builder makes it."""
    tag = operation.raw["tags"][0].lower().replace(" ", "_")
    module = "".join(f"_{c.lower()}" if c.isupper() else c for c in operation.id)
    builder = import_module(f"interop_client._generated.api.{tag}.{module}").operation
    arguments = operation.query if "replace" in operation.query else {}
    made: Operation[Any] = builder(*operation.in_path, *argument(operation), **arguments)
    return made
