"""The document as the contract to verify: its read-only operations and its schemas."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs

from ..errors import ConfigurationError

Json = dict[str, Any]

_PACKAGE = Path(__file__).resolve().parents[1]
# In the wheel it lies beside the sandbox, in a checkout in its own folder.
_PLACES = (_PACKAGE / "sandbox" / "interop.yaml", _PACKAGE.parent / "openapi" / "interop.yaml")


@attrs.frozen
class ReadOperation:
    """One GET of the document.

    Args:
        id: its operationId.
        path: its path, with `{name}` for what it takes.
        credential: `account`, `actor` or `either`.
        parameters: the schemas of its query parameters, by name.
        responses: the documented statuses, each with the schema of its JSON body or None.
    """

    id: str
    path: str
    credential: str
    parameters: dict[str, Json]
    responses: dict[str, Json | None]

    @property
    def is_paged(self) -> bool:
        """Whether it is a list."""
        return "page" in self.parameters

    @property
    def variable(self) -> str | None:
        """The name of what its path takes; None for none."""
        names = [part[1:-1] for part in self.path.split("/") if part.startswith("{")]
        return names[0] if names else None

    @property
    def parent(self) -> str:
        """The path of the list that what its path takes comes from."""
        return self.path.partition("/{")[0]

    @property
    def success(self) -> str:
        """The documented status of success."""
        return next(status for status in self.responses if status.startswith("2"))


class Contract:
    """The document that this version of the package was generated from.

    Args:
        content: the document.
    """

    def __init__(self, content: Json) -> None:
        self.content = content
        self.operations: Sequence[ReadOperation] = [
            self._operation(path, item) for path, item in content["paths"].items() if "get" in item
        ]

    @classmethod
    def packaged(cls) -> Contract:
        """The document that came with the package.

        Raises:
            ConfigurationError: it is not there, or the package to read it with is missing.
        """
        try:
            import yaml
        except ImportError:
            raise ConfigurationError(
                "verify reads the OpenAPI document with PyYAML, which is not installed: install"
                " this package with its extra `cli`"
            ) from None
        for place in _PLACES:
            if place.is_file():
                loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
                return cls(yaml.load(place.read_text(encoding="utf-8"), loader))
        raise ConfigurationError(f"the OpenAPI document is not where it should be: {_PLACES[0]}")

    def resolved(self, schema: Any) -> tuple[str | None, Json]:
        """A schema behind its references, with the name of the last."""
        name = None
        while isinstance(schema, dict) and "$ref" in schema:
            reference = schema["$ref"]
            name = reference.rpartition("/")[2]
            schema = self._target(reference)
        return name, schema if isinstance(schema, dict) else {}

    def _target(self, reference: str) -> Any:
        found: Any = self.content
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
        return found

    def _operation(self, path: str, item: Json) -> ReadOperation:
        raw = item["get"]
        given = [*(item.get("parameters") or ()), *(raw.get("parameters") or ())]
        parameters = [self.resolved(each)[1] for each in given]
        responses: dict[str, Json | None] = {}
        for status, response in raw["responses"].items():
            content = self.resolved(response)[1].get("content") or {}
            responses[str(status)] = (content.get("application/json") or {}).get("schema")
        return ReadOperation(
            raw["operationId"],
            path,
            raw["x-credential"],
            {
                each["name"]: self.resolved(each.get("schema"))[1]
                for each in parameters
                if each["in"] == "query"
            },
            responses,
        )
