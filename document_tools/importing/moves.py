"""Moves: operations of ours at the path and method that the file states."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from ..lint.walk import METHODS
from .layout import insert_after, mapping, prose, rename
from .source import Stated, anonymous, names_of


@attrs.frozen
class Place:
    """Where an operation of ours stands."""

    path: str
    method: str
    body: CommentedMap

    @property
    def id(self) -> str:
        """Its operationId."""
        return str(self.body["operationId"])


def places(document: CommentedMap) -> Iterator[Place]:
    """The operations of ours."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield Place(str(path), method, item[method])


def matched(document: CommentedMap, stated: list[Stated]) -> dict[str, Place | None]:
    """For each operation of the file that of ours: by operationId, else by method and path."""
    ours = list(places(document))
    by_id = {each.id: each for each in ours}
    free = {each.id for each in stated} & set(by_id)
    by_place = {(each.method, anonymous(each.path)): each for each in ours if each.id not in free}
    return {
        each.id: by_id.get(each.id) or by_place.get((each.method, anonymous(each.path)))
        for each in stated
    }


def move(document: CommentedMap, place: Place, path: str, method: str) -> Place:
    """Put an operation at another path or method; its path parameters keep their names.

    An operation that stands there already goes to the old place: it will be moved in its turn.
    """
    paths = document["paths"]
    path = _renamed(path, place, paths)
    there = paths.get(path, {}).get(method)
    item = paths[place.path]
    if there is not None and there is not place.body:
        item[place.method], paths[path][method] = there, place.body
    elif path == place.path:
        rename(item, place.method, method)
    elif len(_methods(item)) == 1 and path not in paths:
        rename(paths, place.path, path)
        if method != place.method:
            rename(item, place.method, method)
    else:
        del item[place.method]
        if path not in paths:
            insert_after(paths, place.path, path, CommentedMap())
        paths[path][method] = place.body
        if not _methods(item):
            del paths[place.path]
    _declare(place, path)
    return Place(path, method, place.body)


def _methods(item: CommentedMap) -> list[str]:
    return [method for method in METHODS if method in item]


def _declared(place: Place) -> list[str]:
    given = place.body.get("parameters") or ()
    return [str(each["name"]) for each in given if each.get("in") == "path"]


def _renamed(path: str, place: Place, paths: CommentedMap) -> str:
    """The new path with the names of ours: those of the same path, else by name and position."""
    for other in paths:
        if anonymous(other) == anonymous(path) and other != place.path:
            return str(other)
    ours, theirs = _declared(place), names_of(path)
    left = [name for name in ours if name not in theirs]
    for name in (each for each in theirs if each not in ours):
        if left:
            path = path.replace(f"{{{name}}}", f"{{{left.pop(0)}}}")
    return path


def _declare(place: Place, path: str) -> None:
    """Declare the parameters of the new path, by position where they have other names."""
    names = names_of(path)
    given = place.body.get("parameters") or CommentedSeq()
    declared = [each for each in given if each.get("in") == "path"]
    left = [each for each in declared if each["name"] not in names]
    for name in names:
        if any(each["name"] == name for each in declared):
            continue
        if left:
            left.pop(0)["name"] = name
            continue
        new = mapping(name=name, in_="path", required=True)
        new["description"] = prose(f"Identifier in the path, named {name}.")
        new["schema"] = mapping(type="string", format="uuid")
        new["example"] = None
        given.insert(sum(each.get("in") == "path" for each in given), new)
    for each in left:
        given.remove(each)
    if given and "parameters" not in place.body:
        insert_after(place.body, "security", "parameters", given)
    elif not given:
        place.body.pop("parameters", None)
