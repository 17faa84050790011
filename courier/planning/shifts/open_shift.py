"""Open a carrier's shift for a day, or for a part of it."""

from datetime import date
from typing import Final, TypeVar
from uuid import UUID

import msgspec

from courier.clock import new_id
from courier.database import Connection
from courier.errors import FieldError, InvalidInput, NotFound
from courier.network.refusals import explained
from courier.planning.model import ShiftInput, ShiftTerms
from courier.planning.shifts.statements import ADD_SHIFT, ADD_SPELLS, HELD_TO
from courier.planning.shifts.terms import SHIFT_REFUSALS, refuse_wrong_terms


async def open_shift(connection: Connection, shift: ShiftInput, asked_by: UUID) -> UUID:
    """The new shift's id. A carrier may have several shifts a day that do not overlap.

    Raises `NotFound` unless `asked_by` is dispatcher or supervisor at the office and the carrier is one of its;
    `Conflict` where the carrier has a shift in that time; `InvalidInput`. A substitute's shift is for the communes
    named when he was appointed, or some of them.
    """
    refuse_wrong_terms(shift, shift.on_date)
    shift = await hold_to_area(connection, shift, shift.carrier_id, shift.office_id, shift.on_date, asked_by)
    shift_id = new_id()
    with explained(SHIFT_REFUSALS):
        written = await ADD_SHIFT.run(
            connection,
            shift_id,
            shift.carrier_id,
            shift.office_id,
            shift.on_date,
            *columns_of(shift),
            asked_by,
        )
        if not written:
            raise NotFound("Không tìm thấy bưu cục hoặc bưu tá này", "No such office or carrier")
        await add_spells(connection, shift_id, shift)
    return shift_id


Terms = TypeVar("Terms", bound=ShiftTerms)


async def hold_to_area(
    connection: Connection, terms: Terms, carrier_id: UUID, office_id: UUID, on_date: date, asked_by: UUID
) -> Terms:
    """The same terms, a substitute's territory being his area where none is named. Raises `InvalidInput`."""
    held = await HELD_TO.one(connection, carrier_id, office_id, on_date, asked_by)
    if held is None:
        return terms
    if not held.unit_codes:
        raise InvalidInput([_WITHOUT_AREA])
    if outside := [code for code in terms.territory if code not in held.unit_codes]:
        raise InvalidInput([msgspec.structs.replace(_OUTSIDE_AREA, value=", ".join(outside)[:80])])
    return msgspec.structs.replace(terms, territory=terms.territory or held.unit_codes)


def columns_of(terms: ShiftTerms) -> tuple[object, ...]:
    """The terms in the order in which the statements take them."""
    return (
        terms.starts_at,
        terms.ends_at,
        terms.lunch_from,
        terms.lunch_to,
        terms.lunch_duration_s,
        terms.share_of_day_percent,
        terms.max_overtime_s,
        terms.max_trips,
        terms.capacity_items,
        terms.capacity_g,
        terms.speed_kmh,
        terms.territory,
        terms.habitual_order,
    )


async def add_spells(connection: Connection, shift_id: UUID, terms: ShiftTerms) -> None:
    """Keep when the carrier does something else."""
    await ADD_SPELLS.run(
        connection,
        shift_id,
        [spell.starts_at for spell in terms.spells],
        [spell.ends_at for spell in terms.spells],
        [spell.reason for spell in terms.spells],
    )


_WITHOUT_AREA: Final = FieldError(
    field="carrier_id",
    problem="without-area",
    message_vi="Bưu tá thay này chưa được giao xã, phường nào",
    message_en="This substitute was given no commune",
    remedy_vi="Cử thay lại, ghi rõ địa bàn",
    remedy_en="Appoint the substitute anew, naming the communes",
)
_OUTSIDE_AREA: Final = FieldError(
    field="territory",
    problem="outside-area",
    message_vi="Có xã, phường ngoài địa bàn được giao cho bưu tá thay",
    message_en="Some communes lie outside of the area the substitute was given",
    remedy_vi="Bỏ các mã đó, hoặc để trống để lấy cả địa bàn được giao",
    remedy_en="Leave those codes out, or give none to take the whole area",
)
