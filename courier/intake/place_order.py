"""Place an order to collect a dossier from a citizen and hand it to a desk."""

import hashlib
from typing import Final
from uuid import UUID

import msgspec

from courier.changes import RECORD_CHANGE
from courier.clock import new_id, today
from courier.database import Connection
from courier.errors import Conflict, FieldError, InvalidInput
from courier.intake.agreement import AgreedDesk, get_agreed_desk
from courier.intake.model import NewOrder, OrderPlaced
from courier.intake.place_contact import Place, place_contact
from courier.intake.statements import (
    ADD_AMOUNTS,
    ADD_CITIZENS,
    ADD_CONTACTS,
    ADD_DOSSIERS,
    ADD_SEND_JOB,
    LOCK_OFFICE,
    PLACED_ORDER,
)
from courier.network.find_commune import load_gazetteer
from courier.network.geojson import is_in_vietnam
from courier.network.model import Position
from courier.network.phones import PhoneError, read_phone
from courier.network.refusals import bad_phone
from mobile_contract.codes import new_view_code


async def place_order(connection: Connection, asker: UUID, order: NewOrder) -> OrderPlaced:
    """A SEND job, ready now; its item is registered when a roll label is bound at the door.

    The same order again is answered as it was. Locks the desk. Raises `NotFound`, `NoAgreement`, `InvalidInput`, or
    `Conflict` where another order has its id.
    """
    agreed = await get_agreed_desk(connection, asker, order.desk_id, "SEND")
    phone = _check(order)
    await LOCK_OFFICE.run(connection, order.desk_id)
    digest = hashlib.sha256(msgspec.json.encode(order)).hexdigest()
    placed = await PLACED_ORDER.one(connection, order.order_id)
    if placed is None:
        return await _place(connection, agreed, order, phone, digest)
    if (placed.desk_id, placed.source_key) != (order.desk_id, digest):
        raise _other_order()
    return OrderPlaced(
        job_id=placed.job_id,
        dossier_id=placed.dossier_id,
        view_code=placed.view_code,
        position_quality=placed.position_quality or "commune",
        is_new=False,
    )


async def _place(connection: Connection, agreed: AgreedDesk, order: NewOrder, phone: str, digest: str) -> OrderPlaced:
    desk = agreed.desk
    gazetteer = await load_gazetteer(connection, desk.province_code, today())
    place = place_contact(gazetteer, desk, order.sender.address, _pinned(order))
    citizen_id, dossier_id, view_code = new_id(), new_id(), new_view_code()
    await _add_citizen(connection, agreed, order, citizen_id, phone, place)
    await ADD_DOSSIERS.run(
        connection,
        [dossier_id],
        [None],
        [order.procedure_code],
        [order.title],
        [citizen_id],
        [view_code],
        REGISTERED,
        desk.office_id,
        desk.province_code,
    )
    is_added = await ADD_SEND_JOB.run(
        connection,
        order.order_id,
        dossier_id,
        desk.province_code,
        citizen_id,
        desk.office_id,
        agreed.post_office_id,
        order.at_counter,
        order.requested_by,
        order.channel,
        order.weight_g,
        order.window_from,
        order.window_to,
        digest,
    )
    if not is_added:
        raise _other_order()
    await _state_amounts(connection, order)
    facts = {"job_id": str(order.order_id), "jobs_created": 1}
    await RECORD_CHANGE.run(connection, "job", agreed.post_office_id, None, facts)
    return OrderPlaced(
        job_id=order.order_id,
        dossier_id=dossier_id,
        view_code=view_code,
        position_quality=place.quality,
        is_new=True,
    )


REGISTERED: Final = 1
"""Official state «Mới đăng ký» (DOMAIN 4.3)."""


async def _add_citizen(
    connection: Connection, agreed: AgreedDesk, order: NewOrder, citizen_id: UUID, phone: str, place: Place
) -> None:
    province_code = agreed.desk.province_code
    await ADD_CITIZENS.run(connection, [citizen_id], province_code)
    await ADD_CONTACTS.run(
        connection,
        [citizen_id],
        [" ".join(order.sender.full_name.split())],
        [phone],
        [order.sender.address],
        [order.sender.landmark],
        [place.unit and place.unit.code],
        [place.unit and place.unit.valid_from],
        [place.position.lon],
        [place.position.lat],
        [place.quality],
        province_code,
    )


async def _state_amounts(connection: Connection, order: NewOrder) -> None:
    await ADD_AMOUNTS.run(
        connection,
        [order.order_id for _ in order.amounts],
        [amount.kind for amount in order.amounts],
        [amount.payer for amount in order.amounts],
        [amount.amount_vnd for amount in order.amounts],
    )


def _pinned(order: NewOrder) -> Position | None:
    sender = order.sender
    return Position(sender.lon, sender.lat) if sender.lon is not None and sender.lat is not None else None


def _check(order: NewOrder) -> str:
    """The sender's number as E.164. Raises `InvalidInput` naming every wrong field."""
    wrong = [error for error in (_check_texts(order), _check_position(order), _check_window(order)) if error]
    wrong += [_DOUBLED_AMOUNT] if len({(a.kind, a.payer) for a in order.amounts}) < len(order.amounts) else []
    wrong += [_WRONG_WEIGHT] if not 1 <= order.weight_g <= 30_000 else []
    try:
        phone = read_phone(order.sender.phone)
    except PhoneError:
        raise InvalidInput([*wrong, bad_phone("sender.phone", order.sender.phone)]) from None
    if wrong:
        raise InvalidInput(wrong)
    return phone


def _check_texts(order: NewOrder) -> FieldError | None:
    texts = {
        "title": (order.title, 500),
        "sender.full_name": (order.sender.full_name, 200),
        "sender.address": (order.sender.address, 300),
    }
    for field, (text, longest) in texts.items():
        if not 1 <= len(text.strip()) <= longest:
            return FieldError(
                field=field,
                problem="wrong-length",
                message_vi=f"Phải có từ 1 đến {longest} ký tự",
                message_en=f"Must have 1 to {longest} characters",
                remedy_vi="Ghi đầy đủ, ngắn gọn",
                remedy_en="Write it in full, but briefly",
            )
    return None


def _check_position(order: NewOrder) -> FieldError | None:
    sender = order.sender
    if sender.lon is None and sender.lat is None:
        return None
    if sender.lon is not None and sender.lat is not None and is_in_vietnam(sender.lon, sender.lat):
        return None
    return FieldError(
        field="sender.lon",
        problem="outside-vietnam",
        message_vi="Vị trí thiếu một toạ độ hoặc nằm ngoài Việt Nam",
        message_en="The position lacks a coordinate or lies outside Vietnam",
        remedy_vi="Ghi kinh độ (102 đến 118) và vĩ độ (6 đến 24) theo độ, hoặc bỏ cả hai",
        remedy_en="Give longitude (102 to 118) and latitude (6 to 24) in degrees, or neither",
    )


def _check_window(order: NewOrder) -> FieldError | None:
    starts, ends = order.window_from, order.window_to
    is_zoned = all(instant is None or instant.tzinfo is not None for instant in (starts, ends))
    if is_zoned and (starts is None or ends is None or starts < ends):
        return None
    return FieldError(
        field="window_to",
        problem="out-of-order" if is_zoned else "without-zone",
        message_vi="Giờ hẹn phải có múi giờ và giờ kết thúc sau giờ bắt đầu",
        message_en="The window needs a time zone and must end after it begins",
        remedy_vi="Ghi ví dụ 2026-11-23T14:00:00+07:00",
        remedy_en="Write for example 2026-11-23T14:00:00+07:00",
    )


def _other_order() -> Conflict:
    return Conflict(
        "Mã đơn này đã dùng cho một đơn khác. Hãy tạo mã mới (UUID) cho đơn mới",
        "This order id belongs to another order. Make a new UUID for a new order",
    )


_DOUBLED_AMOUNT: Final = FieldError(
    field="amounts",
    problem="doubled",
    message_vi="Một khoản thu của cùng người trả ghi hai lần",
    message_en="An amount of one kind and payer stands twice",
    remedy_vi="Cộng lại thành một dòng",
    remedy_en="Add them up",
)
_WRONG_WEIGHT: Final = FieldError(
    field="weight_g",
    problem="out-of-range",
    message_vi="Khối lượng phải từ 1 đến 30000 gam",
    message_en="A weight is 1 to 30,000 grams",
    remedy_vi="Ghi nấc khối lượng, ví dụ 100",
    remedy_en="Write the weight step, for example 100",
)
