"""Open a post office, hub, linehaul, one-stop desk or agency."""

from typing import Final

from courier.clock import new_id
from courier.database import Connection
from courier.errors import FieldError, InvalidInput
from courier.fold import sort_key
from courier.network.agreements.inherit_agreements import inherit_agreements
from courier.network.model import NewOffice, Office
from courier.network.refusals import NOT_A_PROVINCE, Explanation, explained, read_phone_field, unknown
from courier.network.statements import ADD_OFFICE, ADD_PARTY, FIND_OFFICE


async def open_office(connection: Connection, office: NewOffice) -> Office:
    """The office, and the party as which it holds dossiers, under one id.

    To a desk pass the agreements of the units before its own.

    Raises `InvalidInput`, or `Conflict` where another office has its code.
    """
    if office.kind == "desk" and office.served_by_office_id is None:
        raise InvalidInput([_DESK_UNSERVED])
    # Whoever administers an office administers all below it, and a province's post office reaches a whole province.
    if office.form == "province_post" and (office.superior_office_id or office.served_by_office_id):
        raise InvalidInput([_PROVINCE_BELOW])
    opened = Office(
        office_id=new_id(),
        kind=office.kind,
        code=office.code,
        name=office.name,
        address=office.address,
        phone=read_phone_field("phone", office.phone),
        lon=office.lon,
        lat=office.lat,
        unit_code=office.unit and office.unit.code,
        unit_valid_from=office.unit and office.unit.valid_from,
        province_code=office.province_code,
        superior_office_id=office.superior_office_id,
        served_by_office_id=office.served_by_office_id,
        opens_s=office.opens_s,
        closes_s=office.closes_s,
        last_acceptance_s=office.last_acceptance_s,
        is_demo=office.is_demo,
        form=office.form,
    )
    with explained(OFFICE_REFUSALS):
        await ADD_PARTY.run(connection, opened.office_id, opened.kind, opened.province_code)
        await _add(connection, opened)
    if opened.kind == "desk":
        await inherit_agreements(connection)
    return opened


async def find_office(connection: Connection, code: str) -> Office | None:
    """The office that has this post office or agency code."""
    return await FIND_OFFICE.one(connection, code)


async def _add(connection: Connection, office: Office) -> None:
    await ADD_OFFICE.run(
        connection,
        office.office_id,
        office.kind,
        office.code,
        office.name,
        sort_key(office.name),
        office.address,
        office.phone,
        office.lon,
        office.lat,
        office.unit_code,
        office.unit_valid_from,
        office.province_code,
        office.superior_office_id,
        office.served_by_office_id,
        office.opens_s,
        office.closes_s,
        office.last_acceptance_s,
        office.is_demo,
        office.form,
    )


_DESK_UNSERVED: Final = FieldError(
    field="served_by_office_id",
    problem="missing",
    message_vi="Một cửa phải có bưu cục phục vụ",
    message_en="A desk must be served by a post office",
    remedy_vi="Mở bưu cục trước, rồi ghi nó vào đây",
    remedy_en="Open the post office first, then name it here",
)
_PROVINCE_BELOW: Final = FieldError(
    field="superior_office_id",
    problem="not-for-this-form",
    message_vi="Bưu điện tỉnh, thành phố không đứng dưới đơn vị nào",
    message_en="A province's post office stands under no other",
    remedy_vi="Bỏ đơn vị cấp trên và bưu cục phục vụ, hoặc chọn hình thức khác",
    remedy_en="Leave superior and serving office out, or choose another form",
)
_LON: Final = FieldError(
    field="lon",
    problem="out-of-range",
    message_vi="Kinh độ phải từ -180 đến 180",
    message_en="A longitude lies between -180 and 180",
    remedy_vi="Ghi kinh độ trước, vĩ độ sau, theo độ (WGS 84)",
    remedy_en="Longitude first, then latitude, in degrees (WGS 84)",
)
_LAT: Final = FieldError(
    field="lat",
    problem="out-of-range",
    message_vi="Vĩ độ phải từ -90 đến 90",
    message_en="A latitude lies between -90 and 90",
    remedy_vi="Ghi kinh độ trước, vĩ độ sau, theo độ (WGS 84)",
    remedy_en="Longitude first, then latitude, in degrees (WGS 84)",
)
_HOURS: Final = FieldError(
    field="opens_s",
    problem="out-of-order",
    message_vi="Giờ mở cửa, giờ nhận cuối và giờ đóng cửa không theo thứ tự trong ngày",
    message_en="Opening, last acceptance and closing are not in order within the day",
    remedy_vi="Ghi số giây sau 0 giờ: mở cửa < nhận cuối ≤ đóng cửa ≤ 86400",
    remedy_en="Seconds after midnight: opens < last acceptance ≤ closes ≤ 86400",
)
OFFICE_REFUSALS: Final[dict[str, Explanation]] = {
    "office_code_key": (
        "Đã có đơn vị khác mang mã này. Hãy kiểm tra lại mã, hoặc dùng đơn vị đã có",
        "Another office has this code. Check the code, or use that office",
    ),
    "office_code_check": FieldError(
        field="code",
        problem="not-an-office-code",
        message_vi="Mã đơn vị gồm 2-32 chữ in hoa không dấu, chữ số, dấu chấm, gạch nối",
        message_en="An office code is 2-32 capitals without accents, digits, dots and hyphens",
        remedy_vi="Ghi mã bưu cục, hoặc mã cơ quan theo QĐ 20/2020/QĐ-TTg, ví dụ H26.34",
        remedy_en="Write the post office code, or the agency code of decision 20/2020/QĐ-TTg, for example H26.34",
    ),
    "party_province_code_check": NOT_A_PROVINCE,
    "office_lon_check": _LON,
    "office_lat_check": _LAT,
    "office_check": _HOURS,
    "office_opens_s_check": _HOURS,
    "office_closes_s_check": _HOURS,
    "office_last_acceptance_s_check": _HOURS,
    "office_superior_office_id_fkey": unknown("superior_office_id", "đơn vị cấp trên", "superior office"),
    "office_served_by_office_id_fkey": unknown("served_by_office_id", "bưu cục", "post office"),
    "office_form_kind_fkey": FieldError(
        field="form",
        problem="unknown",
        message_vi="Không có hình thức này cho loại đơn vị đã chọn",
        message_en="This kind of office has no such form",
        remedy_vi="Chọn hình thức trong danh sách, ví dụ branch (chi nhánh) cho một cửa, hoặc bỏ trống",
        remedy_en="Choose a form of the list, for example branch for a desk, or leave it out",
    ),
    "office_unit_code_unit_valid_from_fkey": unknown("unit", "đơn vị hành chính", "administrative unit"),
}
"""Every constraint of an office that a caller can break; a test compares them with the schema's."""
