"""The whole document, as the templates see it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from openapi_python_client import strings
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import (
    EnumProperty,
    LiteralEnumProperty,
    ModelProperty,
)

from .models import ModelView
from .naming import Naming
from .operations import OperationView
from .read_back import ReadBackView
from .resources import ResourceView
from .schemas import Schemas
from .text import UnsupportedError, literal, prose

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class DocumentView:
    """The whole document, as the templates see it."""

    def __init__(
        self, document: dict[str, Any], parsed: GeneratorData, names: dict[str, Any]
    ) -> None:
        self.document = document
        self.parsed = parsed
        self._operations: dict[str, tuple[str, str, dict[str, Any]]] = {}
        for path, item in document["paths"].items():
            for method, raw in self._methods_of(item):
                self._add_operation(path, method, raw)
        self.operation_ids = [raw["operationId"] for _, _, raw in self._operations.values()]
        self.naming = Naming(names)
        tags = {raw["tags"][0] for _, _, raw in self._operations.values()}
        self.naming.check(tags, self.operation_ids)
        self.schemas = Schemas(document, self._operations)
        self.resources = self._resources()
        self.models = [
            ModelView(self.schemas, model) for model in parsed.models if self.has_class(model)
        ]

    def _add_operation(self, path: str, method: str, raw: dict[str, Any]) -> None:
        where = f"{method.upper()} {path}"
        for needed in ("operationId", "tags", "responses"):
            if not raw.get(needed):
                raise UnsupportedError(f"{where} has no {needed}")
        name = str(strings.PythonIdentifier(raw["operationId"], "field_"))
        if name in self._operations:
            other_path, other_method, other = self._operations[name]
            raise UnsupportedError(
                f"{where} and {other_method.upper()} {other_path} would be one module {name}: "
                f"their operationIds are {raw['operationId']} and {other['operationId']}"
            )
        self._operations[name] = path, method, raw

    @staticmethod
    def _methods_of(item: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        for method in METHODS:
            if method in item:
                shared = item.get("parameters", [])
                yield (
                    method,
                    {
                        **item[method],
                        "parameters": [*item[method].get("parameters", []), *shared],
                    },
                )

    def _resources(self) -> list[ResourceView]:
        texts = {tag["name"]: tag.get("description", "") for tag in self.document.get("tags", [])}
        found: dict[str, ResourceView] = {}
        for folder, collection in self.parsed.endpoint_collections_by_tag.items():
            for endpoint in collection.endpoints:
                path, method, raw = self._operations[endpoint.name]
                tag = raw["tags"][0]
                attribute = self.naming.resource_name(tag)
                resource = found.setdefault(
                    attribute, ResourceView(attribute, str(folder), tag, texts.get(tag, ""))
                )
                if resource.tag != tag:
                    raise UnsupportedError(
                        f"the tags {resource.tag} and {tag} would both be {attribute}; "
                        "give one a row in names.yaml"
                    )
                resource.operations.append(
                    OperationView(self.schemas, self.naming, endpoint, path, method, raw)
                )
        for resource in found.values():
            names = [operation.method_name for operation in resource.operations]
            for name in names:
                if names.count(name) > 1:
                    raise UnsupportedError(
                        f"two operations of {resource.tag} would be the method {name}; "
                        "give each a row in names.yaml"
                    )
            resource.operations.sort(key=lambda operation: operation.method_name == "list")
        return list(found.values())

    @property
    def server_url(self) -> str:
        """The address of the first server, as a literal."""
        server = self.document["servers"][0]
        url = server["url"]
        for name, variable in server.get("variables", {}).items():
            url = url.replace(f"{{{name}}}", variable["default"])
        return literal(url)

    @property
    def token_path(self) -> str:
        """The path of the token endpoint, as a literal."""
        schemes = self.document["components"]["securitySchemes"].values()
        flows = (scheme.get("flows", {}).get("clientCredentials") for scheme in schemes)
        return literal(next(urlsplit(flow["tokenUrl"]).path for flow in flows if flow))

    def resource(self, folder: str) -> ResourceView:
        return next(item for item in self.resources if item.folder == folder)

    def operation(self, endpoint: Endpoint) -> OperationView:
        return next(
            operation
            for resource in self.resources
            for operation in resource.operations
            if operation.module == endpoint.name
        )

    def model(self, model: ModelProperty) -> ModelView:
        return next(item for item in self.models if item.name == model.class_info.name)

    def beside(self, operation: OperationView, way: ReadBackView) -> str:
        """Where the module of another operation is, seen from that of an operation."""
        here, there = (
            next(item.folder for item in self.resources if item.tag == tag)
            for tag in (operation.tag, way.tag)
        )
        return f".{way.module}" if here == there else f"..{there}.{way.module}"

    def enum_description(self, enum: EnumProperty | LiteralEnumProperty) -> str:
        raw = self.schemas.schemas[self.schemas.schema_name(str(enum.class_info.name))]
        return prose(raw.get("description", str(enum.class_info.name)))

    def enum_source(self, enum: EnumProperty | LiteralEnumProperty) -> str:
        return self.schemas.source(
            self.schemas.schemas[self.schemas.schema_name(str(enum.class_info.name))]
        )

    def classes_of(self, resource: ResourceView) -> list[tuple[str, str]]:
        """Module and name of the classes that a resource's signatures name."""
        found = {item for each in resource.operations for item in self.classes_of_operation(each)}
        return sorted(found)

    def classes_of_operation(self, operation: OperationView) -> list[tuple[str, str]]:
        """Module and name of the classes that a builder names."""
        names = {operation.model, operation.body.model if operation.body else ""} - {""}
        found = {(model.module, model.name) for model in self.models if model.name in names}
        for parameter in operation.query_parameters:
            found.update(parameter.form.models)
        return sorted(found)

    def has_class(self, model: ModelProperty) -> bool:
        name = self.schemas.schema_name(str(model.class_info.name))
        used = self.schemas.answered | self.schemas.sent | {"ErrorType"}
        return name in used and not self.schemas.is_free_form(str(model.class_info.name))
