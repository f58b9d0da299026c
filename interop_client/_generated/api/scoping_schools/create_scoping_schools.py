"""Create scoping schools: POST /tenant/scoping/schools"""

from __future__ import annotations

import builtins
from collections.abc import Sequence

from ...._codec.encode import encode_boolean, models_content, query_string, query_value
from ...._codec.envelope import one_or_many
from ...._codec.read_back import EachListed
from ....operation import Operation
from ...models.scoping_school import ScopingSchool
from .list_scoping_schools import operation as list_scoping_schools

__all__ = ["operation"]

_parse = one_or_many(ScopingSchool, written=True)


def operation(
    items: Sequence[ScopingSchool], /, *, replace: bool
) -> Operation[builtins.list[ScopingSchool]]:
    """Create scoping schools: the call, not yet made.

    Args:
        items: The scoping schools to create.
        replace: Whether the scoping schools that exist are removed (true) or kept, with the
            new ones added to them (false). Replacing discards what is there, and is what happens
            when nothing is said.

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    if replace and not items:
        raise ValueError(
            "no items with replace=True would delete everything; call delete_all for that"
        )
    return Operation(
        operation_id="createScopingSchools",
        method="POST",
        url="/tenant/scoping/schools",
        query=query_string(
            ("replace", query_value(replace, "replace", encode_boolean, required=True))
        ),
        content=models_content(items, ScopingSchool),
        content_type="application/json",
        body=items,
        repeatable=False,
        parse=_parse,
        read_back=(
            EachListed(
                list_scoping_schools, body=("school_id", "school_ref_id", "name", "local_id")
            ),
        ),
    )
