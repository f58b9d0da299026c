"""Answers: the statuses and bodies that the file states for a call."""

from __future__ import annotations

from ruamel.yaml.comments import CommentedMap

from ..lint.walk import resolve
from .components import Drafts, Import, name_behind, reference
from .evidence import INFERRED, level_of
from .layout import mapping, prose
from .moves import Place
from .node import Node
from .schemas import Schemas
from .source import Stated

JSON = "application/json"
SHARED = {
    "400": "BadRequest",
    "401": "Unauthorized",
    "403": "Forbidden",
    "404": "NotFound",
    "429": "TooManyRequests",
    "default": "UnexpectedError",
}
"""The answers that operations share, by status."""


class Answers:
    """Lays answers of the file beside those of ours.

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
        """Merge the answers of one operation that both have."""
        if stated.success is not None:
            self._success(place, stated, stated.success)
        self._errors(place, stated)
        self.read_back(place)

    def _success(self, place: Place, stated: Stated, status: str) -> None:
        answers = place.body["responses"]
        where = f"{place.id}.{status}"
        node = json_of(stated.responses[status])
        if stated.responses[status] and node is None:
            media = ", ".join(stated.responses[status])
            self._report.left_out(where, f"an answer of {media}")
            return
        ours = [each for each in answers if str(each).startswith("2")]
        full = next((each for each in ours if answers[each].get("content")), None)
        level = level_of(answers[ours[0]], str(place.body["x-evidence"]["level"]))
        if node is not None and not self._has_form(node, answers[full] if full else None):
            self._report.keep(where, "body", "in an envelope", level, node)
            return
        bare = node is None and status != "204"
        if status not in answers:
            if bare and full is None:
                self._report.keep(where, "status", ours[0], level, f"{status} without a body")
                return
            if not self._weight.wins(level):
                self._report.keep(place.id, "success", ", ".join(ours), level, status)
                return
            self._report.fact(place.id, "success", ", ".join(ours), level, status)
            self._restate(answers, full if node is not None and full else ours[0], status)
            ours = [each for each in answers if str(each).startswith("2")]
        self._others(place, ours, stated, status)
        if not bare:
            self._body_of(place, answers[status], node, where, level)

    def _restate(self, answers: CommentedMap, old: str, new: str) -> None:
        position = list(answers).index(old)
        answer = answers.pop(old)
        for other in [each for each in answers if str(each).startswith("2")]:
            del answers[other]
        answers.insert(position, new, answer)
        self._weight.mark(answer)

    def _others(self, place: Place, ours: list[str], stated: Stated, status: str) -> None:
        """Successes of ours that the file does not have."""
        answers = place.body["responses"]
        for other in ours:
            if other == status or other in stated.responses:
                continue
            level = level_of(answers[other], str(place.body["x-evidence"]["level"]))
            if self._weight.removes(level):
                self._report.fact(place.id, f"the answer {other}", "documented", level, None)
                del answers[other]
            else:
                self._report.keep(place.id, "the answer", other, level, None)

    def _body_of(
        self, place: Place, answer: CommentedMap, node: Node | None, where: str, level: str
    ) -> None:
        if node is None:
            if "content" in answer:
                if not self._weight.wins(level):
                    self._report.keep(where, "body", "documented", level, None)
                    return
                self._report.fact(where, "body", "documented", level, None)
                del answer["content"]
                self._weight.mark(answer)
            return
        if "content" not in answer:
            if not self._weight.wins(level):
                self._report.keep(where, "body", None, level, node)
                return
            self._report.added(f"{where}: body", node)
            schema = self._drafts.schema(node, f"{place.id} response")
            answer["content"] = CommentedMap({JSON: mapping(schema=schema, example=None)})
            self._weight.mark(answer)
            return
        content = answer["content"][JSON]
        if self._schemas.slot(content, "schema", node, where, level, f"{place.id} response"):
            self._weight.mark(answer)
        elif level_of(answer, "") == INFERRED:
            self._report.confirm(where, "the answer")
            self._weight.mark(answer)

    def _has_form(self, node: Node, answer: CommentedMap | None) -> bool:
        """Whether there is code for an answer of this form: in an envelope, or a count."""
        if answer is not None:
            content = answer["content"][JSON]["schema"]
            if resolve(self._shared.document, content).get("x-shape"):
                return True
        data = self._shared.nodes.opened(node).properties.get("data")
        unknown = node.silent or (data is not None and data.silent)
        return unknown or has_envelope(self._shared, node)

    def _errors(self, place: Place, stated: Stated) -> None:
        answers = place.body["responses"]
        for status in stated.responses:
            if status.startswith("2"):
                continue
            if status not in answers:
                level = str(place.body["x-evidence"]["level"])
                if not self._weight.wins(level):
                    what = f"the answer {status}"
                    self._report.keep(place.id, what, None, level, "that it does")
                elif self.add_error(place.id, answers, stated, status):
                    self._report.added(f"{place.id}: the answer {status}", "error")
                continue
            self._error(place, stated, status)
        for status in [each for each in answers if each not in stated.responses]:
            if str(status).startswith("2") or "$ref" in answers[status]:
                continue
            level = level_of(answers[status], INFERRED)
            if self._weight.removes(level) and status not in SHARED:
                self._report.fact(place.id, f"the answer {status}", "documented", level, None)
                del answers[status]
            else:
                self._report.keep(place.id, "the answer", status, level, None)

    def _error(self, place: Place, stated: Stated, status: str) -> None:
        """An error that both have: in its envelope, or bare."""
        answers = place.body["responses"]
        wanted = self._error_schema(stated.responses[status])
        if wanted is None:
            return
        answer = resolve(self._shared.document, answers[status])
        was = name_behind(answer["content"][JSON]["schema"])
        if was == wanted:
            return
        level = level_of(answer, INFERRED)
        where = f"{place.id}.{status}"
        if not self._weight.wins(level):
            self._report.keep(where, "body", was, level, wanted)
            return
        self._report.fact(where, "body", was, level, wanted)
        answers[status] = self._inline(str(answer["description"]), wanted)

    def _inline(self, description: str, schema: str) -> CommentedMap:
        content = CommentedMap({JSON: mapping(schema=reference(schema), example=None)})
        answer = mapping(description=prose(description), content=content)
        self._weight.mark(answer)
        return answer

    def _error_schema(self, contents: dict[str, Node]) -> str | None:
        """Which of the two forms of an error the file has; None where it does not say."""
        node = json_of(contents)
        opened = self._shared.nodes.opened(node) if node is not None else Node()
        known = self._shared.schemas["ErrorType"]["properties"]
        inner = opened.properties.get("error")
        if inner is not None:
            self._error_type(inner)
            return "ErrorResponse"
        if set(opened.properties) & set(known):
            self._error_type(node)
            return "ErrorType"
        return None

    def _error_type(self, node: Node | None) -> None:
        if node is not None and self._shared.nodes.opened(node).properties:
            self._schemas.component("ErrorType", node, "ErrorType")

    def add_error(self, operation: str, answers: CommentedMap, stated: Stated, status: str) -> bool:
        """Add an error that ours does not have; whether there is a form for it."""
        if status != "default" and not (status.isdigit() and status[0] in "45"):
            self._report.left_out(f"{operation}.{status}", "an answer that is no error")
            return False
        wanted = self._error_schema(stated.responses[status])
        if status in SHARED and wanted != "ErrorType":
            answer = CommentedMap({"$ref": f"#/components/responses/{SHARED[status]}"})
        else:
            text = stated.said[status] or f"The service answered {status}."
            answer = self._inline(text, wanted or "ErrorResponse")
        later = [each for each in answers if each == "default" or each > status]
        position = list(answers).index(later[0]) if later and status != "default" else len(answers)
        answers.insert(position, status, answer)
        return True

    def read_back(self, place: Place) -> None:
        """Keep the rule that a write which promises an object says how to look it up."""
        promised = any(
            str(status).startswith("2") and answer.get("content")
            for status, answer in place.body["responses"].items()
        )
        if place.method == "get" or not promised:
            place.body.pop("x-read-back", None)
        elif "x-read-back" not in place.body:
            keys = list(place.body)
            place.body.insert(keys.index("security"), "x-read-back", [])
            self._report.lacks(place.id, "x-read-back, by which a lost answer is looked up")


def json_of(contents: dict[str, Node]) -> Node | None:
    """The JSON body of an answer."""
    for media, node in contents.items():
        if media in (JSON, "*/*") or media.endswith("+json"):
            return node
    return None


def has_envelope(shared: Import, node: Node) -> bool:
    """Whether an answer holds an object, or a list of objects, in `data`."""
    data = shared.nodes.opened(node).properties.get("data")
    if data is None:
        return False
    kinds = [shared.nodes.opened(each) for each in (data, *data.options)]
    kinds += [shared.nodes.opened(each.items) for each in kinds if each.items is not None]
    return any(each.type == "object" for each in kinds)
