"""Bản sao giấy biên nhận thu tiền: what was signed as taken, what it was booked to, on one A5 page."""

from typing import Final
from uuid import UUID

from courier.clock import VIETNAM
from courier.database import Executor
from courier.errors import NotFound
from courier.intake.papers.drawing import A5_MM, BOLD, MONO, SEMI, Paper, wrap_smaller
from courier.intake.papers.words import say_code, say_day, say_money, say_phone, say_time
from courier.money.receipts.model import PaidAmount, ReceiptCopy
from courier.money.receipts.statements import PAID_FOR_ITEM, RECEIPT_COPY


async def read_copy(connection: Executor, event_id: UUID, asked_by: UUID) -> tuple[ReceiptCopy, list[PaidAmount]]:
    """What the copy says. Raises `NotFound` where the act is no collection of an office `asked_by` works at."""
    found = await RECEIPT_COPY.one(connection, event_id, asked_by)
    if found is None:
        raise NotFound("Không tìm thấy khoản thu này", "No such collection")
    paid = await PAID_FOR_ITEM.all(connection, found.item_id) if found.item_id is not None else []
    return found, paid


def copy_pdf(receipt: ReceiptCopy, paid: list[PaidAmount]) -> bytes:
    """One A5 page. Raises `NotReady` where the fonts were not built."""
    paper = Paper("Bản sao giấy biên nhận thu tiền", A5_MM)
    paper.text(_LEFT, 12, receipt.office_name.upper(), 8.5, BOLD, width=_RIGHT - _LEFT)
    about = f"Đường dây nóng: {say_phone(receipt.office_phone)}" if receipt.office_phone else receipt.office_address
    paper.text(_LEFT, 16, about, 7.5, width=_RIGHT - _LEFT)
    paper.text(_MIDDLE, 30, "GIẤY BIÊN NHẬN THU TIỀN", 16, BOLD, align="middle")
    number = f"Số {receipt.number}" if receipt.number is not None else "Không ghi số"
    paper.text(_MIDDLE, 36, f"BẢN SAO · {number}", 10, SEMI, align="middle")
    if receipt.is_reversed:
        paper.box(_MIDDLE - 38, 39.5, 76, 7.5, weight=0.8)
        paper.text(_MIDDLE, 44.4, "Khoản thu này đã được hủy trong sổ", 9.5, BOLD, align="middle")
    y = _rows(paper, receipt, 55)
    _amounts(paper, paid, y + 4)
    paper.text(_LEFT, _FOOT, _NOTICE, 7, width=_RIGHT - _LEFT)
    return paper.finish()


_LEFT: Final = 12.0
_RIGHT: Final = A5_MM[0] - 12.0
_MIDDLE: Final = A5_MM[0] / 2
_FOOT: Final = A5_MM[1] - 12.0
_NOTICE: Final = "In từ sổ của hệ thống theo dữ liệu đã ký khi thu; không thay biên lai, hóa đơn."
_KINDS: Final = {"fee": "Phí", "charge": "Lệ phí", "fare": "Cước", "handling": "Cước thu hộ"}


def _rows(paper: Paper, receipt: ReceiptCopy, y: float) -> float:
    at = receipt.happened_at.astimezone(VIETNAM)
    mode = "Tiền mặt" if receipt.mode == "cash" else "Chuyển khoản"
    if not receipt.is_seen:
        mode += " (khách báo đã chuyển, chưa thấy tiền)"
    said = [
        ("Mã bưu gửi", say_code(receipt.code)),
        ("Mã hồ sơ", receipt.dossier_code or ""),
        ("Nội dung", receipt.title or ""),
        ("Số tiền", say_money(receipt.amount_vnd)),
        ("Hình thức", mode),
        ("Người thu", receipt.collector_name),
        ("Thời gian", f"{say_time(at)} ngày {say_day(at.date())}"),
    ]
    for name, words in said:
        if not words:
            continue
        paper.text(_LEFT, y, name, 8)
        rows, size = wrap_smaller(words, MONO if name == "Mã bưu gửi" else SEMI, 9.5, _RIGHT - _LEFT - 28, 2)
        y = paper.lines(_LEFT + 28, y, rows, size, MONO if name == "Mã bưu gửi" else SEMI) + 2.4
    return y


def _amounts(paper: Paper, paid: list[PaidAmount], y: float) -> None:
    if not paid:
        return
    paper.text(_LEFT, y, "Đã ghi sổ cho bưu gửi này", 8.5, BOLD)
    paper.rule(_LEFT, y + 1.2, _RIGHT, weight=0.4)
    for amount in paid:
        y += 5.4
        paper.text(_LEFT, y, _KINDS[amount.kind], 8.5)
        paper.text(_LEFT + 60, y, say_money(amount.amount_vnd), 8.5, SEMI, align="right")
        if amount.official_number:
            paper.text(_LEFT + 66, y, f"số {amount.official_number}", 8)
