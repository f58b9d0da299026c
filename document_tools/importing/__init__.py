"""Import: a document of the vendor's, or an overlay, as better evidence than ours.

Operations are laid beside each other as the diff does it, and their schemas where they are used.
What the file says takes the place of what ours says; `x-evidence` tells so.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
from ruamel.yaml.comments import CommentedMap

from ..diff import diff
from ..lint import explained
from ..reading import DocumentError, Json, load, parsed, version_of
from .answers import Answers
from .bodies import Bodies
from .by_hand import ROOT, read_by_hand
from .components import Drafts, Import, remove_unused
from .drafts import NewOperations, described_tags
from .evidence import Weight
from .examples import Examples
from .layout import load_kept, replace, written
from .moves import matched, places
from .node import Nodes
from .operations import Operations
from .overlay import apply, is_overlay
from .pages import follow
from .read_back import without_lost_ways
from .report import Report
from .schemas import Schemas
from .source import read

__all__ = ["Imported", "import_file", "take"]

OURS = ROOT / "openapi" / "interop.yaml"


@attrs.frozen
class Imported:
    """What an import led to.

    Args:
        report: what was found.
        findings: the rules that the result breaks; empty where it was written.
        written: the file that has the result; None where nothing changed.
    """

    report: Report
    findings: list[str]
    written: Path | None


def import_file(file: Path, document: Path, *, older: bool = False) -> Imported:
    """Take a file as better evidence, and edit our document in place.

    Nothing is written over ours that breaks a rule: it then goes to a file beside ours.

    Args:
        file: an OpenAPI 3.0 or 3.1 or Swagger 2.0 document, or an Overlay 1.x.
        document: ours.
        older: whether the file is older evidence than the vendor's page: it then fills what is
            inferred or missing, and what else differs is reported.

    Raises:
        DocumentError: one of the two cannot be used; nothing was written.
    """
    given = parsed(file)
    findings = explained(load(document))
    if findings:
        raise DocumentError(f"{document}: breaks rules already: {findings[0]}")
    before = document.read_text(encoding="utf-8")
    ours = load_kept(document)
    day = datetime.fromtimestamp(file.stat().st_mtime, UTC).date()
    try:
        report = take(given, ours, f"{file.name} ({day})", older=older)
    except DocumentError as error:
        raise DocumentError(f"{file}: {error}") from error
    return _finished(document, written(ours, before), before, report)


def take(given: Json, ours: CommentedMap, name: str, *, older: bool = False) -> Report:
    """Take what a document or an overlay says into ours, in place.

    Args:
        given: the document, or the overlay.
        ours: our document.
        name: what it is called in `x-evidence`: the name of the file and its date.
        older: whether it is older evidence than the vendor's page.

    Raises:
        DocumentError: it cannot be used; `ours` may be half changed then.
    """
    report = Report()
    if is_overlay(given):
        weight = Weight(f"The live service, as the overlay {name} has it.", older)
        shared = Import(ours, Nodes({"paths": {}}, report), weight, report)
        apply(shared, given)
    else:
        version_of(given)
        if not isinstance(given.get("paths"), dict):
            raise DocumentError("has no paths")
        weight = Weight(f"The vendor's document {name}.", older)
        shared = Import(ours, Nodes(given, report), weight, report)
        _merge(shared, given)
    without_lost_ways(shared)
    for unused in remove_unused(ours):
        report.fact(unused, "", "a component", "not used any more", None)
    Examples(ours).mend()
    return report


def _merge(shared: Import, given: Json) -> None:
    document: Any = shared.document
    server = document["servers"][0]
    base = str(server["url"])
    for name, variable in server.get("variables", {}).items():
        base = base.replace(f"{{{name}}}", str(variable["default"]))
    drafts = Drafts(shared)
    schemas = Schemas(shared, drafts)
    operations = Operations(shared, schemas, drafts)
    answers = Answers(shared, schemas, drafts)
    bodies = Bodies(shared, schemas, drafts)
    new = NewOperations(shared, operations, bodies, answers, drafts, described_tags(given))
    stated = read(given, shared.nodes, base, shared.report)
    pairs = matched(document, stated)
    before = {place.id: place for place in places(document)}
    for each in stated:
        pair = pairs[each.id]
        if pair is not None:
            here = next(place for place in places(document) if place.id == pair.id)
            answers.merge(operations.merge(here, each, before[pair.id]), each)
    for each in stated:
        if pairs[each.id] is None:
            new.add(each)
    found = {pair.id for pair in pairs.values() if pair is not None}
    for place in before.values():
        if place.id not in found:
            level = str(place.body["x-evidence"]["level"])
            shared.report.keep(place.id, "", f"{place.method.upper()} {place.path}", level, None)


def _finished(document: Path, text: str, before: str, report: Report) -> Imported:
    if text == before:
        return Imported(report, [], None)
    beside = document.with_name(f"{document.stem}.imported{document.suffix}")
    replace(beside, text)
    now = load(beside)
    changes = diff(load(document), now)
    for line in read_by_hand(changes):
        report.named_by_hand(line)
    findings = explained(now)
    if findings:
        return Imported(report, findings, beside)
    beside.replace(document)
    if document.resolve() == OURS:
        for line in follow(changes, now, ROOT):
            report.followed_in_a_page(line)
    return Imported(report, [], document)
