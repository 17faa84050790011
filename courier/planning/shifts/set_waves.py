"""Say when carriers may leave an office with what lies there: *đợt đi phát*."""

from datetime import date
from typing import Final
from uuid import UUID

from courier.clock import new_id
from courier.database import Connection, Executor
from courier.errors import FieldError, InvalidInput, NotFound
from courier.planning.shifts.statements import ADD_WAVES, WAVES_OF_DAY

MOST_WAVES: Final = 24


async def set_waves(
    connection: Connection, office_id: UUID, valid_from: date, departs_s: list[int], asked_by: UUID
) -> None:
    """From that day on, carriers leave at these seconds after local midnight (none: any time), until set anew.

    Raises `NotFound` unless `asked_by` is dispatcher or supervisor at that post office; `InvalidInput`.
    """
    if (
        len(departs_s) > MOST_WAVES
        or sorted(set(departs_s)) != departs_s
        or any(not 0 <= s < 86_400 for s in departs_s)
    ):
        raise InvalidInput([_NOT_IN_ORDER])
    if not await ADD_WAVES.run(connection, new_id(), office_id, valid_from, departs_s, asked_by):
        raise NotFound("Không tìm thấy bưu cục này", "No such office")


async def waves_of(connection: Executor, office_id: UUID, on_date: date) -> list[int]:
    """The waves of that day, seconds after local midnight; empty: any time."""
    waves = await WAVES_OF_DAY.one(connection, office_id, on_date)
    return [] if waves is None else waves.departs_s


_NOT_IN_ORDER: Final = FieldError(
    field="departs_s",
    problem="out-of-order",
    message_vi="Giờ các đợt phải tăng dần, không trùng, trong một ngày, nhiều nhất 24 đợt",
    message_en="Waves must rise, without repetition, within one day, 24 at most",
    remedy_vi="Ghi số giây tính từ 0 giờ, ví dụ 30600 cho 8 giờ 30",
    remedy_en="Give seconds after midnight, for example 30600 for half past eight",
)
