"""*Bưu tá thay*: in one act a person who carries for the office today only, in named communes only."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from courier.clock import today
from courier.database import Connection, Executor
from courier.errors import Conflict, FieldError, IdInUse, InvalidInput, NotFound
from courier.network.add_person import add_person
from courier.network.grant_role import grant_role
from courier.network.model import NewPerson, RoleGrant, UnitKey
from courier.network.refusals import Explanation, explained, unknown
from courier.network.staff.model import NewSubstitute, Substitute
from courier.network.staff.statements import (
    ADD_SUBSTITUTION,
    ADD_SUBSTITUTION_AREA,
    AREA_ON,
    FIND_SUBSTITUTE,
    HEADED_OFFICE,
    IN_PROVINCE,
    STANDS_HERE,
    SUBSTITUTES_ON,
)
from courier.network.statements import LOCK_ID


async def appoint_substitute(connection: Connection, asker: UUID, new: NewSubstitute) -> Substitute:
    """The substitute, a carrier until midnight; their phone may be let in right after. The same one again: unchanged.

    For dispatchers and supervisors of the post office, its superior's supervisors and administrators. Raises
    `InvalidInput`, `NotFound` where the office is not theirs, `Conflict` where the person carries there already,
    `IdInUse` where the id stands for another substitute.
    """
    office = await HEADED_OFFICE.one(connection, asker, new.office_id)
    if office is None:
        raise NotFound("Không tìm thấy bưu cục này", "No such office")
    await LOCK_ID.run(connection, new.substitution_id)
    known = await FIND_SUBSTITUTE.one(connection, new.substitution_id)
    if known is not None:
        return _same(known, new)
    on_date = today()
    units = await _area(connection, new, on_date)
    await _check_absent(connection, new, on_date)
    person_id = await _person(connection, new, office.province_code)
    if await STANDS_HERE.value(connection, person_id, new.office_id, on_date):
        raise Conflict(*_CARRIES_HERE)
    await grant_role(
        connection,
        RoleGrant(
            person_id=person_id,
            role="carrier",
            office_id=new.office_id,
            valid_from=on_date,
            valid_to=on_date + timedelta(days=1),
        ),
    )
    with explained(SUBSTITUTION_REFUSALS):
        await ADD_SUBSTITUTION.run(
            connection, new.substitution_id, new.office_id, person_id, on_date, new.stands_for, new.reason, asker
        )
        await ADD_SUBSTITUTION_AREA.run(
            connection, new.substitution_id, [unit.code for unit in units], [unit.valid_from for unit in units]
        )
    appointed = await FIND_SUBSTITUTE.one(connection, new.substitution_id)
    if appointed is None:
        raise LookupError(f"substitution {new.substitution_id} is not where it was just written")
    return appointed


async def list_substitutes(executor: Executor, asker: UUID, office_id: UUID, on: date) -> list[Substitute]:
    """Who stands in at an office on a day; empty for who does not run it."""
    return await SUBSTITUTES_ON.all(executor, asker, office_id, on)


async def _person(connection: Connection, new: NewSubstitute, province_code: str) -> UUID:
    """Who is known, or the one now added."""
    if (new.person_id is None) == (new.full_name is None):
        raise InvalidInput([_ONE_OF_TWO])
    if new.person_id is not None:
        if not await IN_PROVINCE.value(connection, new.person_id, province_code):
            raise InvalidInput([unknown("person_id", "người", "person")])
        return new.person_id
    person = NewPerson(full_name=new.full_name or "", province_code=province_code, phone=new.phone)
    return (await add_person(connection, person)).person_id


async def _area(connection: Connection, new: NewSubstitute, on: date) -> list[UnitKey]:
    """The communes asked for, all of them the office's, or, none being named, all of the office's."""
    served = [UnitKey(row.code, row.valid_from) for row in await AREA_ON.all(connection, new.office_id, on)]
    wrong = [_not_served(place, unit) for place, unit in enumerate(new.units) if unit not in served]
    if wrong:
        raise InvalidInput(wrong)
    if not served:
        raise InvalidInput([_SERVES_NOTHING])
    return list(dict.fromkeys(new.units)) or served


async def _check_absent(connection: Connection, new: NewSubstitute, on: date) -> None:
    absent = new.stands_for
    if absent is not None and not await STANDS_HERE.value(connection, absent, new.office_id, on):
        raise InvalidInput([unknown("stands_for", "bưu tá", "carrier")])


def _same(known: Substitute, asked: NewSubstitute) -> Substitute:
    is_person = asked.person_id in (None, known.person_id)
    is_named = asked.full_name is None or " ".join(asked.full_name.split()) == known.full_name
    is_area = not asked.units or {unit.code for unit in asked.units} == set(known.unit_codes)
    words = (asked.office_id, asked.reason, asked.stands_for)
    if is_person and is_named and is_area and (known.office_id, known.reason, known.stands_for) == words:
        return known
    raise IdInUse("substitution_id")


def _not_served(place: int, unit: UnitKey) -> FieldError:
    return FieldError(
        field=f"units[{place}]",
        problem="not-served",
        message_vi="Bưu cục này không phục vụ xã, phường đó hôm nay",
        message_en="The post office does not serve this commune today",
        remedy_vi="Chọn trong các xã, phường của bưu cục, hoặc bỏ trống để giao cả địa bàn",
        remedy_en="Choose among the office's communes, or leave it empty for all of them",
        value=unit.code,
    )


_ANOTHER: Final = ("Mã này đã dùng cho một lượt thay khác", "This id stands for another substitute")
_CARRIES_HERE: Final = (
    "Người này hôm nay đã là bưu tá của bưu cục. Hãy mở ca cho họ, không cần cử thay",
    "This person is a carrier here today already. Open a shift for them instead",
)
_ONE_OF_TWO: Final = FieldError(
    field="person_id",
    problem="one-of-two",
    message_vi="Chọn một người đã có, hoặc ghi họ tên người mới, không cả hai",
    message_en="Choose a person who is known, or name a new one, not both",
    remedy_vi="Gửi person_id hoặc full_name",
    remedy_en="Send person_id or full_name",
)
_SERVES_NOTHING: Final = FieldError(
    field="units",
    problem="missing",
    message_vi="Bưu cục này chưa được giao xã, phường nào",
    message_en="The post office serves no commune yet",
    remedy_vi="Giao địa bàn cho bưu cục trước",
    remedy_en="Give the office its communes first",
)
SUBSTITUTION_REFUSALS: Final[dict[str, Explanation]] = {
    "substitution_pkey": _ANOTHER,
    "substitution_office_id_person_id_on_date_key": _CARRIES_HERE,
    "substitution_check": FieldError(
        field="stands_for",
        problem="same-person",
        message_vi="Không ai thay chính mình",
        message_en="Nobody stands in for themselves",
        remedy_vi="Chọn bưu tá vắng mặt, hoặc bỏ trống",
        remedy_en="Choose the carrier who is away, or leave it out",
    ),
    "substitution_reason_check": FieldError(
        field="reason",
        problem="wrong-length",
        message_vi="Lý do phải có từ 1 đến 200 ký tự",
        message_en="A reason has 1 to 200 characters",
        remedy_vi="Ghi ngắn lý do, ví dụ bưu tá ốm",
        remedy_en="Say briefly why, for example: the carrier is ill",
    ),
}
"""Every constraint of a substitution that a caller can break; a test compares them with the schema's."""
