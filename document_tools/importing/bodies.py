"""Bodies: what the file says that a request sends."""

from __future__ import annotations

from ruamel.yaml.comments import CommentedMap

from .components import Drafts, Import
from .layout import insert_after, mapping, prose
from .moves import Place
from .schemas import Schemas
from .source import Stated

MEDIA = ("application/json", "application/xml")
"""The media types for which there is code."""


class Bodies:
    """Lays bodies of the file beside those of ours.

    Args:
        shared: the import.
        schemas: merges schemas.
        drafts: writes schemas.
    """

    def __init__(self, shared: Import, schemas: Schemas, drafts: Drafts) -> None:
        self._shared = shared
        self._schemas = schemas
        self._drafts = drafts
        self._report = shared.report
        self._weight = shared.weight

    def merge(self, place: Place, stated: Stated) -> None:
        where = f"{place.id}.body"
        level = str(place.body["x-evidence"]["level"])
        ours = place.body.get("requestBody")
        media = next((each for each in MEDIA if each in stated.body), None)
        if stated.body and media is None:
            self._report.left_out(where, f"a body of {', '.join(stated.body)}")
        elif ours is None and media is not None:
            self._new_body(place, stated, media, level)
        elif ours is not None and not stated.body:
            self._no_body(place, where, level)
        elif ours is not None and media is not None:
            self._same_body(place, stated, ours, level)

    def _new_body(self, place: Place, stated: Stated, media: str, level: str) -> None:
        where = f"{place.id}.body"
        if not self._weight.wins(level):
            self._report.keep(where, "", None, level, stated.body[media])
            return
        self._report.added(where, stated.body[media])
        body = self.draft(place.id, stated, media)
        if body is not None:
            insert_after(place.body, _before_body(place.body), "requestBody", body)

    def _no_body(self, place: Place, where: str, level: str) -> None:
        if self._weight.removes(level):
            self._report.fact(where, "", "documented", level, None)
            del place.body["requestBody"]
        else:
            self._report.keep(where, "", "documented", level, None)

    def _same_body(self, place: Place, stated: Stated, ours: CommentedMap, level: str) -> None:
        where = f"{place.id}.body"
        was = ours.get("required") is True
        if was != stated.body_required:
            before, now = ("required", "optional") if was else ("optional", "required")
            if self._weight.wins(level):
                self._report.fact(where, "", before, level, now)
                ours["required"] = stated.body_required
            else:
                self._report.keep(where, "", before, level, now)
        media = next(iter(ours["content"]))
        if media not in stated.body:
            self._report.keep(where, "media type", media, level, ", ".join(stated.body))
        elif media == MEDIA[0]:
            hint = f"{place.id} body"
            content = ours["content"][media]
            self._schemas.slot(content, "schema", stated.body[media], where, level, hint)

    def draft(self, operation: str, stated: Stated, media: str) -> CommentedMap | None:
        """A body that ours does not have; None where there is no code for its form."""
        node = stated.body[media]
        opened = self._shared.nodes.opened(node)
        if media == MEDIA[0] and opened.type != "object":
            self._report.left_out(f"{operation}.body", f"a body that is no object but {node}")
            return None
        schema = (
            mapping(type="string", description=prose("An XML document."))
            if media != MEDIA[0]
            else self._drafts.schema(node, f"{operation} request")
        )
        self._report.lacks(f"{operation}.body", "a description")
        return mapping(
            description=prose(f"What {operation} sends."),
            required=stated.body_required,
            content=CommentedMap({media: mapping(schema=schema, example=None)}),
        )


def _before_body(body: CommentedMap) -> str:
    return "parameters" if "parameters" in body else "security"
