"""Ways to read back what a write made: those that lead nowhere any more go."""

from __future__ import annotations

import re
from typing import Any

from ..lint.walk import resolve
from .components import Import, name_behind
from .moves import Place, places


def without_lost_ways(shared: Import) -> None:
    """Take out the ways of `x-read-back` that lead nowhere any more."""
    document = shared.document
    found = {place.id: place for place in places(document)}
    for place in found.values():
        ways = place.body.get("x-read-back")
        if not isinstance(ways, list):
            continue
        for way in list(ways):
            why = _lost(document, place, found.get(str(way.get("operation"))), way)
            if why:
                ways.remove(way)
                shared.report.lacks(
                    place.id, f"x-read-back: {way.get('operation')} is taken out, since {why}"
                )


def _lost(document: Any, write: Place, read: Place | None, way: Any) -> str:
    if read is None or read.method != "get":
        return "it is no GET any more"
    needed = re.findall(r"\{([^}]*)\}", read.path)
    answer = _answered(document, read)
    listed = "items" in resolve(document, answer).get("properties", {}).get("data", {})
    if not listed and way.get("location"):
        if needed[-1:] != [way["location"]]:
            return f"{way['location']} is not its last parameter"
        needed.pop()
    own = re.findall(r"\{([^}]*)\}", write.path)
    missing = [each for each in [*needed, *way.get("path", ())] if each not in own]
    if missing:
        return f"the write has no {', '.join(missing)}"
    data = resolve(document, answer).get("properties", {}).get("data", {})
    item = resolve(document, data["items"] if listed else data)
    has = item.get("properties", {})
    compared = [*way.get("body", ()), *way.get("path", ())]
    compared += [way["location"]] if listed and way.get("location") else []
    gone = [each for each in compared if each not in has]
    if gone:
        return f"the object has no {', '.join(gone)}"
    for media in write.body.get("requestBody", {}).get("content", {}).values():
        name = name_behind(media["schema"])
        sent = document["components"]["schemas"][name].get("properties", {}) if name else {}
        data = sent.get("data", {})
        if set(sent) == {"data"} and "items" in data:
            sent = resolve(document, data["items"]).get("properties", {})
        gone = [each for each in way.get("body", ()) if each not in sent]
        if gone:
            return f"the body has no {', '.join(gone)}"
    return ""


def _answered(document: Any, place: Place) -> Any:
    for status, answer in place.body["responses"].items():
        if str(status).startswith("2"):
            for media in resolve(document, answer).get("content", {}).values():
                return media["schema"]
    return {}
