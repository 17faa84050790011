"""Sign an agreement between a desk and a post office, and find the one in force."""

from datetime import date
from typing import Final
from uuid import UUID

from courier.clock import new_id
from courier.database import Connection
from courier.errors import FieldError, InvalidInput
from courier.network.model import Agreement, NewAgreement
from courier.network.refusals import Explanation, explained, unknown
from courier.network.statements import ADD_AGREEMENT, FIND_AGREEMENT, OFFICE_KINDS


async def sign_agreement(connection: Connection, agreement: NewAgreement) -> Agreement:
    """The agreement as it stands from `valid_from`.

    Raises `InvalidInput`, or `Conflict` where the desk has another agreement in that time.
    """
    await _check_parties(connection, agreement)
    signed = Agreement(
        agreement_id=new_id(),
        desk_id=agreement.desk_id,
        post_office_id=agreement.post_office_id,
        legs=agreement.legs,
        handover_mode=agreement.handover_mode,
        may_deliver_on_claimed_transfer=agreement.may_deliver_on_claimed_transfer,
        legal_basis=agreement.legal_basis,
        valid_from=agreement.valid_from,
        valid_to=agreement.valid_to,
    )
    with explained(AGREEMENT_REFUSALS):
        await ADD_AGREEMENT.run(
            connection,
            signed.agreement_id,
            signed.desk_id,
            signed.post_office_id,
            signed.legs,
            signed.handover_mode,
            signed.may_deliver_on_claimed_transfer,
            signed.legal_basis,
            signed.valid_from,
            signed.valid_to,
        )
    return signed


async def find_agreement(connection: Connection, desk_id: UUID, on: date) -> Agreement | None:
    """The one agreement of the desk in force on that day."""
    return await FIND_AGREEMENT.one(connection, desk_id, on)


async def _check_parties(connection: Connection, agreement: NewAgreement) -> None:
    offices = [agreement.desk_id, agreement.post_office_id]
    kinds = {row.office_id: row.kind for row in await OFFICE_KINDS.all(connection, offices)}
    wrong = []
    if kinds.get(agreement.desk_id) != "desk":
        wrong.append(unknown("desk_id", "một cửa", "desk"))
    if kinds.get(agreement.post_office_id) != "point":
        wrong.append(unknown("post_office_id", "bưu cục", "post office"))
    if wrong:
        raise InvalidInput(wrong)


AGREEMENT_REFUSALS: Final[dict[str, Explanation]] = {
    "agreement_desk_id_daterange_excl": (
        "Một cửa này đã có thỏa thuận trong thời gian đó. Hãy kết thúc thỏa thuận trước, rồi ký tiếp",
        "This desk has an agreement in that time already. End that one first",
    ),
    "agreement_legs_check": FieldError(
        field="legs",
        problem="missing",
        message_vi="Chưa chọn chiều phục vụ nào",
        message_en="No leg is chosen",
        remedy_vi="Chọn ít nhất một: nhận gửi hồ sơ, trả kết quả, bổ sung",
        remedy_en="Choose at least one of SEND, RETURN, SUPPLEMENT",
    ),
    "agreement_check": FieldError(
        field="valid_to",
        problem="out-of-order",
        message_vi="Ngày hết hiệu lực phải sau ngày có hiệu lực",
        message_en="The end must come after the beginning",
        remedy_vi="Ghi ngày đầu tiên hết hiệu lực, hoặc bỏ trống",
        remedy_en="Give the first day it is no longer in force, or leave it empty",
    ),
}
"""Every constraint of an agreement that a caller can break; a test compares them with the schema's."""
