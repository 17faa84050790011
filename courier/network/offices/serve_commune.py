"""Say which post office serves a commune, from a day until another, and who serves it on a day."""

from datetime import date
from typing import Final
from uuid import UUID

from courier.database import Connection
from courier.errors import FieldError, InvalidInput
from courier.network.model import UnitKey
from courier.network.offices.model import NewArea, ServedCommune
from courier.network.offices.statements import ADD_AREA, AREA_ENDS, AREAS_IN, END_AREA, SERVING_OFFICES
from courier.network.refusals import Explanation, explained, unknown


async def serve_commune(connection: Connection, area: NewArea) -> ServedCommune:
    """The service as it stands; the same one said again changes nothing.

    Raises `InvalidInput`, or `Conflict` where a post office serves the commune in that time already.
    """
    served = ServedCommune(area.unit.code, area.unit.valid_from, area.office_id, area.valid_from, area.valid_to)
    if area.valid_to is not None and area.valid_to <= area.valid_from:
        raise InvalidInput([_ENDS_BEFORE])
    if served in await AREAS_IN.all(connection, *area.unit, area.valid_from, area.valid_to):
        return served
    await _check_ends(connection, area)
    with explained(AREA_REFUSALS):
        await ADD_AREA.run(connection, area.office_id, *area.unit, area.valid_from, area.valid_to)
    return served


async def end_service(connection: Connection, office_id: UUID, unit: UnitKey, valid_to: date) -> bool:
    """The office no longer serves the commune from `valid_to` on; False where it did not, or only from then on."""
    return bool(await END_AREA.run(connection, office_id, *unit, valid_to))


async def serving_office(connection: Connection, unit: UnitKey, on: date) -> UUID | None:
    """The post office that serves a commune on a day; of many at once ask `SERVING_OFFICES`."""
    row = await SERVING_OFFICES.one(connection, [unit.code], [unit.valid_from], on)
    return None if row is None else row.office_id


async def _check_ends(connection: Connection, area: NewArea) -> None:
    ends = await AREA_ENDS.one(connection, area.office_id, *area.unit, area.valid_from)
    wrong = []
    if ends is None or not ends.is_post_office:
        wrong.append(unknown("office_id", "bưu cục", "post office"))
    if ends is None or not ends.is_commune:
        wrong.append(unknown("unit", "xã, phường còn hiệu lực ngày đó", "commune in force on that day"))
    if wrong:
        raise InvalidInput(wrong)


_SERVED: Final = (
    "Xã, phường này đã có bưu cục phục vụ trong thời gian đó. Hãy kết thúc phân công cũ trước",
    "A post office serves this commune in that time already. End that service first",
)
_ENDS_BEFORE: Final = FieldError(
    field="valid_to",
    problem="out-of-order",
    message_vi="Ngày kết thúc phải sau ngày bắt đầu",
    message_en="The end must come after the beginning",
    remedy_vi="Ghi ngày đầu tiên không còn phục vụ, hoặc bỏ trống",
    remedy_en="Give the first day it no longer serves there, or leave it empty",
)
AREA_REFUSALS: Final[dict[str, Explanation]] = {
    "office_area_pkey": _SERVED,
    "office_area_unit_code_unit_valid_from_daterange_excl": _SERVED,
}
"""Every constraint of an area that a caller can break; a test compares them with the schema's."""
