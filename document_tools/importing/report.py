"""The report of an import: what was wrong, what was kept, and what a person has to see to."""

from __future__ import annotations

import attrs


@attrs.define
class Report:
    """What an import found, each line once, in the order of the document.

    Args:
        corrected: facts of ours that were wrong or missing, with the level that they had.
        kept: what differs and stayed as it is.
        missing: what a draft still lacks.
        passed_over: what the file says and our form cannot hold.
        confirmed: facts that were inferred, and are stated now.
        by_hand: corrected facts that hand-written code names, and where it does.
        followed: paths that were corrected in pages too.
    """

    corrected: dict[str, None] = attrs.field(factory=dict)
    kept: dict[str, None] = attrs.field(factory=dict)
    missing: dict[str, None] = attrs.field(factory=dict)
    passed_over: dict[str, None] = attrs.field(factory=dict)
    confirmed: dict[str, None] = attrs.field(factory=dict)
    by_hand: dict[str, None] = attrs.field(factory=dict)
    followed: dict[str, None] = attrs.field(factory=dict)

    def fact(self, where: str, what: str, was: object, level: str, now: object) -> None:
        """A fact of ours that gave way."""
        subject = f"{where}: {what}" if what else f"{where}:"
        ending = "is gone" if now is None else f"is {now}"
        self.corrected[f"{subject} was {was} ({level}), {ending}"] = None

    def added(self, where: str, what: object) -> None:
        """A fact that ours did not have."""
        self.corrected[f"{where}: is new ({what})"] = None

    def keep(self, where: str, what: str, ours: object, level: str, theirs: object) -> None:
        """A fact of ours that stayed although the file says something else."""
        subject = f"{where}: {what}" if what else f"{where}:"
        said = "the file does not have it" if theirs is None else f"the file says {theirs}"
        shown = "does not exist" if ours is None else f"stays {ours}"
        self.kept[f"{subject} {shown} ({level}), {said}"] = None

    def lacks(self, where: str, what: str) -> None:
        """Something that a person has to write, or to look at."""
        self.missing[f"{where}: {what}"] = None

    def left_out(self, where: str, why: str) -> None:
        """Something of the file that could not be taken over."""
        self.passed_over[f"{where}: {why}"] = None

    def confirm(self, where: str, what: str) -> None:
        """A fact that was inferred and that the file states too."""
        self.confirmed[f"{where}: {what}"] = None

    def named_by_hand(self, line: str) -> None:
        """Hand-written code that names what was corrected, and where."""
        self.by_hand[line] = None

    def followed_in_a_page(self, line: str) -> None:
        """A path that was corrected in a page too."""
        self.followed[line] = None

    def to_text(self) -> str:
        """The report for a terminal, a line for each fact."""
        parts = (
            ("corrected", self.corrected),
            ("hand-written code reads it: to be changed there, or to be looked at", self.by_hand),
            ("pages that followed", self.followed),
            ("kept, although the file differs", self.kept),
            ("for a person to write or to look at", self.missing),
            ("not taken over", self.passed_over),
            ("inferred before, and confirmed", self.confirmed),
        )
        lines: list[str] = []
        for title, found in parts:
            if found:
                lines += [f"{title} ({len(found)}):", *(f"  {each}" for each in found)]
        return "\n".join(lines or ["nothing differs"])
