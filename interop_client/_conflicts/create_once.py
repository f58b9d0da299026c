"""Create once: a create that is looked for after a lost answer, and sent again only where that
cannot make two."""

from __future__ import annotations

import copy
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Generic, TypeVar
from uuid import UUID

import attrs

from ..errors import (
    AuthenticationError,
    ConfigurationError,
    ConflictError,
    InteropError,
    OutcomeUnknownError,
    ResponseDecodeError,
)
from .causes import concurrent, still_unknown, unread
from .whole_list import Identified

if TYPE_CHECKING:
    from .writer import Writer

T = TypeVar("T", bound=Identified)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Creation(Generic[T]):
    """What is created, and how it is known again.

    Args:
        send: sends the create once.
        read_all: reads all that is there.
        is_mine: whether something is what was sent.
        may_be_mine: whether it may have been, before somebody else changed it.
        cause: why a create was refused, by what is there; None where nothing speaks against it.
    """

    send: Callable[[], Awaitable[T]]
    read_all: Callable[[], Awaitable[list[T]]]
    is_mine: Callable[[T], bool]
    may_be_mine: Callable[[T], bool]
    cause: Callable[[ConflictError, list[T]], ConflictError | None]


class Known:
    """The identifiers that were there before a create, by which what is new is told.

    Args:
        there: what was there; None where that could not be read, or was not yet.
    """

    def __init__(self, there: Iterable[Identified] | None = None) -> None:
        self._ids: set[UUID | None] | None = None
        if there is not None:
            self.see(there)

    def see(self, there: Iterable[Identified]) -> None:
        """Take this for what was there before, unless that is known."""
        if self._ids is None:
            self._ids = {each.id for each in there if each.id is not None}

    def is_new(self, found: Identified) -> bool:
        """Whether it certainly was not there before."""
        return self._ids is not None and found.id is not None and found.id not in self._ids

    def is_old(self, found: Identified) -> bool:
        """Whether it certainly was there before."""
        return self._ids is not None and found.id in self._ids


async def create_once(writer: Writer, creation: Creation[T], there: list[T] | None = None) -> T:
    """Create something, and find it where the answer does not tell.

    After a lost answer, what is equal and was not there before is taken for what was made. What
    somebody else made in that very moment, equal in all that counts, cannot be told from it. With
    the policy off, what is there is not read before, so that an equal one proves nothing.

    Args:
        writer: whose time and attempts it takes.
        creation: what is created.
        there: what is there before; None where that is to be read.

    Raises:
        ConflictError: it was refused: for the cause that is seen, or because of another write.
        OutcomeUnknownError: an answer was lost and looking did not tell.
        ResponseDecodeError: it was made, but neither the answer nor looking shows it.
    """
    if there is None and writer.policy.enabled:
        there = await _before(creation)
    known = Known(there)
    lost: OutcomeUnknownError | None = None
    while True:
        try:
            return await creation.send()
        except OutcomeUnknownError as error:
            lost = error
            failure: OutcomeUnknownError | ConflictError = error
        except ConflictError as error:
            failure = error
        except InteropError as error:
            if isinstance(error, ResponseDecodeError) and error.write_done:
                raise  # It was accepted, but neither its answer nor the list tells what was made.
            raise (still_unknown(lost, error) if lost else error) from None
        if lost is None and not writer.policy.enabled:
            raise failure
        try:
            found = await creation.read_all()
        except InteropError as error:
            if lost is not None:
                raise still_unknown(lost, error) from None
            assert isinstance(failure, ConflictError)
            raise unread(failure, error) from None
        if lost is not None:
            mine = _mine(creation, found, known, lost)
            if mine is not None:
                return mine
        if isinstance(failure, ConflictError):
            cause = creation.cause(failure, found)
            if cause is not None:
                raise cause
            failure = concurrent(failure)
        await writer.again(lost or failure)


async def _before(creation: Creation[T]) -> list[T] | None:
    """What is there before; None where that cannot be read, but the create may go well."""
    try:
        return await creation.read_all()
    except (AuthenticationError, ConfigurationError):
        raise
    except InteropError:
        return None


def _mine(
    creation: Creation[T], found: list[T], known: Known, lost: OutcomeUnknownError
) -> T | None:
    """What a create made whose answer was lost; None where it certainly made nothing yet.

    Raises:
        OutcomeUnknownError: something is there that it may have made.
    """
    mine = [each for each in found if creation.is_mine(each) and known.is_new(each)]
    if len(mine) == 1:
        return mine[0]
    doubtful = [each for each in found if creation.may_be_mine(each) and not known.is_old(each)]
    if doubtful:
        raise perhaps_this(lost, doubtful)
    return None


def perhaps_this(lost: OutcomeUnknownError, doubtful: Iterable[Identified]) -> OutcomeUnknownError:
    """The loss, with what is there and may have come of it."""
    ids = ", ".join(str(each.id) for each in doubtful)
    unknown = copy.copy(lost)
    unknown.args = (f"{lost.message} It may have made {ids}, but that cannot be told for certain.",)
    return unknown
