"""Change who takes a result, or where, before it is delivered: recorded, with who asked and how it was checked."""

from typing import Any, Final, NamedTuple
from uuid import UUID

from courier.changes import RECORD_CHANGE
from courier.clock import new_id, today
from courier.database import Connection
from courier.errors import Conflict, FieldError, InvalidInput, NotFound
from courier.intake.place_contact import place_contact
from courier.intake.registrations.model import RecipientChange, RecipientChanged
from courier.intake.registrations.statements import (
    CHANGE_CONTACT,
    CHANGE_COUNTER,
    CHANGE_DELIVERING,
    KEEP_OWNER,
    LOCK_CONTACT,
    LOCK_DESK_OF_TARGET,
    RECORD_RECIPIENT_CHANGE,
    TARGET,
    Target,
)
from courier.intake.serving_areas import find_serving, load_areas
from courier.intake.statements import DESK_PLACE
from courier.network.addresses.load_gazetteer import load_gazetteer
from courier.network.geojson import is_in_vietnam
from courier.network.model import Position, UnitKey
from courier.network.phones import PhoneError, read_phone
from courier.network.refusals import bad_phone


async def change_recipient(
    connection: Connection, asker: UUID, target_id: UUID, change: RecipientChange
) -> RecipientChanged:
    """`target_id` is a RETURN job or a registration. The next manifest shows the change; the values before are kept
    apart, erasable. What stands so already changes nothing and is not recorded.

    Locks the desk, then the contact. Whether it was delivered is custody's to say: the caller asks it. Raises
    `NotFound`, `InvalidInput`, or `Conflict` where the job was cancelled or the registration closed.
    """
    wanted = _check(change)
    await LOCK_DESK_OF_TARGET.run(connection, target_id)
    await LOCK_CONTACT.run(connection, target_id)
    target = await TARGET.one(connection, asker, target_id)
    if target is None:
        raise NotFound("Không tìm thấy kết quả này", "There is no such result")
    if target.is_over:
        raise Conflict("Đơn này đã huỷ hoặc đã đóng, không đổi người nhận nữa", "This was cancelled or closed")
    moved = await _settle(connection, target, change, wanted)
    counter = change.at_counter if change.at_counter not in (None, target.at_counter) else None
    fields = [*moved.fields, *(["at_counter"] if counter is not None else [])]
    change_id = new_id() if fields else None
    if change_id is not None:
        await _write(connection, target, moved, counter)
        await _record(connection, asker, change_id, target, change, fields, moved)
    return RecipientChanged(
        change_id=change_id,
        recipient_id=target.recipient_id,
        job_id=target.job_id,
        fields=fields,
        delivering_office_id=moved.delivering_office_id,
    )


class _Moved(NamedTuple):
    """The contact as it will stand."""

    fields: list[str]
    values: tuple[object, ...]
    delivering_office_id: UUID


_CONTACT: Final = (
    "full_name",
    "phone",
    "address",
    "landmark",
    "unit_code",
    "unit_valid_from",
    "lon",
    "lat",
    "position_quality",
)


async def _settle(connection: Connection, target: Target, change: RecipientChange, wanted: dict[str, str]) -> _Moved:
    values: dict[str, Any] = {name: getattr(target, name) for name in _CONTACT}
    fields = [name for name, value in wanted.items() if values[name] != value]
    values |= wanted
    delivering = target.delivering_office_id
    if "address" in fields or change.lon is not None:
        asked = [str(values["address"])]
        gazetteer = await load_gazetteer(connection, target.province_code, today(), addresses=asked)
        desk = await DESK_PLACE.one(connection, target.desk_id)
        assert desk is not None
        pinned = Position(change.lon, change.lat) if change.lon is not None and change.lat is not None else None
        place = place_contact(gazetteer, desk, str(values["address"]), pinned)
        unit = place.unit.key if place.unit else None
        if (place.position.lon, place.position.lat) != (target.lon, target.lat) and pinned:
            fields.append("position")
        values |= {
            "unit_code": unit and unit.code,
            "unit_valid_from": unit and unit.valid_from,
            "lon": place.position.lon,
            "lat": place.position.lat,
            "position_quality": place.quality,
        }
        areas = await load_areas(connection, target.province_code, today())
        delivering = find_serving(areas, gazetteer, unit, target.serving_office_id)
    elif target.unit_code is not None and target.unit_valid_from is not None and target.job_id is None:
        gazetteer = await load_gazetteer(connection, target.province_code, today())
        areas = await load_areas(connection, target.province_code, today())
        unit = UnitKey(target.unit_code, target.unit_valid_from)
        delivering = find_serving(areas, gazetteer, unit, target.serving_office_id)
    return _Moved(fields, tuple(values[name] for name in _CONTACT), delivering)


async def _write(connection: Connection, target: Target, moved: _Moved, counter: bool | None) -> None:
    if target.is_owner and "full_name" in moved.fields:
        await KEEP_OWNER.run(connection, target.dossier_id, new_id(), target.province_code, target.recipient_id)
    if moved.fields:
        await CHANGE_CONTACT.run(connection, target.recipient_id, *moved.values)
    if counter is not None:
        await CHANGE_COUNTER.run(connection, target.recipient_id, counter)
    if moved.delivering_office_id != target.delivering_office_id:
        await CHANGE_DELIVERING.run(connection, target.recipient_id, moved.delivering_office_id)


async def _record(
    connection: Connection,
    asker: UUID,
    change_id: UUID,
    target: Target,
    change: RecipientChange,
    fields: list[str],
    moved: _Moved,
) -> None:
    before = {name: getattr(target, name) for name in fields if name != "position"}
    if "position" in fields:
        before["position"] = [target.lon, target.lat]
    await RECORD_RECIPIENT_CHANGE.run(
        connection,
        change_id,
        target.recipient_id,
        target.job_id,
        target.registration_id,
        change.check.asked_by,
        change.check.how_checked,
        fields,
        before,
        asker,
    )
    facts = {"recipient_changed": str(target.job_id or target.registration_id), "fields": fields}
    for office_id in {target.serving_office_id, target.delivering_office_id, moved.delivering_office_id}:
        await RECORD_CHANGE.run(connection, "job", office_id, None, facts)


def _check(change: RecipientChange) -> dict[str, str]:
    """The new texts, the number as E.164. Raises `InvalidInput` naming every wrong field."""
    wrong: list[FieldError] = []
    wanted: dict[str, str] = {}
    texts = {"full_name": change.full_name, "address": change.address, "landmark": change.landmark}
    for field, text in texts.items():
        tidy = " ".join(text.split()) if text is not None else None
        if tidy is not None and (not 1 <= len(tidy) <= _LONGEST[field] or "\x00" in tidy):
            wrong.append(_wrong_length(field))
        elif tidy is not None:
            wanted[field] = tidy
    if change.phone is not None:
        try:
            wanted["phone"] = read_phone(change.phone)
        except PhoneError:
            wrong.append(bad_phone("phone", change.phone))
    lon, lat = change.lon, change.lat
    if (lon is None) != (lat is None) or (lon is not None and lat is not None and not is_in_vietnam(lon, lat)):
        wrong.append(_OUTSIDE)
    if wrong:
        raise InvalidInput(wrong)
    return wanted


_LONGEST: Final = {"full_name": 200, "address": 300, "landmark": 300}


def _wrong_length(field: str) -> FieldError:
    return FieldError(
        field=field,
        problem="wrong-length",
        message_vi=f"Phải có từ 1 đến {_LONGEST[field]} ký tự",
        message_en=f"Must have 1 to {_LONGEST[field]} characters",
        remedy_vi="Ghi đầy đủ, ngắn gọn",
        remedy_en="Write it in full, but briefly",
    )


_OUTSIDE: Final = FieldError(
    field="lon",
    problem="outside-vietnam",
    message_vi="Vị trí thiếu một toạ độ hoặc nằm ngoài Việt Nam",
    message_en="The position lacks a coordinate or lies outside Vietnam",
    remedy_vi="Ghi cả kinh độ và vĩ độ theo độ, hoặc bỏ cả hai",
    remedy_en="Give both longitude and latitude in degrees, or neither",
)
