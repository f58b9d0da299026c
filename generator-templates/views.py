"""What the templates see of the document beyond what openapi-python-client's parser keeps."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from openapi_python_client import strings
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import (
    EnumProperty,
    LiteralEnumProperty,
    ModelProperty,
    Property,
)

from forms import Form, form_of

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
REPEATABLE = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"}
MODEL_NAMES = {"additional_properties", "from_dict", "to_dict", "FIELDS", "READ_ONLY", "SECRET"}


class Unsupported(Exception):
    """The document has something for which the templates have no code."""


def identifier(name: str, fallback: str) -> str:
    """The wire's own name where Python allows it."""
    usable = name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("_")
    return name if usable and name not in MODEL_NAMES else str(fallback)


def literal(text: str) -> str:
    """A double-quoted literal of `text`."""
    return f'"{strings.in_double_quote_literal(text)}"'


def prose(text: str) -> str:
    """`text` as one paragraph that is safe in a docstring."""
    return strings.safe_for_docstring(" ".join(text.split()))


class FieldView:
    """One property of a model."""

    def __init__(self, model: ModelView, prop: Property, raw: dict[str, Any], form: Form) -> None:
        self.key = prop.name.get_untrusted_value()
        self.name = identifier(self.key, prop.python_name)
        self.form = form
        self.required = model.sent_only and not model.patch and prop.required
        self.read_only = bool(raw.get("readOnly"))
        self.secret = bool(form.secret or raw.get("x-secret") or raw.get("format") == "password")
        self.description = prose(raw.get("description") or form.description)
        self.qualified = literal(f"{model.name}.{self.name}")
        self._model = model
        self._raw = raw

    @property
    def key_literal(self) -> str:
        return literal(self.key)

    @property
    def annotation(self) -> str:
        if self.required:
            return self.form.accepted
        if not self._model.patch:
            return f"{self.form.accepted if self._model.sent_only else self.form.type} | None"
        return f"{self.form.accepted} | Unset | None"

    @property
    def declaration(self) -> str:
        options = []
        if not self.required:
            options.append(f"default={'UNSET' if self._model.patch else 'None'}")
        if self.secret:
            options.append("repr=hidden")
        if not options:
            return self.annotation
        if options == ["default=None"] or options == ["default=UNSET"]:
            return f"{self.annotation} = {options[0][len('default=') :]}"
        return f"{self.annotation} = attrs.field({', '.join(options)})"

    @property
    def decoded(self) -> str:
        return self.form.decode("value")

    @property
    def encoded(self) -> str:
        bounds = self._raw if self._model.sent_only else {}
        return self.form.encode(f"self.{self.name}", self.qualified, bounds)


class ModelView:
    """One class of the models package."""

    def __init__(self, document: DocumentView, model: ModelProperty) -> None:
        self.name = str(model.class_info.name)
        self.module = str(model.class_info.module_name)
        schema_name = document.schema_name(self.name)
        raw = document.schemas[schema_name]
        self.sent_only = schema_name not in document.answered
        self.patch = self.sent_only and schema_name in document.patched
        self.description = prose(raw.get("description", self.name))
        self.source = document.source(raw)
        by_name = {
            prop.name.get_untrusted_value(): prop
            for prop in [*(model.required_properties or []), *(model.optional_properties or [])]
        }
        self.fields = [
            FieldView(self, by_name[key], document.resolve(value), document.form(by_name[key]))
            for key, value in raw.get("properties", {}).items()
        ]
        names = [field.name for field in self.fields]
        if len(set(names)) != len(names):
            raise Unsupported(f"{schema_name}: two properties share one attribute name")

    @property
    def read_only(self) -> list[str]:
        return [field.key_literal for field in self.fields if field.read_only]

    @property
    def secrets(self) -> list[str]:
        return [literal(field.name) for field in self.fields if field.secret]

    @property
    def imports(self) -> list[tuple[str, str]]:
        found = {item for field in self.fields for item in field.form.models}
        return sorted(item for item in found if item[1] != self.name)


class ParameterView:
    """One parameter of an operation."""

    def __init__(self, document: DocumentView, prop: Property, raw: dict[str, Any]) -> None:
        self.key = prop.name.get_untrusted_value()
        self.name = identifier(self.key, prop.python_name)
        self.description = prose(raw.get("description", ""))
        self.schema = raw.get("schema", {})
        self.raw = raw
        self.form = document.form(prop)
        self.said = False

    @property
    def annotation(self) -> str:
        return self.form.accepted if self.said else f"{self.form.accepted} | None"

    @property
    def declaration(self) -> str:
        return f"{self.name}: {self.annotation}" + ("" if self.said else " = None")

    @property
    def query_pair(self) -> str:
        name, key = literal(self.name), literal(self.key)
        if self.form.item is None:
            value = f"query_scalar({self.name}, {name}, {self.form.encoder(self.schema)})"
        else:
            separate = self.raw.get("explode", self.raw.get("style", "form") == "form")
            separator = literal(f"&{self.key}=" if separate else ",")
            value = (
                f"query_values({self.name}, {name}, {self.form.item.encoder({})}, "
                f"separator={separator}, minimum={int(self.schema.get('minItems', 0))})"
            )
        return f"({key}, {value})"


class OperationView:
    """One operation: a builder function and a method."""

    def __init__(
        self,
        document: DocumentView,
        endpoint: Endpoint,
        path: str,
        method: str,
        raw: dict[str, Any],
    ) -> None:
        self.id = raw["operationId"]
        self.module = str(endpoint.name)
        self.http_method = method.upper()
        self.path = path
        self.summary = prose(raw.get("summary", self.id))
        self.description = prose(raw.get("description", ""))
        self.source = document.source(raw)
        self.repeatable = bool(raw.get("x-repeatable", self.http_method in REPEATABLE))
        if endpoint.header_parameters or endpoint.cookie_parameters:
            raise Unsupported(f"{self.id}: header and cookie parameters have no template")
        parameters = {
            (item["in"], item["name"]): item
            for item in map(document.resolve, raw.get("parameters", []))
        }
        self.path_parameters = [
            ParameterView(document, prop, parameters["path", prop.name.get_untrusted_value()])
            for prop in endpoint.path_parameters
        ]
        self.query_parameters = [
            ParameterView(document, prop, parameters["query", prop.name.get_untrusted_value()])
            for prop in endpoint.query_parameters
        ]
        self.result, self.model = document.result_of(raw)
        self.paged = self.result == "page"
        if self.paged and not {"page", "page_size"} <= {item.key for item in self.query_parameters}:
            raise Unsupported(f"{self.id}: a paged list needs the parameters page and page_size")
        self.body = document.body_of(raw, method)
        self.method_name = document.method_name(self.id, document.resource_name(raw["tags"][0]))
        self.refused_empty = document.names["said_by_the_caller"].get(self.id, {})
        for parameter in self.query_parameters:
            parameter.said = parameter.name in self.refused_empty
        self.filtered = document.names["filtered_again"].get(self.id, {})

    @property
    def id_literal(self) -> str:
        return literal(self.id)

    @property
    def own_parameters(self) -> list[ParameterView]:
        """The query parameters that a caller of the method gives."""
        paging = {"page", "page_size"} if self.paged else set[str]()
        return [item for item in self.query_parameters if item.key not in paging]

    @property
    def url(self) -> str:
        parts = re.split(r"\{([^}]*)\}", self.path)
        names = {parameter.key: parameter.name for parameter in self.path_parameters}
        if len(parts) == 1:
            return literal(self.path)
        text = "".join(
            strings.in_f_string_literal(part)
            if index % 2 == 0
            else f"{{path_segment({names[part]}, '{names[part]}')}}"
            for index, part in enumerate(parts)
        )
        return f'f"{text}"'

    @property
    def positional(self) -> list[tuple[str, str, str]]:
        """Name, declaration and description of the positional-only arguments."""
        given = [
            (item.name, f"{item.name}: UUID | str", item.description)
            for item in self.path_parameters
        ]
        if self.body is not None:
            given.append((self.body.name, self.body.declaration, self.body.description))
        return given

    @property
    def result_type(self) -> str:
        """What the builder's operation gives."""
        return {
            "page": f"Page[{self.model}]",
            "one": self.model,
            "one_or_many": f"builtins.list[{self.model}]",
            "count": "int",
            "nothing": "None",
        }[self.result]

    @property
    def parser(self) -> str:
        if self.result in {"count", "nothing"}:
            return self.result
        return f"{'page_of' if self.paged else self.result}({self.model})"


class BodyView:
    """The request body of an operation."""

    def __init__(
        self, name: str, declaration: str, content: str, media_type: str, model: str, text: str
    ) -> None:
        self.name = name
        self.declaration = declaration
        self.content = content
        self.media_type = literal(media_type)
        self.model = model
        self.description = text


class ResourceView:
    """One tag: a class with a method for each operation."""

    def __init__(self, attribute: str, folder: str, tag: str, description: str) -> None:
        self.attribute = attribute
        self.folder = folder
        self.tag = tag
        self.class_name = f"{strings.pascal_case(attribute)}Resource"
        self.description = prose(description or f"The operations of {tag}.")
        self.operations: list[OperationView] = []


class DocumentView:
    """The whole document, as the templates see it."""

    def __init__(
        self, document: dict[str, Any], parsed: GeneratorData, names: dict[str, Any]
    ) -> None:
        self.document = document
        self.parsed = parsed
        self.names = names
        self.schemas: dict[str, Any] = document.get("components", {}).get("schemas", {})
        self._operations = {
            strings.PythonIdentifier(raw["operationId"], "field_"): (path, method, raw)
            for path, item in document["paths"].items()
            for method, raw in self._methods_of(item)
        }
        self.operation_ids = [raw["operationId"] for _, _, raw in self._operations.values()]
        self._check_names()
        self.resources = self._resources()
        self.models = [ModelView(self, model) for model in parsed.models if self.has_class(model)]

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

    def _check_names(self) -> None:
        if len(set(self.operation_ids)) != len(self.operation_ids):
            raise Unsupported("two operations share an operationId")
        for part in ("operations", "said_by_the_caller", "filtered_again"):
            if unknown := set(self.names[part]) - set(self.operation_ids):
                raise Unsupported(f"names.yaml names unknown operations: {sorted(unknown)}")

    def _resources(self) -> list[ResourceView]:
        texts = {tag["name"]: tag.get("description", "") for tag in self.document.get("tags", [])}
        found: dict[str, ResourceView] = {}
        for folder, collection in self.parsed.endpoint_collections_by_tag.items():
            for endpoint in collection.endpoints:
                path, method, raw = self._operations[endpoint.name]
                tag = raw["tags"][0]
                attribute = self.resource_name(tag)
                resource = found.setdefault(
                    attribute, ResourceView(attribute, str(folder), tag, texts.get(tag, ""))
                )
                resource.operations.append(OperationView(self, endpoint, path, method, raw))
        for resource in found.values():
            names = [operation.method_name for operation in resource.operations]
            for name in names:
                if names.count(name) > 1:
                    raise Unsupported(
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

    def resource_name(self, tag: str) -> str:
        return str(self.names["resources"].get(tag) or strings.PythonIdentifier(tag, "tag"))

    def method_name(self, operation_id: str, resource: str) -> str:
        """The row of the naming table; without one, the verb where the rest is the resource."""
        if named := self.names["operations"].get(operation_id):
            return str(named)
        name = str(strings.PythonIdentifier(operation_id, "field_"))
        verb, _, rest = name.partition("_")
        return verb if rest in {resource, resource.removesuffix("s")} else name

    def resolve(self, value: dict[str, Any]) -> dict[str, Any]:
        """The object behind a `$ref`, and behind a union of one `$ref` and null."""
        while "$ref" in value:
            _, *parts = value["$ref"].split("/")
            value = self.document
            for part in parts:
                value = value[part]
        return value

    def schema_name(self, class_name: str) -> str:
        return next(name for name in self.schemas if strings.ClassName(name, "") == class_name)

    def enum_description(self, enum: EnumProperty | LiteralEnumProperty) -> str:
        raw = self.schemas[self.schema_name(str(enum.class_info.name))]
        return prose(raw.get("description", str(enum.class_info.name)))

    def enum_source(self, enum: EnumProperty | LiteralEnumProperty) -> str:
        return self.source(self.schemas[self.schema_name(str(enum.class_info.name))])

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

    def source(self, raw: dict[str, Any]) -> str:
        evidence = raw.get("x-evidence", {})
        stated = prose(evidence.get("stated", ""))
        return f"{evidence.get('level', 'inferred')}. {stated}".strip()

    def form(self, prop: Property) -> Form:
        return form_of(prop, self)

    def is_free_form(self, class_name: str) -> bool:
        """Whether a component is any JSON object, so that a mapping says all there is to say."""
        name = self.schema_name(class_name)
        return not self.schemas[name].get("properties") and name not in self._answer_roots

    def has_class(self, model: ModelProperty) -> bool:
        name = self.schema_name(str(model.class_info.name))
        used = self.answered | self._reachable(self._request_roots) | {"ErrorType"}
        return name in used and not self.is_free_form(str(model.class_info.name))

    @cached_property
    def _answer_roots(self) -> set[str]:
        """The schemas that the envelopes of successful answers hold."""
        found = {self.result_of(raw)[1] for _, _, raw in self._operations.values()}
        return {name for name in found if name}

    @cached_property
    def answered(self) -> set[str]:
        """The schemas that the service sends."""
        return self._reachable(self._answer_roots | ({"ErrorType"} & set(self.schemas)))

    @cached_property
    def patched(self) -> set[str]:
        """The schemas that bodies of PATCH requests have."""
        return {
            name
            for _, method, raw in self._operations.values()
            if method == "patch"
            for name in self._body_references(raw)
        }

    @cached_property
    def _request_roots(self) -> set[str]:
        found: set[str] = set()
        for _, _, raw in self._operations.values():
            for name in self._body_references(raw):
                bulk = self._bulk_item(name)
                found.add(bulk or name)
        return found

    def _body_references(self, raw: dict[str, Any]) -> set[str]:
        content = self.resolve(raw.get("requestBody", {})).get("content", {})
        return {
            reference
            for media in content.values()
            if (reference := self._reference(media.get("schema", {})))
        }

    def _reachable(self, roots: set[str]) -> set[str]:
        found: set[str] = set()
        waiting = list(roots)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(self._references(self.schemas[name]))
        return found

    def _references(self, value: object) -> Iterator[str]:
        if isinstance(value, dict):
            if isinstance(value.get("$ref"), str):
                yield value["$ref"].rsplit("/", 1)[1]
            for item in value.values():
                yield from self._references(item)
        elif isinstance(value, list):
            for item in value:
                yield from self._references(item)

    def _reference(self, schema: dict[str, Any]) -> str | None:
        """The component behind a schema that is a `$ref`, or a `$ref` or null."""
        if "$ref" in schema:
            return str(schema["$ref"].rsplit("/", 1)[1])
        options = [item for item in schema.get("oneOf", []) if item.get("type") != "null"]
        return self._reference(options[0]) if len(options) == 1 else None

    def _bulk_item(self, name: str) -> str | None:
        """The item of a request that is nothing but a list under `data`."""
        properties = self.schemas[name].get("properties", {})
        if set(properties) != {"data"} or properties["data"].get("type") != "array":
            return None
        return self._reference(properties["data"]["items"])

    def result_of(self, raw: dict[str, Any]) -> tuple[str, str]:
        """How a successful answer is read, and the class that it holds."""
        answers = [
            self.resolve(answer) for code, answer in raw["responses"].items() if code[:1] == "2"
        ]
        schemas = [
            answer["content"]["application/json"]["schema"]
            for answer in answers
            if "application/json" in answer.get("content", {})
        ]
        if not schemas:
            return "nothing", ""
        schema = self.resolve(schemas[0])
        if schema.get("x-shape") == "count":
            return "count", ""
        properties = schema.get("properties", {})
        data = properties.get("data", {})
        if data.get("type") == "array":
            kind, name = "page" if "paging" in properties else "one_or_many", data["items"]
        elif any(option.get("type") == "array" for option in data.get("oneOf", [])):
            kind = "one_or_many"
            name = next(option for option in data["oneOf"] if option.get("type") != "array")
        else:
            kind, name = "one", data
        reference = self._reference(name)
        if reference is None:
            raise Unsupported(f"{raw['operationId']}: an answer of this form has no template")
        return kind, str(strings.ClassName(reference, ""))

    def body_of(self, raw: dict[str, Any], method: str) -> BodyView | None:
        """How the request body is taken and sent."""
        if "requestBody" not in raw:
            return None
        body = self.resolve(raw["requestBody"])
        text = prose(body.get("description", ""))
        (media_type, media), *others = body["content"].items()
        required = body.get("required", False)
        if others:
            raise Unsupported(f"{raw['operationId']}: several media types of a body")
        if media_type == "application/xml":
            if not required:
                raise Unsupported(f"{raw['operationId']}: an optional XML body")
            return BodyView("body", "body: str | bytes", "xml_content(body)", media_type, "", text)
        reference = self._reference(media["schema"])
        if media_type != "application/json" or reference is None:
            raise Unsupported(f"{raw['operationId']}: a body of {media_type} has no template")
        if item := self._bulk_item(reference):
            name = str(strings.ClassName(item, ""))
            content = f"models_content(items, {name})"
            return BodyView("items", f"items: Sequence[{name}]", content, media_type, name, text)
        name = str(strings.ClassName(reference, ""))
        if self.is_free_form(name):
            kind, content = "Mapping[str, object]", "object_content(body)"
            name = ""
        else:
            additional = "" if method != "patch" else ", additional=False"
            kind, content = name, f"model_content(body, {name}{additional})"
            if not required:
                content = f"None if body is None else {content}"
        declaration = f"body: {kind}" if required else f"body: {kind} | None = None"
        return BodyView("body", declaration, content, media_type, name, text)
