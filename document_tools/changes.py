"""Changes between two documents: each with its kind, and whether it breaks users of the SDK."""

from __future__ import annotations

from typing import Literal

import attrs

Direction = Literal["request", "response"]


@attrs.frozen
class Change:
    """One difference.

    Args:
        where: the place: an operationId, `Schema.property`, or a part of them.
        kind: such as `operation-added`, `path-changed`, `property-removed`.
        old: what was there; None where nothing was.
        new: what is there; None where nothing is.
        breaking: whether programs that use the SDK can fail by it once it is generated anew.
        why: why it breaks them, or why it does not.
    """

    where: str
    kind: str
    old: str | None
    new: str | None
    breaking: bool
    why: str

    @property
    def line(self) -> str:
        """A draft of the line for the changelog."""
        text = _LINES.get(self.kind, "{where}: {kind}, from {old} to {new}.")
        if self.kind in _MAY_BE_ABSENT:
            if self.old is None:
                text = "`{where}` has a bound or mark of its own: {new}."
            elif self.new is None:
                text = "`{where}` has no bound or mark of its own any more: {old} before."
        line = text.format(where=self.where, kind=self.kind, old=self.old, new=self.new)
        return f"**Breaking:** {line}" if self.breaking else line

    def as_json(self) -> dict[str, object]:
        """The change as JSON has it."""
        return {
            "where": self.where,
            "kind": self.kind,
            "old": self.old,
            "new": self.new,
            "breaking": self.breaking,
            "why": self.why,
            "changelog": self.line,
        }


_MAY_BE_ABSENT = ("facet-changed", "format-changed")
_LINES = {
    "server-changed": "The default base URL is {new} instead of {old}.",
    "operation-added": "New operation `{where}` ({new}).",
    "operation-removed": "The operation `{where}` ({old}) is gone.",
    "operation-renamed": "The operation `{old}` is called `{new}`.",
    "path-changed": "`{where}` is sent to {new} instead of {old}.",
    "method-changed": "`{where}` is sent as {new} instead of {old}.",
    "tags-changed": "`{where}` belongs to {new} instead of {old}.",
    "security-changed": "`{where}` takes the credentials {new} instead of {old}.",
    "deprecated-changed": "`{where}`: deprecated is {new} instead of {old}.",
    "parameter-added": "New parameter `{where}` ({new}).",
    "parameter-removed": "The parameter `{where}` ({old}) is gone.",
    "parameter-moved": "The parameter `{where}` is sent in the {new} instead of the {old}.",
    "list-form-changed": "The list `{where}` is sent {new} instead of {old}.",
    "required-changed": "`{where}` is {new} instead of {old}.",
    "body-added": "`{where}` takes a body ({new}).",
    "body-removed": "`{where}` takes no body any more.",
    "media-type-added": "`{where}` may be {new}.",
    "media-type-removed": "`{where}` is not {old} any more.",
    "response-added": "`{where}` is documented ({new}).",
    "response-removed": "`{where}` is not documented any more.",
    "success-changed": "`{where}` answers {new} instead of {old} when it is done.",
    "response-body-added": "`{where}` brings a body ({new}).",
    "response-body-removed": "`{where}` brings no body any more ({old} before).",
    "error-body-added": "`{where}` brings a body ({new}).",
    "error-body-removed": "`{where}` brings no body any more ({old} before).",
    "property-added": "New property `{where}` ({new}).",
    "property-removed": "The property `{where}` ({old}) is gone.",
    "schema-renamed": "The model `{old}` is called `{new}`.",
    "type-changed": "`{where}` is {new} instead of {old}.",
    "format-changed": "`{where}` has the format {new} instead of {old}.",
    "nullable-changed": "`{where}` is {new} instead of {old}.",
    "enum-value-added": "New value {new} of `{where}`.",
    "enum-value-removed": "The value {old} of `{where}` is gone.",
    "enum-added": "The values of `{where}` are listed: {new}.",
    "enum-removed": "The values of `{where}` are not listed any more: {old} before.",
    "facet-changed": "`{where}` is {new} instead of {old}.",
}
