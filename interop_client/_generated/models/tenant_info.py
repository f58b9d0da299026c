"""The model TenantInfo."""

from __future__ import annotations

from typing import Any, ClassVar, Self
from uuid import UUID

import attrs

from ..._codec.decode import Model, WrongValueError, decode_string, decode_uuid
from ..._codec.encode import encode_additional, encode_model, encode_string, encode_uuid
from ..._codec.open_enum import show_names
from .account_ref_type import AccountRefType
from .auth_type import AuthType
from .cloud_ref_type import CloudRefType
from .integration_ref_type import IntegrationRefType
from .integration_status_type import IntegrationStatusType
from .tenant_info_license import TenantInfoLicense

__all__ = ["TenantInfo"]


@attrs.define(kw_only=True)
class TenantInfo(Model):
    """One tenant: the installation of an integration in the cloud of an account, with its licence,
    its condition and the credentials to act for it.

    Args:
        id: Identifier of the tenant.
        name: Display name of the tenant.
        account: The account that a tenant belongs to; that it is usually a school district
            is inferred.
        cloud: The cloud that a tenant is installed in.
        integration: The integration that a tenant is an installation of.
        license: The period in which a tenant is licensed.
        status: Condition of one side of a tenant. That `status` describes the integration,
            and `sis_status` the school's information system that feeds it, is inferred.
        sis_status: Condition of one side of a tenant. That `status` describes the
            integration, and `sis_status` the school's information system that feeds it, is
            inferred.
        auth: Credentials of one actor: what a client identifies itself with in order to act
            as that tenant. Present on an actor only when credentials are included in the answer.
        additional_properties: Properties that the OpenAPI document does not know, as they came.

    Source: vendor. The vendor's OpenAPI document (2020), schema TenantInfo.
    """

    FIELDS: ClassVar[tuple[str, ...]] = (
        "id",
        "name",
        "account",
        "cloud",
        "integration",
        "license",
        "status",
        "sis_status",
        "auth",
    )

    id: UUID | None = None
    name: str | None = None
    account: AccountRefType | None = None
    cloud: CloudRefType | None = None
    integration: IntegrationRefType | None = None
    license: TenantInfoLicense | None = None
    status: IntegrationStatusType | None = None
    sis_status: IntegrationStatusType | None = None
    auth: AuthType | None = None
    additional_properties: dict[str, Any] = attrs.field(factory=dict, repr=show_names)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of this model, without what is None."""
        data: dict[str, Any] = {}
        if self.id is not None:
            data["id"] = encode_uuid(self.id, "TenantInfo.id")
        if self.name is not None:
            data["name"] = encode_string(self.name, "TenantInfo.name")
        if self.account is not None:
            data["account"] = encode_model(self.account, "TenantInfo.account", AccountRefType)
        if self.cloud is not None:
            data["cloud"] = encode_model(self.cloud, "TenantInfo.cloud", CloudRefType)
        if self.integration is not None:
            data["integration"] = encode_model(
                self.integration, "TenantInfo.integration", IntegrationRefType
            )
        if self.license is not None:
            data["license"] = encode_model(self.license, "TenantInfo.license", TenantInfoLicense)
        if self.status is not None:
            data["status"] = encode_model(self.status, "TenantInfo.status", IntegrationStatusType)
        if self.sis_status is not None:
            data["sis_status"] = encode_model(
                self.sis_status, "TenantInfo.sis_status", IntegrationStatusType
            )
        if self.auth is not None:
            data["auth"] = encode_model(self.auth, "TenantInfo.auth", AuthType)
        encode_additional(self.additional_properties, data, "TenantInfo")
        return data

    @classmethod
    def _decode(cls, data: dict[str, Any]) -> Self:
        if type(data) is not dict:
            raise WrongValueError("an object", data)
        self = cls.__new__(cls)
        pop = data.pop
        try:
            value = pop("id", None)
            self.id = None if value is None else decode_uuid(value)
            value = pop("name", None)
            self.name = value if type(value) is str else decode_string(value)
            value = pop("account", None)
            self.account = None if value is None else AccountRefType._decode(value)
            value = pop("cloud", None)
            self.cloud = None if value is None else CloudRefType._decode(value)
            value = pop("integration", None)
            self.integration = None if value is None else IntegrationRefType._decode(value)
            value = pop("license", None)
            self.license = None if value is None else TenantInfoLicense._decode(value)
            value = pop("status", None)
            self.status = None if value is None else IntegrationStatusType._decode(value)
            value = pop("sis_status", None)
            self.sis_status = None if value is None else IntegrationStatusType._decode(value)
            value = pop("auth", None)
            self.auth = None if value is None else AuthType._decode(value)
        except WrongValueError as error:
            raise self._failed(error) from None
        if data:
            self.additional_properties = {**data}
        return self

    @classmethod
    def _layout(cls) -> tuple[tuple[str, str, Any], ...]:
        return (
            ("id", "id", UUID),
            ("name", "name", str),
            ("account", "account", AccountRefType),
            ("cloud", "cloud", CloudRefType),
            ("integration", "integration", IntegrationRefType),
            ("license", "license", TenantInfoLicense),
            ("status", "status", IntegrationStatusType),
            ("sis_status", "sis_status", IntegrationStatusType),
            ("auth", "auth", AuthType),
        )

    @classmethod
    def _build(cls, source: Any) -> Self:
        self = cls.__new__(cls)
        self.id = source.id
        self.name = source.name
        value = source.account
        self.account = None if value is None else AccountRefType._build(value)
        value = source.cloud
        self.cloud = None if value is None else CloudRefType._build(value)
        value = source.integration
        self.integration = None if value is None else IntegrationRefType._build(value)
        value = source.license
        self.license = None if value is None else TenantInfoLicense._build(value)
        value = source.status
        self.status = None if value is None else IntegrationStatusType._build(value)
        value = source.sis_status
        self.sis_status = None if value is None else IntegrationStatusType._build(value)
        value = source.auth
        self.auth = None if value is None else AuthType._build(value)
        gather = source._undocumented
        if gather is not None:
            self.additional_properties = gather()
        return self
