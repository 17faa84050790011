"""Correct where a citizen's address is, «Ghim lại vị trí đúng»: kept for the address, and at once for the citizen."""

from typing import Final
from uuid import UUID

from courier.clock import today
from courier.database import Connection
from courier.errors import FieldError, InvalidInput, NotFound
from courier.network.addresses.load_gazetteer import load_gazetteer
from courier.network.addresses.model import PointCorrected, PointQuality, PointReport, is_as_good
from courier.network.addresses.near_unit import load_areas
from courier.network.addresses.read_address import point_keys, read_address
from courier.network.addresses.statements import ADD_POINT, LOCK_CONTACT, MOVE_CONTACT, PlacedContact
from courier.network.geojson import is_in_vietnam
from courier.network.locate import load_index, locate
from courier.network.model import Position, UnitKey


async def correct_point(
    connection: Connection, report: PointReport, *, quality: PointQuality, person_id: UUID, source: str
) -> PointCorrected:
    """Keep the report, and move the citizen there unless a better position stands.

    Whether the person may speak of this citizen the caller has checked; `source` names the act. The next order to
    the same address begins with the best report. An address that says nothing finer than its commune has no point:
    only the citizen is moved. The same report again changes nothing. Locks the contact. Raises `NotFound` where the
    citizen's data was erased, `InvalidInput` where the position cannot be right.
    """
    contact = await LOCK_CONTACT.one(connection, report.party_id)
    if contact is None:
        raise NotFound("Không tìm thấy người nhận này", "There is no such citizen")
    position = Position(report.lon, report.lat)
    await _check_position(connection, contact, position)
    landmark = " ".join((report.landmark or "").split()) or None
    is_new = await _add_point(connection, contact, report, landmark, quality, person_id, source)
    is_taken = is_as_good(quality, contact.position_quality)
    if is_taken and is_new:
        await MOVE_CONTACT.run(connection, report.party_id, *position, quality, landmark)
    is_moved = is_taken and is_new
    return PointCorrected(
        party_id=report.party_id,
        lon=position.lon if is_moved else contact.lon,
        lat=position.lat if is_moved else contact.lat,
        quality=quality if is_moved else contact.position_quality,
        landmark=(landmark if is_moved else None) or contact.landmark,
        is_taken=is_moved or (contact.lon, contact.lat) == position,
    )


FARTHEST_M: Final = 5_000
"""From the commune that the address names: farther is a slip of the finger or a phone without a fix."""
BORDER_M: Final = 200
"""Outside all communes known of the province, but so near its own: borders are drawn that roughly."""


async def _add_point(
    connection: Connection,
    contact: PlacedContact,
    report: PointReport,
    landmark: str | None,
    quality: PointQuality,
    person_id: UUID,
    source: str,
) -> bool:
    """Whether the report is new."""
    gazetteer = await load_gazetteer(connection, contact.province_code, today())
    keys = point_keys(read_address(gazetteer, contact.address))
    if not keys:
        return True
    unit, address_key = keys[0]
    written = await ADD_POINT.run(
        connection,
        report.point_id,
        *unit,
        address_key,
        contact.address,
        landmark,
        report.lon,
        report.lat,
        quality,
        person_id,
        source,
    )
    return bool(written)


async def _check_position(connection: Connection, contact: PlacedContact, position: Position) -> None:
    """Raises `InvalidInput`: swapped, abroad or at sea, outside the province, too far from the commune."""
    if not is_in_vietnam(*position):
        raise InvalidInput([_SWAPPED if is_in_vietnam(position.lat, position.lon) else _ABROAD])
    if contact.unit_code is None or contact.unit_valid_from is None:
        return
    unit = UnitKey(contact.unit_code, contact.unit_valid_from)
    distance_m = (await load_areas(connection, {unit})).distance_m(unit, position)
    if distance_m is None or distance_m == 0:
        return
    if distance_m > FARTHEST_M:
        raise InvalidInput([_too_far(distance_m)])
    if distance_m > BORDER_M:
        index = await load_index(connection, today(), contact.province_code)
        if index.units and not locate(index, *position):
            raise InvalidInput([_OUTSIDE_PROVINCE])


def _too_far(distance_m: float) -> FieldError:
    return FieldError(
        field="lon",
        problem="too-far",
        message_vi=f"Vị trí cách xã trong địa chỉ khoảng {distance_m / 1_000:.0f} km",
        message_en=f"The position is some {distance_m / 1_000:.0f} km from the commune of the address",
        remedy_vi="Chờ định vị rõ rồi ghim lại tại nhà người nhận; nếu địa chỉ sai, báo bưu cục",
        remedy_en="Wait for a fix and pin again at the door; if the address is wrong, tell the office",
    )


_SWAPPED: Final = FieldError(
    field="lon",
    problem="swapped-axes",
    message_vi="Kinh độ và vĩ độ bị đổi chỗ cho nhau",
    message_en="Longitude and latitude are swapped",
    remedy_vi="Đổi lại: kinh độ 102 đến 118, vĩ độ 6 đến 24",
    remedy_en="Swap them: longitude 102 to 118, latitude 6 to 24",
)
_ABROAD: Final = FieldError(
    field="lon",
    problem="outside-vietnam",
    message_vi="Vị trí nằm ngoài Việt Nam",
    message_en="The position lies outside Vietnam",
    remedy_vi="Chờ định vị rõ rồi ghim lại",
    remedy_en="Wait for a fix and pin again",
)
_OUTSIDE_PROVINCE: Final = FieldError(
    field="lon",
    problem="outside-province",
    message_vi="Vị trí nằm ngoài các xã của tỉnh, hoặc ngoài biển",
    message_en="The position lies outside the province's communes, or at sea",
    remedy_vi="Chờ định vị rõ rồi ghim lại tại nhà người nhận",
    remedy_en="Wait for a fix and pin again at the door",
)
