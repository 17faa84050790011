"""Rows in people's words: a fault says `ledger …/1 (leaf 132)`, its reader wants to know what that is."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from courier.clock import VIETNAM
from courier.evidence.verify.model import Fault
from courier.evidence.verify.read_export import Export

NAMES: Final[dict[str, tuple[str, str]]] = {
    "party": ("bên giữ hồ sơ", "party"),
    "device": ("máy", "device"),
    "revocation": ("thu hồi máy", "revocation of a device"),
    "incarnation": ("đời của cơ sở dữ liệu", "life of the database"),
    "item": ("bưu gửi", "item"),
    "label": ("mã tra cứu", "label"),
    "label_void": ("huỷ mã", "voided label"),
    "event": ("thao tác đã ký", "signed act"),
    "equivocation": ("thao tác trùng số", "second body of one number"),
    "unverified": ("dữ liệu không kiểm được chữ ký", "upload that proves nothing"),
    "statement": ("lời xác nhận của một bên", "a side's statement"),
    "proposal": ("đề xuất giải quyết tranh chấp", "proposal on a dispute"),
    "resolution": ("quyết định giải quyết tranh chấp", "resolution of a dispute"),
    "dispute_answer": ("trả lời đề xuất", "answer to a proposal"),
    "count_check": ("kết quả kiểm đếm", "result of a count"),
    "count_settlement": ("giải trình kiểm đếm", "settlement of a count"),
    "case": ("việc cần người xem", "case"),
    "case_closing": ("đóng việc", "closing of a case"),
    "refusal_decision": ("quyết định về hồ sơ không nhận", "decision on a refusal"),
    "instruction": ("chỉ dẫn phát", "delivery instruction"),
    "invitation": ("lần mời", "invitation"),
    "incident": ("sự cố", "incident"),
    "incident_step": ("bước xử lý sự cố", "step of an incident"),
    "finding": ("điều ghi nhận", "finding"),
    "paper_count": ("dòng giấy tờ đã đếm", "counted line of papers"),
    "seal": ("niêm phong đã thấy", "seal seen"),
    "opening": ("mở hồ sơ", "opening"),
    "original": ("bản chính về đâu", "fate of an original"),
    "filing_answer": ("trả lời của một cửa", "answer of the one-stop"),
    "door": ("chi tiết nhận, phát", "particulars at the door"),
    "two_roles": ("một người giữ hai vai", "mark of two roles"),
    "papers_journey": ("giấy tờ gửi riêng", "papers on their own way"),
    "one_time_code": ("mã xác nhận đã cấp", "one-time code issued"),
    "code_verdict": ("kết quả mã xác nhận", "verdict on a code"),
    "ledger": ("dòng sổ giữ", "ledger row"),
    "due": ("khoản phải thu", "amount due"),
    "posting": ("bút toán", "posting"),
    "transfer_seen": ("đã thấy tiền chuyển khoản", "transfer seen"),
    "refund": ("trả lại tiền", "refund"),
    "money_closing": ("đóng việc về tiền", "closing of a money case"),
    "aside_proposal": ("đề xuất gạt thao tác ra khỏi sổ", "proposal to set an act aside"),
    "set_aside": ("thao tác gác lại", "act set aside"),
    "office_debt": ("nợ giữa hai bưu cục", "debt between offices"),
    "office_payment": ("bưu cục trả bưu cục", "payment between offices"),
    "payment_receipt": ("bưu cục nhận tiền trả", "receipt of such a payment"),
    "receipt_block": ("dải số giấy biên nhận", "block of receipt slips"),
    "receipt_book": ("quyển biên lai, hoá đơn", "receipt book"),
    "official_receipt": ("số biên lai, hoá đơn", "official number"),
    "receipt_void": ("huỷ số biên lai, hoá đơn", "voided official number"),
    "remittance": ("lần nộp tiền về tài khoản", "remittance"),
    "remittance_line": ("dòng bảng kê nộp tiền", "line of a remittance"),
    "remittance_reversal": ("huỷ lần nộp tiền", "reversal of a remittance"),
    "bank_file": ("sao kê ngân hàng", "bank file"),
    "bank_line": ("dòng sao kê", "bank line"),
    "bank_line_use": ("dòng sao kê được nhận ra", "use of a bank line"),
    "checkpoint": ("điểm chốt", "checkpoint"),
    "receipt": ("biên nhận của máy chủ", "server's receipt"),
    "log": ("toàn bộ sổ", "the whole log"),
    "header": ("đầu tệp", "head of the file"),
    "end": ("cuối tệp", "end of the file"),
}
"""Vietnamese, English; of every source and of what else a fault may be about."""


def name_row(row: str) -> tuple[str, str]:
    """What a fault is about: `chỗ 132: dòng sổ giữ …/1`, in Vietnamese and in English."""
    kind, _, rest = row.partition(" ")
    place = re.search(r" ?\(leaf (\d+)\)$", rest)
    vi, en = NAMES.get(kind, (kind, kind))
    said = rest[: place.start()] if place else rest
    before = (f"chỗ {place[1]}: ", f"place {place[1]}: ") if place else ("", "")
    return f"{before[0]}{vi} {said}".rstrip(), f"{before[1]}{en}"


def group_faults(faults: Iterable[Fault]) -> dict[str, list[Fault]]:
    """Faults by the row that they are about, in the order in which each row first failed."""
    grouped: dict[str, list[Fault]] = {}
    for fault in faults:
        found = grouped.setdefault(re.sub(r" \(leaf \d+\)$", "", fault.row), [])
        if (fault.vi, fault.en) not in [(other.vi, other.en) for other in found]:
            found.append(fault)
    return grouped


def say_scope(export: Export) -> tuple[str, str]:
    """What the file is of, and of when."""
    scope, header = export.header.scope, export.header
    if scope.is_whole:
        vi, en = "toàn bộ sổ", "the whole log"
    elif scope.from_day is not None:
        days = f"{scope.from_day}..{scope.to_day or scope.from_day}"
        office = f", bưu cục {scope.office_id}" if scope.office_id else ""
        vi, en = f"bưu gửi của các ngày {days}{office}", f"items of {days}"
    else:
        vi, en = f"bưu gửi {scope.code or scope.item_id}", "one item"
    at = datetime.fromtimestamp(header.made_at_ms / 1_000, VIETNAM)
    vi += f"; {len(export.items)} bưu gửi, {len(export.rows)} dòng; sổ có {header.size} dòng lúc {at:%H:%M:%S %d/%m/%Y}"
    return vi, f"{en}; {len(export.items)} items, {len(export.rows)} rows of {header.size}"


def unasked(*, has_seen: bool, has_key: bool) -> Iterator[tuple[str, str]]:
    """What a check cannot say as long as its reader brings nothing of his own."""
    if not has_key:
        yield (
            "chưa so khoá máy chủ với khoá đã biết (--server-key)",
            "the server's key was compared with none known",
        )
    if not has_seen:
        yield (
            "chưa so với điều giữ từ trước (--seen): tệp đúng với chính nó, chưa chắc là lịch sử ban đầu",
            "nothing kept from earlier was given: the file agrees with itself, which does not make it the same history",
        )
