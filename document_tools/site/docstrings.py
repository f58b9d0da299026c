"""Docstrings as Markdown: what something does, its arguments, what it returns and raises."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import griffe

# Evidence of a fact, as the last line of a docstring says it.
SOURCE = re.compile(r"^Source: (.*)$", re.MULTILINE | re.DOTALL)

# A page of the documentation, as a docstring names it.
_PAGE = re.compile(r"`?docs/([a-z-]+)\.md`?")


_LEADS = {
    griffe.ParameterKind.var_positional: "*",
    griffe.ParameterKind.var_keyword: "**",
}


def signature(function: griffe.Function, name: str) -> str:
    """A call as it is written, with the types of its arguments.

    Args:
        function: the function or method.
        name: how it is called, such as `interop.rollovers.ensure`.
    """
    parts: list[str] = []
    own = [each for each in function.parameters if each.name not in ("self", "cls")]
    positional = sum(each.kind is griffe.ParameterKind.positional_only for each in own)
    star = False
    for index, parameter in enumerate(own):
        if index == positional and positional:
            parts.append("/")
        lead = _LEADS.get(parameter.kind or griffe.ParameterKind.positional_or_keyword, "")
        if parameter.kind is griffe.ParameterKind.keyword_only and not star:
            parts.append("*")
            star = True
        star = star or lead == "*"
        text = f"{lead}{parameter.name}"
        if parameter.annotation is not None:
            text += f": {parameter.annotation}"
        if parameter.default is not None and not lead:
            text += f" = {parameter.default}"
        parts.append(text)
    if positional and positional == len(own):
        parts.append("/")
    returns = f" -> {function.returns}" if function.returns is not None else ""
    lead = "await " if "async" in function.labels else ""
    return laid_out(f"{lead}{name}(", parts, f"){returns}")


def laid_out(head: str, parts: Sequence[str], tail: str) -> str:
    """A call in one line, or in one for each argument where that is too long.

    Args:
        head: all up to the opening parenthesis.
        parts: the arguments.
        tail: all from the closing parenthesis.
    """
    line = f"{head}{', '.join(parts)}{tail}"
    if len(line) <= 90:
        return line
    inner = "".join(f"    {part},\n" for part in parts)
    return f"{head}\n{inner}{tail}"


def described(docstring: griffe.Docstring | None) -> str:
    """A docstring as Markdown.

    Args:
        docstring: the docstring; None for none.
    """
    if docstring is None:
        return ""
    blocks: list[str] = []
    for section in docstring.parse("google", warnings=False):
        blocks += _section(section)
    text = "\n\n".join(block for block in blocks if block)
    text = _PAGE.sub(r"[\1](../\1.md)", text)
    return SOURCE.sub(lambda found: f"*Source: {' '.join(found[1].split())}*", text)


def summary(docstring: griffe.Docstring | None) -> str:
    """The first line of a docstring, as one line."""
    if docstring is None:
        return ""
    return " ".join(docstring.value.strip().partition("\n\n")[0].split())


def _section(section: griffe.DocstringSection) -> Iterator[str]:
    if isinstance(section, griffe.DocstringSectionText):
        yield section.value.strip()
    elif isinstance(section, griffe.DocstringSectionParameters | griffe.DocstringSectionAttributes):
        title = "Arguments" if section.kind.value == "parameters" else "Attributes"
        yield f"**{title}**"
        yield "\n".join(_items((each.name, each.description) for each in section.value))
    elif isinstance(section, griffe.DocstringSectionReturns):
        yield "**Returns**"
        yield " ".join(" ".join(each.description.split()) for each in section.value)
    elif isinstance(section, griffe.DocstringSectionRaises):
        yield "**Raises**"
        yield "\n".join(_items((str(each.annotation), each.description) for each in section.value))
    elif isinstance(section, griffe.DocstringSectionExamples):
        yield from (f"```python\n{value}\n```" for _, value in section.value)
    elif isinstance(section, griffe.DocstringSectionAdmonition):
        yield f"**{section.title}** {section.value.description}"


def _items(pairs: Iterable[tuple[str, str]]) -> Sequence[str]:
    return [f"- `{name}`: {' '.join(description.split())}" for name, description in pairs]
