"""Verdicts: which change of the document breaks programs that use the generated SDK, and why.

The SDK is lenient by design: what the service sends may have unknown properties, unknown values of
enums, nulls and missing fields, and paths and statuses are nobody's business but its own. So what
breaks is what programs write down: names, arguments and Python types.
"""

from __future__ import annotations

from .changes import Direction

_ALWAYS = {
    "operation-removed": "the method is gone",
    "operation-renamed": "the method and its operation have another name",
    "tags-changed": "the method moves to another attribute of the client",
    "parameter-removed": "a call that gives it is refused",
    "schema-renamed": "programs import the model by its name",
    "property-removed": "the attribute is gone; a value that still comes is in"
    " additional_properties",
    "enum-value-removed": "the member is gone; the value itself is still accepted",
    "enum-added": "the attribute's type becomes an enum",
    "enum-removed": "the enum is gone, the attribute is a plain str",
    "type-changed": "the Python type changes",
    "format-changed": "the Python type changes",
    "body-removed": "a call that gives a body is refused",
    "security-changed": "it needs another kind of credential",
    "response-body-removed": "the method returns nothing any more",
    "response-body-added": "the method returns something else than before",
}

_NEVER = {
    "server-changed": "only the default changes; base_url still wins",
    "operation-added": "nothing uses it yet",
    "path-changed": "the method keeps its name and its arguments",
    "method-changed": "the method keeps its name and its arguments",
    "parameter-moved": "the method keeps its arguments",
    "list-form-changed": "the method takes the same list",
    "deprecated-changed": "it works as before",
    "media-type-added": "the SDK goes on as before",
    "response-added": "every status is an answer to the SDK, documented or not",
    "response-removed": "every status is an answer to the SDK, documented or not",
    "error-body-added": "an error tells whatever body it came with",
    "error-body-removed": "an error tells whatever body it came with",
    "enum-value-added": "enums are open: the value was accepted before too",
}


def judge(
    kind: str, old: str | None, new: str | None, directions: set[Direction]
) -> tuple[bool, str]:
    """Whether a change breaks programs that use the SDK, and why or why not.

    Args:
        kind: the kind of change.
        old: what was there.
        new: what is there.
        directions: whether the place is in what is sent, in what comes back, or in both.
    """
    if kind in _ALWAYS:
        return True, _ALWAYS[kind]
    if kind in _NEVER:
        return False, _NEVER[kind]
    sent = "request" in directions
    if kind in ("parameter-added", "body-added", "property-added"):
        if new is not None and new.startswith("required") and sent:
            return True, "every call has to give it now"
        return False, "it need not be given or read"
    if kind == "required-changed":
        if new == "required" and sent:
            return True, "every call has to give it now"
        return False, "what comes back may lack anything, and calls that give it still may"
    if kind == "nullable-changed":
        if new == "not nullable" and sent:
            return True, "None is refused before it is sent"
        return False, "None is what the SDK reads for null, in every attribute"
    if kind == "media-type-removed":
        return sent, "what is sent has another form" if sent else "the SDK reads what comes"
    if kind == "success-changed":
        if str(old).endswith("no body") != str(new).endswith("no body"):
            return True, "the method returns something else than before"
        return False, "every 2xx is a success to the SDK"
    if kind == "facet-changed":
        return _facet(new, sent)
    return True, "it is not known to be harmless"


def _facet(new: str | None, sent: bool) -> tuple[bool, str]:
    name = "" if new is None else new.split(" ", 1)[0]
    if name == "readOnly" and sent:
        return True, "the property is left out of what is sent"
    if not sent or new is None or name in ("default", "deprecated", "writeOnly", "readOnly"):
        return False, "no call that worked is refused"
    return True, "a value outside the bound is refused before it is sent"
