"""Open a carrier's shift for a day."""

from typing import Final
from uuid import UUID

from courier.clock import VIETNAM, new_id
from courier.database import Connection
from courier.errors import FieldError, InvalidInput, NotFound
from courier.network.refusals import Explanation, explained
from courier.planning.model import ShiftInput
from courier.planning.shifts.statements import ADD_SHIFT


async def open_shift(connection: Connection, shift: ShiftInput, asked_by: UUID) -> UUID:
    """The new shift's id.

    Raises `NotFound` unless `asked_by` is dispatcher or supervisor at the office and the carrier is one of its;
    `Conflict` where the carrier has a shift in that time; `InvalidInput`.
    """
    if any(at.astimezone(VIETNAM).date() != shift.on_date for at in (shift.starts_at, shift.ends_at)):
        raise InvalidInput([_OTHER_DAY])
    shift_id = new_id()
    with explained(SHIFT_REFUSALS):
        written = await ADD_SHIFT.run(
            connection,
            shift_id,
            shift.carrier_id,
            shift.office_id,
            shift.on_date,
            shift.starts_at,
            shift.ends_at,
            shift.lunch_from,
            shift.lunch_to,
            shift.capacity_items,
            shift.capacity_g,
            shift.speed_kmh,
            shift.territory,
            asked_by,
        )
    if not written:
        raise NotFound("Không tìm thấy bưu cục hoặc bưu tá này", "No such office or carrier")
    return shift_id


_OTHER_DAY: Final = FieldError(
    field="starts_at",
    problem="other-day",
    message_vi="Ca không nằm trong ngày đã ghi",
    message_en="The shift does not lie within the day given",
    remedy_vi="Ghi giờ bắt đầu và kết thúc trong cùng ngày on_date, giờ Việt Nam",
    remedy_en="Give a start and an end on on_date, Vietnam time",
)


def _out_of_bounds(field: str, range_vi: str, range_en: str) -> FieldError:
    return FieldError(
        field=field,
        problem="out-of-range",
        message_vi="Giá trị ngoài giới hạn",
        message_en="Out of range",
        remedy_vi=f"Ghi {range_vi}",
        remedy_en=f"Give {range_en}",
    )


SHIFT_REFUSALS: Final[dict[str, Explanation]] = {
    "shift_carrier_id_tstzrange_excl": (
        "Bưu tá này đã có ca trong thời gian đó",
        "This carrier has a shift in that time already",
    ),
    "shift_check": _out_of_bounds("ends_at", "giờ kết thúc sau giờ bắt đầu", "an end after the start"),
    "shift_check1": _out_of_bounds(
        "lunch_to", "đủ giờ bắt đầu và kết thúc nghỉ trưa, hoặc bỏ cả hai", "both ends of lunch in order, or neither"
    ),
    "shift_capacity_items_check": _out_of_bounds("capacity_items", "từ 1 đến 1000 bưu gửi", "1 to 1000 items"),
    "shift_capacity_g_check": _out_of_bounds("capacity_g", "từ 1 đến 1.000.000 g", "1 to 1,000,000 g"),
    "shift_speed_kmh_check": _out_of_bounds("speed_kmh", "từ 1 đến 80 km/h", "1 to 80 km/h"),
}
"""Every constraint of a shift that a caller can break."""
