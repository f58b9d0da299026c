"""Read-back: how what a write made is looked up, as `x-read-back` says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

from openapi_python_client import strings

from .text import UnsupportedError, literal

if TYPE_CHECKING:
    from .bodies import BodyView
    from .parameters import ParameterView
    from .schemas import Schemas


class Write(Protocol):
    """The write whose result is read back."""

    id: str
    model: str
    result: str
    body: BodyView | None
    path_parameters: list[ParameterView]


class ReadBackView:
    """One way to look up what a write made: an operation that reads it, and how to find it there.

    `x-read-back` has a list of them, each with these keys:

        operation: the operationId of a GET that answers with the same model, or a list of it.
        location: the path parameter of a find, or the property of a listed object, whose value is
            the last segment of the `Location` header.
        body: properties of a listed object that are those of the body that was sent.
        path: properties of a listed object that are path parameters of the write.
    """

    def __init__(self, write: Write, schemas: Schemas, way: dict[str, Any]) -> None:
        self._write = write
        self._where = f"{write.id}, x-read-back"
        name = str(way.get("operation", ""))
        path, method, raw = schemas.operation_named(name, self._where)
        kind, model = schemas.result_of(raw)
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
        self._check_properties(schemas)

    def _check_properties(self, schemas: Schemas) -> None:
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
            schemas.check_route(self._write.model, each, self._where)
        sent = self._write.body.model if self._write.body else ""
        if self._body and not sent:
            raise UnsupportedError(f"{self._where}: {self._write.id} sends no model")
        for each in self._body:
            schemas.check_route(sent, each, self._where)

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
