"""Give a person a role at an office, from a day until another."""

from typing import Final

import msgspec

from courier.clock import new_id
from courier.database import Connection
from courier.errors import FieldError, InvalidInput
from courier.network.model import Person, RoleGrant
from courier.network.refusals import Explanation, explained, unknown
from courier.network.staff.statements import ADD_SCOPES
from courier.network.statements import ADD_GRANT, ADD_PARTY, LOCK_PERSON, MAKE_CARRIER


async def grant_role(connection: Connection, grant: RoleGrant) -> Person:
    """The person as they are afterwards: a carrier has a party of their own, as which they hold dossiers.

    Locks the person. Raises `InvalidInput`, or `Conflict` where they hold the role there in that time already.
    """
    person = await LOCK_PERSON.one(connection, grant.person_id)
    if person is None:
        raise InvalidInput([unknown("person_id", "người", "person")])
    if grant.role == "carrier" and person.carrier_party_id is None:
        person = await _make_carrier(connection, person)
    with explained(GRANT_REFUSALS):
        await ADD_GRANT.run(connection, grant.person_id, grant.role, grant.office_id, grant.valid_from, grant.valid_to)
        if grant.scopes:
            await _limit(connection, grant)
    return person


async def _limit(connection: Connection, grant: RoleGrant) -> None:
    """To what `scopes` name; only who sits at a counter or desk is limited so."""
    await ADD_SCOPES.run(
        connection,
        grant.person_id,
        grant.role,
        grant.office_id,
        grant.valid_from,
        [new_id() for _ in grant.scopes],
        [scope.agency_id for scope in grant.scopes],
        [scope.leg for scope in grant.scopes],
        [scope.field for scope in grant.scopes],
    )


async def _make_carrier(connection: Connection, person: Person) -> Person:
    party_id = new_id()
    await ADD_PARTY.run(connection, party_id, "carrier", person.province_code)
    await MAKE_CARRIER.run(connection, person.person_id, party_id)
    return msgspec.structs.replace(person, carrier_party_id=party_id)


_ALREADY_HELD: Final = (
    "Người này đã giữ vai trò ấy tại đơn vị trong thời gian đó. Hãy kết thúc lần giao trước",
    "This person holds that role there in that time already. End the earlier grant first",
)
GRANT_REFUSALS: Final[dict[str, Explanation]] = {
    "role_grant_pkey": _ALREADY_HELD,
    "role_grant_person_id_role_office_id_daterange_excl": _ALREADY_HELD,
    "role_grant_office_id_fkey": unknown("office_id", "đơn vị", "office"),
    "grant_scope_role_check": FieldError(
        field="scopes",
        problem="not-for-this-role",
        message_vi="Chỉ giao dịch viên và cán bộ một cửa được giới hạn theo cơ quan, chiều, lĩnh vực",
        message_en="Only tellers and desk clerks are limited to agencies, legs and fields",
        remedy_vi="Bỏ trống phạm vi cho vai trò này",
        remedy_en="Leave the scopes out for this role",
    ),
    "grant_scope_person_id_role_office_id_valid_from_agency_id_l_key": FieldError(
        field="scopes",
        problem="twice",
        message_vi="Một phạm vi có hai lần",
        message_en="A scope is there twice",
        remedy_vi="Bỏ bớt một lần",
        remedy_en="Leave one out",
    ),
    "grant_scope_field_check": FieldError(
        field="scopes",
        problem="not-a-field",
        message_vi="Lĩnh vực ghi bằng mã chữ thường, gạch dưới",
        message_en="A field is a code of small letters and underscores",
        remedy_vi="Ví dụ civil_status, certification, land",
        remedy_en="For example civil_status, certification, land",
    ),
    "grant_scope_agency_id_fkey": unknown("scopes", "cơ quan", "agency"),
    "grant_scope_agency_id_agency_kind_fkey": unknown("scopes", "cơ quan", "agency"),
    "role_grant_check": FieldError(
        field="valid_to",
        problem="out-of-order",
        message_vi="Ngày kết thúc phải sau ngày bắt đầu",
        message_en="The end must come after the beginning",
        remedy_vi="Ghi ngày đầu tiên không còn giữ vai trò, hoặc bỏ trống",
        remedy_en="Give the first day the role is no longer held, or leave it empty",
    ),
}
"""Every constraint of a grant that a caller can break; a test compares them with the schema's."""
