"""What the templates see of the document beyond what openapi-python-client's parser keeps."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlsplit

from openapi_python_client import strings
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import (
    EnumProperty,
    LiteralEnumProperty,
    ModelProperty,
    Property,
)

from forms import Form, UnsupportedError, form_of

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
REPEATABLE = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"}
IN_PATH = {"encode_uuid": "UUID | str", "encode_string": "str", "encode_integer": "int"}

# The class that the client raises for an error response.
ERRORS = {
    "400": "BadRequestError",
    "403": "PermissionDeniedError",
    "404": "NotFoundError",
    "409": "ConflictError",
}

# Names that attributes of a model, and arguments of a method, cannot have: a class body or a
# function body of the templates uses them.
MODEL_NAMES = {
    *("additional_properties", "from_dict", "to_dict", "FIELDS", "READ_ONLY", "SECRET"),
    *("Any", "ClassVar", "Model", "Self", "UNSET", "Unset"),
    *("attrs", "classmethod", "hide_value", "show_names"),
}
ARGUMENT_NAMES = {
    *("body", "items", "self", "start_page", "call", "operation"),
    *("Operation", "Pager", "keep_where", "partial", "path_segment"),
    *("query_list", "query_string", "query_value"),
}
# Names that attributes can have, where what they stand for is then called otherwise.
BUILTINS = {"bool", "dict", "float", "frozenset", "int", "list", "object", "str", "tuple"}
IMPORTED = {"Mapping", "Sequence", "UUID", "date", "datetime"}


def identifier(name: str, fallback: str, taken: set[str]) -> str:
    """The wire's own name where Python and the templates allow it."""
    usable = name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("_")
    chosen = name if usable else str(fallback)
    return f"{chosen}_" if chosen in taken else chosen


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
        self.form = form
        self.name = identifier(
            self.key,
            prop.python_name,
            MODEL_NAMES | {model.name} | {name for _, name in form.models},
        )
        self.required = model.sent_only and not model.patch and prop.required
        self.read_only = bool(raw.get("readOnly"))
        self.secret = bool(form.secret or raw.get("x-secret") or raw.get("format") == "password")
        self.qualified = literal(f"{model.name}.{self.name}")
        self._model = model
        self._raw = raw

    @property
    def description(self) -> str:
        """What the document says, with what a caller has to know besides."""
        text = prose(self._raw.get("description") or self.form.description)
        if self._model.sent_only and self.form.type == "datetime":
            text += " An aware datetime."
        if self.read_only and not self._model.sent_only and self._model.body:
            text += " Read-only: left out of what is sent."
        return text

    @property
    def key_literal(self) -> str:
        return literal(self.key)

    @property
    def annotation(self) -> str:
        form = self._model.unshadowed(
            self.form.accepted if self._model.sent_only else self.form.type
        )
        if self.required:
            return form
        return f"{form} | Unset | None" if self._model.patch else f"{form} | None"

    @property
    def declaration(self) -> str:
        default = "" if self.required else "UNSET" if self._model.patch else "None"
        if self.secret:
            given = f"default={default}, " if default else ""
            return f"{self.annotation} = attrs.field({given}repr=hide_value)"
        return f"{self.annotation} = {default}" if default else self.annotation

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
        self.body = schema_name in document.sent
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
            raise UnsupportedError(f"{schema_name}: two properties share one attribute name")
        self._shadowing = set(names)
        self._document = document

    @property
    def read_only(self) -> list[str]:
        return [field.key_literal for field in self.fields if field.read_only]

    @property
    def secrets(self) -> list[str]:
        return [literal(field.name) for field in self.fields if field.secret]

    @property
    def imports(self) -> list[tuple[str, str]]:
        """Module and name of the classes that it refers to, and that do not refer back."""
        return [item for item in self._references if item not in self.late_imports]

    @property
    def late_imports(self) -> list[tuple[str, str]]:
        """The same of those that do refer back, directly or through others."""
        return [
            (module, name)
            for module, name in self._references
            if self._document.leads_to(name, self.name)
        ]

    @property
    def _references(self) -> list[tuple[str, str]]:
        found = {item for field in self.fields for item in field.form.models}
        return sorted(item for item in found if item[1] != self.name)

    def unshadowed(self, annotation: str) -> str:
        """An annotation that means the same where fields have the names of types in it."""

        def other(match: re.Match[str]) -> str:
            name = match.group()
            if name not in self._shadowing:
                return name
            return f"builtins.{name}" if name in BUILTINS else f"_{name}"

        return re.sub(r"\b[A-Za-z_]\w*", other, annotation)

    @property
    def aliases(self) -> list[str]:
        """Imported names that are called otherwise, as fields have them."""
        used = {
            name
            for field in self.fields
            for name in re.findall(r"\w+", f"{field.form.type} {field.form.accepted}")
        }
        return sorted(self._shadowing & IMPORTED & used)


class ParameterView:
    """One parameter of an operation."""

    def __init__(self, document: DocumentView, prop: Property, raw: dict[str, Any]) -> None:
        self.key = prop.name.get_untrusted_value()
        self.name = identifier(self.key, prop.python_name, ARGUMENT_NAMES)
        self.description = prose(raw.get("description", ""))
        self.schema = document.resolve(raw.get("schema", {}))
        self.raw = raw
        self.form = document.form(prop)
        self.required = bool(raw.get("required"))
        item = self.form.item or self.form
        if item.item is not None or "Mapping" in item.accepted or item.writer.startswith("partial"):
            raise UnsupportedError(f"the parameter {self.key}: only plain values and lists of them")
        if raw.get("style", "form") != "form" and raw["in"] == "query":
            raise UnsupportedError(
                f"the parameter {self.key}: style {raw['style']} has no template"
            )

    @property
    def declaration(self) -> str:
        accepted = self.form.accepted
        return f"{self.name}: {accepted}" + ("" if self.required else " | None = None")

    @property
    def in_path(self) -> str:
        """The declaration of an argument that becomes a segment of the path."""
        if self.form.item is not None or self.form.writer not in IN_PATH:
            raise UnsupportedError(
                f"the parameter {self.key}: neither id, text nor whole number in a path"
            )
        return f"{self.name}: {IN_PATH[self.form.writer]}"

    @property
    def segment(self) -> str:
        """The expression that makes the segment."""
        if self.form.writer == "encode_integer":
            return f"{self.form.encoder(self.schema)}({self.name}, '{self.name}')"
        return f"path_segment({self.name}, '{self.name}')"

    @property
    def query_pair(self) -> str:
        name, key = literal(self.name), literal(quote(self.key, safe=""))
        if self.form.item is None:
            value = f"query_value({self.name}, {name}, {self.form.encoder(self.schema)}"
        else:
            separator = literal(f"&{quote(self.key, safe='')}=" if self.separate else ",")
            value = (
                f"query_list({self.name}, {name}, {self.form.item.encoder({})}, "
                f"separator={separator}"
            )
            if self.schema.get("uniqueItems"):
                value += ", unique=True"
            if (minimum := int(self.schema.get("minItems", 1))) > 1:
                value += f", minimum={minimum}"
        return f"({key}, {value}{', required=True' if self.required else ''}))"

    @property
    def separate(self) -> bool:
        """Whether each value of a list is a parameter of its own."""
        return bool(self.raw.get("explode", True))


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
        self.tag = str(raw["tags"][0])
        self.errors = document.errors_of(raw)
        self.http_method = method.upper()
        self.path = path
        self.summary = prose(raw.get("summary", self.id))
        self.description = prose(raw.get("description", ""))
        self.source = document.source(raw)
        self.repeatable = bool(raw.get("x-repeatable", self.http_method in REPEATABLE))
        if endpoint.header_parameters or endpoint.cookie_parameters:
            raise UnsupportedError(f"{self.id}: header and cookie parameters have no template")
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
        self._answers = raw["responses"]
        self.paged = self.result == "page"
        if self.paged and not {"page", "page_size"} <= {item.key for item in self.query_parameters}:
            raise UnsupportedError(
                f"{self.id}: a paged list needs the parameters page and page_size"
            )
        self.body = document.body_of(raw, method)
        self.method_name = document.method_name(self.id, document.resource_name(raw["tags"][0]))
        self.refused_empty = document.names["explicit_flags"].get(self.id, {})
        for name in self.refused_empty:
            self._parameter(name, "explicit_flags").required = True
        self.query_parameters.sort(key=lambda parameter: not parameter.required)
        self.filtered = document.names["client_side_filters"].get(self.id, {})
        for name, routes in self.filtered.items():
            self._parameter(name, "client_side_filters")
            for route in routes:
                document.check_route(self.model, route, "names.yaml, client_side_filters")
        self.read_back = [ReadBackView(self, document, way) for way in raw.get("x-read-back", [])]
        names = [name for name, _, _ in self.positional]
        names += [parameter.name for parameter in self.query_parameters]
        if len(set(names)) != len(names):
            raise UnsupportedError(f"{self.id}: two arguments share one name")

    def _parameter(self, name: str, part: str) -> ParameterView:
        for parameter in self.query_parameters:
            if parameter.name == name:
                return parameter
        raise UnsupportedError(f"names.yaml, {part}: {self.id} has no query parameter {name}")

    @property
    def id_literal(self) -> str:
        return literal(self.id)

    @property
    def path_literal(self) -> str:
        return literal(self.path)

    @property
    def own_parameters(self) -> list[ParameterView]:
        """The query parameters that a caller of the method gives."""
        paging = {"page", "page_size"} if self.paged else set[str]()
        return [item for item in self.query_parameters if item.key not in paging]

    @property
    def url(self) -> str:
        parts = re.split(r"\{([^}]*)\}", self.path)
        segments = {parameter.key: parameter.segment for parameter in self.path_parameters}
        if len(parts) == 1:
            return literal(self.path)
        text = "".join(
            strings.in_f_string_literal(part) if index % 2 == 0 else f"{{{segments[part]}}}"
            for index, part in enumerate(parts)
        )
        return f'f"{text}"'

    @property
    def positional(self) -> list[tuple[str, str, str]]:
        """Name, declaration and description of the positional-only arguments."""
        given = [(item.name, item.in_path, item.description) for item in self.path_parameters]
        if self.body is not None:
            given.append((self.body.name, self.body.declaration, self.body.description))
        return given

    @property
    def result_type(self) -> str:
        """What the builder's operation gives."""
        return {
            "page": f"Page[{self.model}]",
            "one": self.model,
            "one_or_many": f"Sequence[{self.model}]",
            "count": "int",
            "nothing": "None",
        }[self.result]

    @property
    def returned(self) -> str:
        """What a caller of the method gets."""
        if self.paged:
            return f"A pager: `async for` reads one {self.model} after another, page by page."
        if self.result == "nothing":
            return ""
        return next(
            prose(answer["description"])
            for status, answer in self._answers.items()
            if str(status).startswith("2") and answer.get("content")
        )

    @property
    def refusable(self) -> bool:
        """Whether there is an argument that a caller can get wrong."""
        return bool(self.positional or self.own_parameters or self.paged)

    @property
    def parser(self) -> str:
        if self.result in {"count", "nothing"}:
            return self.result
        written = "" if self.paged or self.http_method == "GET" else ", written=True"
        return f"{'page_of' if self.paged else self.result}({self.model}{written})"


class ReadBackView:
    """One way to look up what a write made: an operation that reads it, and how to find it there.

    `x-read-back` has a list of them, each with these keys:

        operation: the operationId of a GET that answers with the same model, or a list of it.
        location: the path parameter of a find, or the property of a listed object, whose value is
            the last segment of the `Location` header.
        body: properties of a listed object that are those of the body that was sent.
        path: properties of a listed object that are path parameters of the write.
    """

    def __init__(self, write: OperationView, document: DocumentView, way: dict[str, Any]) -> None:
        self._write = write
        self._where = f"{write.id}, x-read-back"
        name = str(way.get("operation", ""))
        path, method, raw = document.operation_named(name, self._where)
        kind, model = document.result_of(raw)
        if method != "get" or model != write.model or kind not in {"one", "page"}:
            raise UnsupportedError(f"{self._where}: {name} does not read a {write.model}")
        self.module = str(strings.PythonIdentifier(name, "field_"))
        self.tag = str(raw["tags"][0])
        self._listed = kind == "page"
        self._location = str(way.get("location", ""))
        self._body = [str(each) for each in way.get("body", [])]
        self._path = [str(each) for each in way.get("path", [])]
        needed = re.findall(r"\{([^}]*)\}", path)
        if not self._listed and self._location:
            if self._location not in needed[-1:]:
                raise UnsupportedError(
                    f"{self._where}: {self._location} is not the last path parameter of {name}"
                )
            needed.pop()
        own = {item.key: item.name for item in write.path_parameters}
        if missing := [each for each in [*needed, *self._path] if each not in own]:
            raise UnsupportedError(f"{self._where}: no path parameter {', '.join(missing)}")
        self._arguments = [own[each] for each in needed]
        self._known = {each: own[each] for each in self._path}
        self._check_properties(document)

    def _check_properties(self, document: DocumentView) -> None:
        """See that what is compared exists, in the object and in what is sent."""
        compared = [*self._body, *self._path]
        if not self._listed:
            if compared:
                raise UnsupportedError(f"{self._where}: a find has nothing to compare")
            return
        compared += [self._location] if self._location else []
        if not compared:
            raise UnsupportedError(f"{self._where}: nothing tells the object from others")
        for each in compared:
            document.check_route(self._write.model, each, self._where)
        sent = self._write.body.model if self._write.body else ""
        if self._body and not sent:
            raise UnsupportedError(f"{self._where}: {self._write.id} sends no model")
        for each in self._body:
            document.check_route(sent, each, self._where)

    @property
    def name(self) -> str:
        """The class that does it."""
        if self._listed:
            return "EachListed" if self._write.result == "one_or_many" else "Listed"
        return "Located" if self._location else "Found"

    @property
    def expression(self) -> str:
        """The object that does it."""
        call = self.module
        if self._arguments:
            call = f"partial({', '.join([call, *self._arguments])})"
        options = [call]
        if self._body:
            options.append(f"body=({', '.join(map(literal, self._body))},)")
        if self._known:
            pairs = ", ".join(f"{literal(key)}: {name}" for key, name in self._known.items())
            options.append(f"known={{{pairs}}}")
        if self._listed and self._location:
            options.append(f"location={literal(self._location)}")
        return f"{self.name}({', '.join(options)})"


class BodyView:
    """The request body of an operation."""

    def __init__(
        self,
        declaration: str,
        content: str,
        media_type: str,
        *,
        model: str = "",
        description: str = "",
        optional: bool = False,
    ) -> None:
        self.name = declaration.partition(":")[0]
        self.declaration = f"{declaration} | None = None" if optional else declaration
        absent = f"None if {self.name} is None else " if optional else ""
        self.content = absent + content
        self.content_type = absent + literal(media_type)
        self.model = model
        self.description = description


class ResourceView:
    """One tag: a class with a method for each operation."""

    def __init__(self, attribute: str, folder: str, tag: str, description: str) -> None:
        self.attribute = attribute
        self.folder = folder
        self.tag = tag
        self.class_name = f"{strings.pascal_case(attribute)}Resource"
        self.description = prose(description or f"The operations of {tag}.")
        self.operations: list[OperationView] = []

    @property
    def names(self) -> set[str]:
        """The names that its module uses."""
        found: set[str] = set()
        for operation in self.operations:
            declarations = [declaration for _, declaration, _ in operation.positional]
            declarations += [parameter.declaration for parameter in operation.own_parameters]
            found.update(re.findall(r"\w+", " ".join([operation.result_type, *declarations])))
            if operation.paged:
                found.add("Pager")
                found.update({"partial"} if declarations else ())
            if operation.filtered:
                found.add("keep_where")
        return found


class DocumentView:
    """The whole document, as the templates see it."""

    def __init__(
        self, document: dict[str, Any], parsed: GeneratorData, names: dict[str, Any]
    ) -> None:
        self.document = document
        self.parsed = parsed
        self.names = names
        self.schemas: dict[str, Any] = document.get("components", {}).get("schemas", {})
        self._operations: dict[str, tuple[str, str, dict[str, Any]]] = {}
        for path, item in document["paths"].items():
            for method, raw in self._methods_of(item):
                self._add_operation(path, method, raw)
        self.operation_ids = [raw["operationId"] for _, _, raw in self._operations.values()]
        self._check_names()
        self.resources = self._resources()
        self.models = [ModelView(self, model) for model in parsed.models if self.has_class(model)]

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

    def _check_names(self) -> None:
        tags = {raw["tags"][0] for _, _, raw in self._operations.values()}
        if unknown := set(self.names["resources"]) - tags:
            raise UnsupportedError(f"names.yaml names unknown tags: {sorted(unknown)}")
        for part in ("operations", "explicit_flags", "client_side_filters"):
            if unknown := set(self.names[part]) - set(self.operation_ids):
                raise UnsupportedError(f"names.yaml names unknown operations: {sorted(unknown)}")

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
                if resource.tag != tag:
                    raise UnsupportedError(
                        f"the tags {resource.tag} and {tag} would both be {attribute}; "
                        "give one a row in names.yaml"
                    )
                resource.operations.append(OperationView(self, endpoint, path, method, raw))
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
        for name in self.schemas:
            if strings.ClassName(name, "") == class_name:
                return name
        raise UnsupportedError(f"{class_name} is a schema without a name: make it a component")

    def leads_to(self, start: str, target: str) -> bool:
        """Whether a class refers to another, directly or through others."""
        return self.schema_name(target) in self._reachable({self.schema_name(start)})

    def operation_named(self, name: str, where: str) -> tuple[str, str, dict[str, Any]]:
        """Path, method and content of the operation with this operationId."""
        for path, method, raw in self._operations.values():
            if raw["operationId"] == name:
                return path, method, raw
        raise UnsupportedError(f"{where}: there is no operation {name!r}")

    def beside(self, operation: OperationView, way: ReadBackView) -> str:
        """Where the module of another operation is, seen from that of an operation."""
        here, there = (
            next(item.folder for item in self.resources if item.tag == tag)
            for tag in (operation.tag, way.tag)
        )
        return f".{way.module}" if here == there else f"..{there}.{way.module}"

    def check_route(self, class_name: str, route: str, where: str) -> None:
        """See that a dotted path of properties exists in a schema."""
        schema = self.schemas[self.schema_name(class_name)]
        for key in route.split("."):
            if key not in schema.get("properties", {}):
                raise UnsupportedError(f"{where}: {class_name} has no {route}")
            schema = self.resolve(schema["properties"][key])

    def errors_of(self, raw: dict[str, Any]) -> list[tuple[str, str]]:
        """Class and meaning of the errors that the document explains for this operation alone."""
        return [
            (ERRORS[code], prose(answer["description"]))
            for code, answer in raw["responses"].items()
            if code in ERRORS and "$ref" not in answer
        ]

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
        return f"{raw.get('x-evidence', {}).get('level', 'inferred')}."

    def form(self, prop: Property) -> Form:
        return form_of(prop, self)

    def is_free_form(self, class_name: str) -> bool:
        """Whether a component is any JSON object, so that a mapping says all there is to say."""
        name = self.schema_name(class_name)
        return not self.schemas[name].get("properties") and name not in self._answer_roots

    def has_class(self, model: ModelProperty) -> bool:
        name = self.schema_name(str(model.class_info.name))
        used = self.answered | self.sent | {"ErrorType"}
        return name in used and not self.is_free_form(str(model.class_info.name))

    @cached_property
    def _answer_roots(self) -> set[str]:
        """The schemas that the envelopes of successful answers hold."""
        found = {self.result_of(raw)[1] for _, _, raw in self._operations.values()}
        return {self.schema_name(name) for name in found if name}

    @cached_property
    def answered(self) -> set[str]:
        """The schemas that the service sends."""
        return self._reachable(self._answer_roots | ({"ErrorType"} & set(self.schemas)))

    @cached_property
    def sent(self) -> set[str]:
        """The schemas that requests send."""
        return self._reachable(self._request_roots)

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
        media = [
            item
            for code, answer in raw["responses"].items()
            if str(code).startswith("2")
            for item in self.resolve(answer).get("content", {}).items()
        ]
        schemas = [content.get("schema", {}) for _, content in media]
        if not media:
            return "nothing", ""
        if {name for name, _ in media} != {"application/json"} or schemas != schemas[:1] * len(
            media
        ):
            raise UnsupportedError(
                f"{raw['operationId']}: one JSON schema for all answers that succeed"
            )
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
        if reference is None or self.schemas[reference].get("type") != "object":
            raise UnsupportedError(f"{raw['operationId']}: an answer of this form has no template")
        return kind, str(strings.ClassName(reference, ""))

    def body_of(self, raw: dict[str, Any], method: str) -> BodyView | None:
        """How the request body is taken and sent."""
        if "requestBody" not in raw:
            return None
        body = self.resolve(raw["requestBody"])
        text = prose(body.get("description", ""))
        optional = not body.get("required", False)
        (media_type, media), *others = body["content"].items()
        if others:
            raise UnsupportedError(f"{raw['operationId']}: several media types of a body")
        if media_type == "application/xml":
            return BodyView(
                "body: str | bytes",
                "xml_content(body)",
                media_type,
                description=text,
                optional=optional,
            )
        reference = self._reference(media.get("schema", {}))
        if media_type != "application/json" or reference is None:
            raise UnsupportedError(f"{raw['operationId']}: a body of {media_type} has no template")
        if item := self._bulk_item(reference):
            name = str(strings.ClassName(item, ""))
            if optional:
                raise UnsupportedError(f"{raw['operationId']}: an optional list as a body")
            declaration, content = f"items: Sequence[{name}]", f"models_content(items, {name})"
        elif self.is_free_form(str(strings.ClassName(reference, ""))):
            name = ""
            declaration, content = "body: Mapping[str, object]", "object_content(body)"
        else:
            name = str(strings.ClassName(reference, ""))
            additional = ", additional=False" if method == "patch" else ""
            declaration, content = f"body: {name}", f"model_content(body, {name}{additional})"
        return BodyView(
            declaration, content, media_type, model=name, description=text, optional=optional
        )
