"""The model ScopingCourse."""

from __future__ import annotations

from typing import Any, ClassVar, Self
from uuid import UUID

import attrs

from ..._codec.decode import Model, WrongValueError, decode_boolean, decode_string, decode_uuid
from ..._codec.encode import encode_additional, encode_boolean, encode_string, encode_uuid
from ..._codec.open_enum import show_names

__all__ = ["ScopingCourse"]


@attrs.define(kw_only=True)
class ScopingCourse(Model):
    """One course in the scope of a tenant. The scoping courses together say which part of the
    roster data reaches the tenant's repository.

    Args:
        account_id: The account that owns the tenant.
        tenant_id: The tenant whose repository is scoped.
        course_id: Identifier of the course in the repository; it is likely what the path
            calls id (inferred).
        course_ref_id: Reference id of the course in the system that it comes from.
        school_id: Identifier of the school that offers the course.
        school_ref_id: Reference id of the school that offers the course.
        name: Display name of the course.
        local_id: Number under which the district itself knows the course (inferred).
        keywords: Words by which the course is found in a search (inferred).
        selected: Whether the course is in scope for the tenant.
        additional_properties: Properties that the OpenAPI document does not know, as they came.

    Source: vendor. The vendor's OpenAPI document (2020), schema ScopingCourse.
    """

    FIELDS: ClassVar[tuple[str, ...]] = (
        "account_id",
        "tenant_id",
        "course_id",
        "course_ref_id",
        "school_id",
        "school_ref_id",
        "name",
        "local_id",
        "keywords",
        "selected",
    )

    account_id: UUID | None = None
    tenant_id: UUID | None = None
    course_id: UUID | None = None
    course_ref_id: str | None = None
    school_id: UUID | None = None
    school_ref_id: str | None = None
    name: str | None = None
    local_id: str | None = None
    keywords: str | None = None
    selected: bool | None = None
    additional_properties: dict[str, Any] = attrs.field(factory=dict, repr=show_names)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of this model, without what is None."""
        data: dict[str, Any] = {}
        if self.account_id is not None:
            data["account_id"] = encode_uuid(self.account_id, "ScopingCourse.account_id")
        if self.tenant_id is not None:
            data["tenant_id"] = encode_uuid(self.tenant_id, "ScopingCourse.tenant_id")
        if self.course_id is not None:
            data["course_id"] = encode_uuid(self.course_id, "ScopingCourse.course_id")
        if self.course_ref_id is not None:
            data["course_ref_id"] = encode_string(self.course_ref_id, "ScopingCourse.course_ref_id")
        if self.school_id is not None:
            data["school_id"] = encode_uuid(self.school_id, "ScopingCourse.school_id")
        if self.school_ref_id is not None:
            data["school_ref_id"] = encode_string(self.school_ref_id, "ScopingCourse.school_ref_id")
        if self.name is not None:
            data["name"] = encode_string(self.name, "ScopingCourse.name")
        if self.local_id is not None:
            data["local_id"] = encode_string(self.local_id, "ScopingCourse.local_id")
        if self.keywords is not None:
            data["keywords"] = encode_string(self.keywords, "ScopingCourse.keywords")
        if self.selected is not None:
            data["selected"] = encode_boolean(self.selected, "ScopingCourse.selected")
        encode_additional(self.additional_properties, data, "ScopingCourse")
        return data

    @classmethod
    def _decode(cls, data: dict[str, Any]) -> Self:
        if type(data) is not dict:
            raise WrongValueError("an object", data)
        self = cls.__new__(cls)
        pop = data.pop
        try:
            value = pop("account_id", None)
            self.account_id = None if value is None else decode_uuid(value)
            value = pop("tenant_id", None)
            self.tenant_id = None if value is None else decode_uuid(value)
            value = pop("course_id", None)
            self.course_id = None if value is None else decode_uuid(value)
            value = pop("course_ref_id", None)
            self.course_ref_id = value if type(value) is str else decode_string(value)
            value = pop("school_id", None)
            self.school_id = None if value is None else decode_uuid(value)
            value = pop("school_ref_id", None)
            self.school_ref_id = value if type(value) is str else decode_string(value)
            value = pop("name", None)
            self.name = value if type(value) is str else decode_string(value)
            value = pop("local_id", None)
            self.local_id = value if type(value) is str else decode_string(value)
            value = pop("keywords", None)
            self.keywords = value if type(value) is str else decode_string(value)
            value = pop("selected", None)
            self.selected = None if value is None else decode_boolean(value)
        except WrongValueError as error:
            raise self._failed(error) from None
        if data:
            self.additional_properties = {**data}
        return self

    @classmethod
    def _layout(cls) -> tuple[tuple[str, str, Any], ...]:
        return (
            ("account_id", "account_id", UUID),
            ("tenant_id", "tenant_id", UUID),
            ("course_id", "course_id", UUID),
            ("course_ref_id", "course_ref_id", str),
            ("school_id", "school_id", UUID),
            ("school_ref_id", "school_ref_id", str),
            ("name", "name", str),
            ("local_id", "local_id", str),
            ("keywords", "keywords", str),
            ("selected", "selected", bool),
        )

    @classmethod
    def _build(cls, source: Any) -> Self:
        self = cls.__new__(cls)
        self.account_id = source.account_id
        self.tenant_id = source.tenant_id
        self.course_id = source.course_id
        self.course_ref_id = source.course_ref_id
        self.school_id = source.school_id
        self.school_ref_id = source.school_ref_id
        self.name = source.name
        self.local_id = source.local_id
        self.keywords = source.keywords
        self.selected = source.selected
        gather = source._undocumented
        if gather is not None:
            self.additional_properties = gather()
        return self
