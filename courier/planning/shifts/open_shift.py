"""Open a carrier's shift for a day, or for a part of it."""

from uuid import UUID

from courier.clock import new_id
from courier.database import Connection
from courier.errors import NotFound
from courier.network.refusals import explained
from courier.planning.model import ShiftInput, ShiftTerms
from courier.planning.shifts.statements import ADD_SHIFT, ADD_SPELLS
from courier.planning.shifts.terms import SHIFT_REFUSALS, refuse_wrong_terms


async def open_shift(connection: Connection, shift: ShiftInput, asked_by: UUID) -> UUID:
    """The new shift's id. A carrier may have several shifts a day that do not overlap.

    Raises `NotFound` unless `asked_by` is dispatcher or supervisor at the office and the carrier is one of its;
    `Conflict` where the carrier has a shift in that time; `InvalidInput`.
    """
    refuse_wrong_terms(shift, shift.on_date)
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
