"""Why a visit failed or an item was refused: each code's words and the next steps it allows.

DOMAIN 3 with PEOPLE 2 and 32; where they differ the wording is PEOPLE's. On a pickup nothing is in hand yet: there
RETURN ends the order, and HOLD_AT_POINT means that the citizen brings the dossier to the post office.
"""

from collections.abc import Mapping

from mobile_contract.sync import ReasonEntry

_LATER = ["RETRY", "HOLD_AT_POINT"]
_ELSEWHERE = ["FORWARD", "RETURN"]

REASONS: tuple[ReasonEntry, ...] = tuple(
    ReasonEntry(code=code, vi=vi, en=en, solutions=solutions)
    for code, vi, en, solutions in [
        ("ABSENT", "Người nhận đi vắng", "Recipient is away", _LATER),
        ("NO_ANSWER", "Không liên lạc được", "Cannot be reached", _LATER),
        ("APPOINT", "Khách hẹn lại", "Asked for another time", _LATER),
        ("PICKUP_SELF", "Khách hẹn đến bưu cục nhận", "Will come to the post office", ["HOLD_AT_POINT"]),
        ("REFUSED", "Từ chối nhận", "Refused", ["RETURN"]),
        ("WRONG_ADDR", "Sai/thiếu địa chỉ", "Wrong or incomplete address", ["RETRY", "HOLD_AT_POINT", *_ELSEWHERE]),
        ("MOVED", "Đã chuyển đi nơi khác", "Moved elsewhere", _ELSEWHERE),
        ("DECEASED", "Người nhận đã mất", "Recipient has died", ["RETURN"]),
        ("NO_MONEY", "Khách chưa chuẩn bị đủ tiền", "Does not have the money ready", _LATER),
        ("NO_ID", "Không có giấy tờ tùy thân/giấy ủy quyền", "No identity paper or authorisation", _LATER),
        ("DAMAGED", "Bưu gửi hư hại", "Item is damaged", ["HOLD_AT_POINT", "RETURN"]),
        ("FORCE_MAJEURE", "Thiên tai, đường tắc", "Disaster or blocked road", _LATER),
        ("CLOSED", "Cơ quan đóng cửa", "Office is closed", _LATER),
        ("NOT_READY", "Hồ sơ/kết quả chưa có", "Dossier or result is not ready", ["RETRY"]),
        ("SUPPLEMENT", "Thiếu giấy tờ", "Papers are missing", ["RETRY", "RETURN"]),
        ("RESULT_WRONG", "Kết quả sai thông tin", "The result holds wrong information", ["RETURN"]),
        ("DESK_PAUSED", "Một cửa tạm ngừng", "The desk has paused", _LATER),
        ("DESK_REFUSED", "Một cửa không nhận", "The desk does not accept it", _ELSEWHERE),
        ("NOT_PREPARED", "Khách chưa chuẩn bị đủ giấy tờ", "Has not all papers ready", _LATER),
        ("SELF_FILED", "Khách đã tự nộp", "Has filed it in person", ["RETURN"]),
        ("CHANGED_MIND", "Khách đổi ý", "Changed their mind", ["RETURN"]),
    ]
)

REASON_WORDS: Mapping[str, tuple[str, str]] = {entry.code: (entry.vi, entry.en) for entry in REASONS}
"""Each code's words, Vietnamese and English."""

REFUSALS: tuple[ReasonEntry, ...] = tuple(
    ReasonEntry(code=code, vi=vi, en=en, solutions=solutions)
    for code, vi, en, solutions in [
        ("MISSING", "Không thấy bưu gửi", "Item is not there", ["RETRY"]),
        ("SEAL_BROKEN", "Niêm phong không còn nguyên", "Seal is broken", ["HOLD_AT_POINT", "RETURN"]),
        ("WRONG_DESK", "Không đúng một cửa nhận", "Belongs to another desk", _ELSEWHERE),
        ("DAMAGED", "Bưu gửi hư hại", "Item is damaged", ["HOLD_AT_POINT", "RETURN"]),
        ("INCOMPLETE", "Thiếu giấy tờ", "Papers are missing", ["RETURN"]),
        ("DESK_REFUSED", "Một cửa không nhận", "The desk does not accept it", ["RETURN"]),
    ]
)
"""Items that a receiver leaves with the giver."""
