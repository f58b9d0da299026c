"""Profiles: how the service answers where the evidence leaves it open, each point a switch.

The page of 2026 and the vendor's document of 2020 differ, and both are silent in places. A test
that passes on every profile does not rest on one reading of them.
"""

from __future__ import annotations

from typing import Literal, get_args

import attrs

from .refusing import one_of, unknown
from .switches import Switches

ProfileName = Literal["page-2026", "vendor-2020", "strict"]

Updates = Literal["documented", "no_content", "object"]
BadCreates = Literal["documented", "bare", "wrapped"]
NotFound = Literal["documented", "empty"]
Counts = Literal["bare", "count", "data", "data_count"]
Ingestions = Literal["all", "incomplete"]
BulkAnswer = Literal["list", "single"]
TenantFilter = Literal["integration", "integrations", "ignored"]
NextLink = Literal["absolute", "relative", "opaque"]
ReadOnly = Literal["ignored", "refused"]
OverlapWithin = Literal["cloud", "tenant"]
AuthType = Literal["oauth2", "OAUTH2", "basic", "BASIC"]


@attrs.define(slots=False, kw_only=True)
class Profile(Switches):
    """How the sandbox answers; each attribute can be set at any time.

    Attributes:
        name: the profile that the switches started from.
        updates: what a partial update is answered with: what the document says of each,
            `no_content` (204) or the changed `object`.
        bad_creates: the 400 of a create: as the document says, a `bare` error, or one that is
            `wrapped` in `error`.
        not_found: the body of a 404: as the document says, or `empty`.
        counts: a count as a `bare` number, or within `count`, within `data`, or within both.
        ingestions: which ones the list and the count of ingestions hold.
        bulk_answer: a bulk create is answered with the `list` of what was made, or with its first
            object (`single`).
        tenant_filter: the name by which `GET /tenants` filters by integration, or `ignored`.
        next_link: how `paging.next` is written.
        null_next: the last page says `"next": null` instead of leaving it out.
        read_only: what becomes of properties in a request that the document marks as read-only and
            does not require there.
        scoping_ids: scoping schools and courses have an `id` and times of their own.
        rollover_owner: rollovers show `account_id`, `tenant_id` and times.
        overlap_within: two rollovers of one tenant overlap within one cloud only, or in any.
        touching_overlaps: two rollovers overlap when one begins as the other ends.
        account_tokens: the account has client credentials, beside its API key.
        auth_type: the kind of the tenants' credentials; with `basic`, in either case, they are
            taken by HTTP Basic.
    """

    name: ProfileName = "page-2026"
    updates: Updates = "documented"
    bad_creates: BadCreates = "documented"
    not_found: NotFound = "documented"
    counts: Counts = "count"
    ingestions: Ingestions = "all"
    bulk_answer: BulkAnswer = "list"
    tenant_filter: TenantFilter = "integration"
    next_link: NextLink = "absolute"
    null_next: bool = False
    read_only: ReadOnly = "ignored"
    scoping_ids: bool = False
    rollover_owner: bool = False
    overlap_within: OverlapWithin = "cloud"
    touching_overlaps: bool = False
    account_tokens: bool = True
    auth_type: AuthType = "oauth2"

    @classmethod
    def named(cls, name: str) -> Profile:
        """A profile with its switches as its name has them.

        Args:
            name: `page-2026`, `vendor-2020` or `strict`.

        Raises:
            ValueError: there is no such profile; the message has the nearest right name.
        """
        match one_of("profile", name, PROFILES):
            case "vendor-2020":
                return cls(
                    name="vendor-2020",
                    updates="no_content",
                    bad_creates="bare",
                    not_found="empty",
                    counts="bare",
                    ingestions="incomplete",
                    bulk_answer="single",
                    tenant_filter="integrations",
                    next_link="opaque",
                    null_next=True,
                    auth_type="OAUTH2",
                )
            case "strict":
                return cls(name="strict", read_only="refused", counts="data_count")
            case _:
                return cls()


PROFILES: tuple[ProfileName, ...] = get_args(ProfileName)
"""The names of the profiles; the first is the default."""


def read_profile(given: object) -> Profile:
    """A profile, or the one with this name.

    Raises:
        TypeError: it is neither a name nor a profile.
        ValueError: no profile has this name.
    """
    if isinstance(given, Profile):
        return given
    if not isinstance(given, str):
        raise TypeError(f"profile must be a name or a Profile, not {given!r}")
    if given not in PROFILES:
        raise ValueError(unknown("profile", given, PROFILES))
    return Profile.named(given)
