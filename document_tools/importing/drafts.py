"""Drafts: operations of the file that ours does not have, as far as the file tells of them."""

from __future__ import annotations

import re
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from ..reading import Json
from .answers import JSON, SHARED, Answers, has_envelope, json_of
from .bodies import MEDIA, Bodies
from .components import Drafts, Import, reference
from .evidence import INFERRED, VENDOR
from .layout import in_line, insert_after, mapping, prose
from .moves import Place, places
from .node import Node
from .operations import Operations
from .source import Stated, anonymous


class NewOperations:
    """Writes operations that ours does not have.

    Args:
        shared: the import.
        operations: writes parameters.
        bodies: writes bodies.
        answers: writes answers.
        drafts: writes schemas.
        tags: the tags of the file, with their descriptions.
    """

    def __init__(
        self,
        shared: Import,
        operations: Operations,
        bodies: Bodies,
        answers: Answers,
        drafts: Drafts,
        tags: dict[str, str],
    ) -> None:
        self._shared = shared
        self._operations = operations
        self._bodies = bodies
        self._answers = answers
        self._drafts = drafts
        self._tags = tags
        self._report = shared.report

    def add(self, stated: Stated) -> None:
        """Write one, or report why it cannot be written."""
        why = self._impossible(stated)
        if why:
            self._report.left_out(stated.id, why)
            return
        paths = self._shared.document["paths"]
        path = next((p for p in paths if anonymous(p) == anonymous(stated.path)), stated.path)
        self._report.added(stated.id, f"{stated.method.upper()} {path}")
        body = self._head(stated)
        parameters = self._parameters(stated, path)
        if parameters:
            body["parameters"] = parameters
        media = next((each for each in MEDIA if each in stated.body), None)
        sent = self._bodies.draft(stated.id, stated, media) if media is not None else None
        if sent is not None:
            body["requestBody"] = sent
        body["responses"] = self._responses(stated)
        if path not in paths:
            insert_after(paths, self._neighbour(path), path, CommentedMap())
        paths[path][stated.method] = body
        self._errors(stated, body, path)
        self._answers.read_back(Place(path, stated.method, body))

    def _impossible(self, stated: Stated) -> str:
        if stated.body and not any(each in MEDIA for each in stated.body):
            return f"left out, since there is no code for a body of {', '.join(stated.body)}"
        if stated.success is None:
            return "left out, since the file states no success"
        contents = stated.responses[stated.success]
        node = json_of(contents)
        if contents and node is None:
            return f"left out, since there is no code for an answer of {', '.join(contents)}"
        if node is not None and not has_envelope(self._shared, node) and not self._count(node):
            return f"left out, since there is no code for an answer without data: {node}"
        return ""

    def _count(self, node: Node) -> str | None:
        """Our schema of a count, where the answer is one."""
        opened = self._shared.nodes.opened(node)
        if opened.type != "integer" and set(opened.properties) != {"count"}:
            return None
        schemas = self._shared.schemas.items()
        return next((str(name) for name, each in schemas if each.get("x-shape")), None)

    def _head(self, stated: Stated) -> CommentedMap:
        words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", stated.id).lower()
        summary = stated.summary or words[:1].upper() + words[1:]
        for what, text in (("summary", stated.summary), ("description", stated.description)):
            if not text:
                self._report.lacks(stated.id, f"a {what}")
        credential = self._credential(stated.path)
        self._report.lacks(stated.id, f"whether its credential is that of an {credential}")
        self._report.lacks(stated.id, "what the sandbox does; until then it answers the example")
        schemes = self._shared.document["components"]["securitySchemes"]
        text = stated.description or f"{summary}, as the vendor's document has it."
        return mapping(
            operationId=stated.id,
            tags=in_line([self._tag(stated)]),
            summary=prose(summary),
            description=prose(text),
            **{
                "x-evidence": mapping(
                    level=VENDOR,
                    stated=prose(self._shared.weight.stated),
                    path=in_line([VENDOR]),
                    method=in_line([VENDOR]),
                    credential=in_line([INFERRED]),
                ),
                "x-credential": credential,
                "x-draft": True,
            },
            security=CommentedSeq(CommentedMap({name: in_line([])}) for name in schemes),
        )

    def _tag(self, stated: Stated) -> str:
        wanted = stated.tags[0] if stated.tags else ""
        if not wanted:
            part = next((each for each in stated.path.split("/") if each.isidentifier()), "Other")
            wanted = part.replace("_", " ").title()
            self._report.lacks(stated.id, f"a tag: {wanted} is taken from the path")
        tags = self._shared.document["tags"]
        for tag in tags:
            if str(tag["name"]).casefold() == wanted.casefold():
                return str(tag["name"])
        text = self._tags.get(wanted, "")
        if not text:
            self._report.lacks(f"tag {wanted}", "a description")
        tags.append(mapping(name=wanted, description=prose(text or f"Operations on {wanted}.")))
        self._report.added(f"tag {wanted}", "tag")
        return wanted

    def _credential(self, path: str) -> str:
        """That of the operations whose path begins alike."""
        first = path.split("/")[1]
        for place in places(self._shared.document):
            if place.path.split("/")[1] == first:
                return str(place.body["x-credential"])
        return "account"

    def _neighbour(self, path: str) -> str:
        """The path of ours that is most like it, behind which it goes."""
        parts = path.split("/")

        def alike(other: str) -> int:
            pairs = zip(parts, other.split("/"), strict=False)
            return next((at for at, (a, b) in enumerate(pairs) if a != b), len(parts))

        keys = [str(each) for each in self._shared.document["paths"]]
        return max(reversed(keys), key=alike)

    def _parameters(self, stated: Stated, path: str) -> CommentedSeq:
        shared = self._shared.document["components"].get("parameters", {})
        known = {str(each["name"]): str(name) for name, each in shared.items()}
        found = CommentedSeq()
        names = dict(zip(stated.path_names, re.findall(r"\{([^}]*)\}", path), strict=True))
        given = {each.name for each in stated.parameters if each.where == "path"}
        for name in stated.path_names:
            if name not in given:
                text = f"Identifier in the path, named {name}."
                new = mapping(name=names[name], in_="path", required=True, description=text)
                new["schema"] = mapping(type="string")
                new["example"] = None
                found.append(new)
        for each in stated.parameters:
            if each.where == "query" and each.name in known:
                continue
            new = self._operations.parameter(stated.id, each)
            new["name"] = names.get(each.name, each.name) if each.where == "path" else each.name
            found.append(new)
        queries = {each.name for each in stated.parameters if each.where == "query"}
        paged = self._paged(stated)
        for name, component in known.items():
            if name in queries or paged:
                found.append(CommentedMap({"$ref": f"#/components/parameters/{component}"}))
            if paged and name not in queries:
                self._report.lacks(f"{stated.id}({name})", "whether it takes this parameter")
        return found

    def _paged(self, stated: Stated) -> bool:
        node = json_of(stated.responses[stated.success or ""])
        return node is not None and "paging" in self._shared.nodes.opened(node).properties

    def _responses(self, stated: Stated) -> CommentedMap:
        status = str(stated.success)
        node = json_of(stated.responses[status])
        text = stated.said[status] if len(stated.said[status]) > 3 else "It was done."
        if node is None:
            return CommentedMap({"204": mapping(description=prose(text))})
        count = self._count(node)
        schema: Any = (
            reference(count)
            if count is not None and not has_envelope(self._shared, node)
            else self._drafts.schema(node, f"{stated.id} response")
        )
        content = CommentedMap({JSON: mapping(schema=schema, example=None)})
        return CommentedMap({status: mapping(description=prose(text), content=content)})

    def _errors(self, stated: Stated, body: CommentedMap, path: str) -> None:
        """The errors that the file states, and those that every operation of its form has."""
        answers = body["responses"]
        for status in sorted(each for each in stated.responses if not each.startswith("2")):
            self._answers.add_error(stated.id, answers, stated, status)
        wanted = ["401", "403", "429", "default"]
        wanted += ["404"] if "{" in path else []
        wanted += ["400"] if body.get("parameters") or "requestBody" in body else []
        for status in wanted:
            if status not in answers:
                answers[status] = CommentedMap({"$ref": f"#/components/responses/{SHARED[status]}"})
        for status in sorted(answers, key=lambda each: (each == "default", each)):
            answers[status] = answers.pop(status)


def described_tags(document: Json) -> dict[str, str]:
    """The tags of a document, with what they are."""
    given = document.get("tags")
    return {
        str(tag["name"]): str(tag.get("description") or "").strip()
        for tag in (given if isinstance(given, list) else ())
        if isinstance(tag, dict) and "name" in tag
    }
