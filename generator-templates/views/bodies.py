"""Bodies: how the body of a request is taken and sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openapi_python_client import strings

from .schemas import is_partial
from .text import UnsupportedError, literal, prose

if TYPE_CHECKING:
    from .schemas import Schemas


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


def body_of(schemas: Schemas, raw: dict[str, Any], method: str) -> BodyView | None:
    """How the request body is taken and sent."""
    if "requestBody" not in raw:
        return None
    body = schemas.resolve(raw["requestBody"])
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
    reference = schemas.reference(media.get("schema", {}))
    if media_type != "application/json" or reference is None:
        raise UnsupportedError(f"{raw['operationId']}: a body of {media_type} has no template")
    declaration, content, name = _json_body(schemas, raw, method, reference)
    return BodyView(
        declaration, content, media_type, model=name, description=text, optional=optional
    )


def _json_body(
    schemas: Schemas, raw: dict[str, Any], method: str, reference: str
) -> tuple[str, str, str]:
    """Declaration and content of a JSON body, and the class that it is."""
    if item := schemas.bulk_item(reference):
        name = str(strings.ClassName(item, ""))
        if not schemas.resolve(raw["requestBody"]).get("required", False):
            raise UnsupportedError(f"{raw['operationId']}: an optional list as a body")
        declaration, content = f"items: Sequence[{name}]", f"models_content(items, {name})"
    elif schemas.is_free_form(str(strings.ClassName(reference, ""))):
        name = ""
        declaration, content = "body: Mapping[str, object]", "object_content(body)"
    else:
        name = str(strings.ClassName(reference, ""))
        additional = ", additional=False" if is_partial(raw, method) else ""
        declaration, content = f"body: {name}", f"model_content(body, {name}{additional})"
    return declaration, content, name
