"""A function that is given something secret shows none of it when it raises."""

from __future__ import annotations

import traceback

import pytest

from interop_client._redaction import forgets_locals

SECRET = "planted-secret"


def shown(error: BaseException) -> str:
    parts = traceback.TracebackException.from_exception(error, capture_locals=True)
    frames = [frame for frame in parts.stack if frame.filename != __file__ or frame.locals is None]
    return repr([frame.locals for frame in frames]) + "".join(parts.format())


@forgets_locals
def refuse(value: str, *, other: str = "") -> int:
    inner = value + other
    try:
        return int(inner)
    except ValueError as error:
        raise LookupError("refused") from error


def test_neither_arguments_nor_inner_variables_nor_causes_show() -> None:
    with pytest.raises(LookupError, match="refused") as caught:
        refuse(SECRET, other=SECRET)
    assert SECRET not in shown(caught.value)
    assert caught.value.__cause__ is caught.value.__context__ is None
    names = [frame.name for frame in traceback.extract_tb(caught.value.__traceback__)]
    assert "refuse" not in names


def test_what_the_caller_was_handling_stays() -> None:
    try:
        raise KeyError("the caller's own")
    except KeyError as error:
        own = error
        with pytest.raises(LookupError) as caught:
            refuse(SECRET)
    assert own.__traceback__ is not None
    assert caught.value.__context__ is own


def test_results_and_signatures_are_those_of_the_function() -> None:
    import inspect

    assert refuse("4", other="2") == 42
    assert str(inspect.signature(refuse)) == "(value: 'str', *, other: 'str' = '') -> 'int'"
