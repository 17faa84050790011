"""Give a person a role at an office, from a day until another."""

from typing import Final

import msgspec

from courier.clock import new_id
from courier.database import Connection
from courier.errors import FieldError, InvalidInput
from courier.network.model import Person, RoleGrant
from courier.network.refusals import Explanation, explained, unknown
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
    return person


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
