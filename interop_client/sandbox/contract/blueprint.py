"""Integration Blueprints: XML that is checked for form, and read for its version and title."""

from __future__ import annotations

from xml.parsers import expat

import attrs


@attrs.frozen
class Blueprint:
    """What the sandbox reads from a blueprint: the root's Version, and the integration's Title."""

    version: str | None
    title: str | None


class BlueprintError(ValueError):
    """The XML is not well-formed, or declares entities."""


def read_blueprint(content: bytes) -> Blueprint:
    """Reads a blueprint; entity declarations are refused, so nothing is ever expanded.

    Raises:
        BlueprintError: it is not well-formed, or declares entities.
    """
    found: dict[str, str] = {}
    path: list[str] = []
    parser = expat.ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        if not path:
            found["Version"] = attributes.get("Version", "")
        path.append(name)

    def end(name: str) -> None:
        path.pop()

    def text(data: str) -> None:
        if path[1:] == ["Integration", "Title"]:
            found["Title"] = found.get("Title", "") + data

    def refuse_entities(*arguments: object) -> None:
        raise BlueprintError("the XML declares an entity")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = refuse_entities
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise BlueprintError(f"the XML is not well-formed: {error}") from error
    version, title = (found.get(name, "").strip() or None for name in ("Version", "Title"))
    return Blueprint(version, title)
