"""Write an agreement down; and what is said where its parties or its terms are wrong."""

from typing import Final
from uuid import UUID

from courier.clock import new_id
from courier.database import Connection
from courier.errors import FieldError
from courier.network.agreements.statements import END_INHERITED
from courier.network.model import Agreement, NewAgreement
from courier.network.refusals import Explanation, explained, unknown
from courier.network.statements import ADD_AGREEMENT, OFFICE_KINDS


async def store_agreement(
    connection: Connection, agreement: NewAgreement, inherited_from: UUID | None = None
) -> Agreement:
    """Write it down, its parties having been looked at. Raises `InvalidInput` or `Conflict`."""
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
        number=agreement.number,
        fields=agreement.fields,
        inherited_from=inherited_from,
    )
    with explained(AGREEMENT_REFUSALS):
        if inherited_from is None:
            await END_INHERITED.run(connection, signed.desk_id, signed.valid_from)
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
            signed.number,
            signed.fields,
            signed.inherited_from,
            agreement.ending_alarm_days,
            agreement.idle_alarm_days,
        )
    return signed


async def wrong_parties(connection: Connection, agreements: list[NewAgreement]) -> dict[int, list[FieldError]]:
    """By place in the list: what is wrong with an agreement's desk or post office; nothing where all is well."""
    offices = {office for a in agreements for office in (a.desk_id, a.post_office_id)}
    kinds = {row.office_id: row.kind for row in await OFFICE_KINDS.all(connection, list(offices))}
    wrong: dict[int, list[FieldError]] = {}
    for place, agreement in enumerate(agreements):
        if kinds.get(agreement.desk_id) != "desk":
            wrong.setdefault(place, []).append(unknown("desk_id", "một cửa", "desk"))
        if kinds.get(agreement.post_office_id) != "point":
            wrong.setdefault(place, []).append(unknown("post_office_id", "bưu cục", "post office"))
    return wrong


ALREADY_AGREED: Final = (
    "Một cửa này đã có thỏa thuận trong thời gian đó. Hãy kết thúc thỏa thuận trước, rồi ký tiếp",
    "This desk has an agreement in that time already. End that one first",
)
_ALARM_DAYS: Final = FieldError(
    field="ending_alarm_days",
    problem="out-of-range",
    message_vi="Số ngày báo trước phải từ 0 đến 366",
    message_en="An alarm comes 0 to 366 days before",
    remedy_vi="Ghi số ngày, thường là 30",
    remedy_en="Give a number of days, commonly 30",
)
AGREEMENT_REFUSALS: Final[dict[str, Explanation]] = {
    "agreement_desk_id_daterange_excl": ALREADY_AGREED,
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
    "agreement_number_check": FieldError(
        field="number",
        problem="wrong-length",
        message_vi="Số văn bản phải có từ 1 đến 100 ký tự",
        message_en="A number has 1 to 100 characters",
        remedy_vi="Ghi số như trên văn bản, ví dụ 12/TTHT-2022, hoặc bỏ trống",
        remedy_en="Write it as on the paper, for example 12/TTHT-2022, or leave it out",
    ),
    "agreement_fields_check": FieldError(
        field="fields",
        problem="not-a-field",
        message_vi="Lĩnh vực ghi bằng mã chữ thường, gạch dưới, ít nhất một",
        message_en="Fields are codes of small letters and underscores, at least one",
        remedy_vi="Ví dụ civil_status, certification, land; bỏ trống nếu cho mọi lĩnh vực",
        remedy_en="For example civil_status, certification, land; leave it out for all fields",
    ),
    "agreement_ending_alarm_days_check": _ALARM_DAYS,
    "agreement_idle_alarm_days_check": FieldError(
        field="idle_alarm_days",
        problem="out-of-range",
        message_vi="Số ngày chưa phát sinh hồ sơ phải từ 1 đến 366",
        message_en="Days without a job are 1 to 366",
        remedy_vi="Ghi số ngày, thường là 30",
        remedy_en="Give a number of days, commonly 30",
    ),
}
"""Every constraint of an agreement that a caller can break; a test compares them with the schema's."""
