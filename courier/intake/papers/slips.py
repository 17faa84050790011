"""Phiếu gửi hồ sơ: A5 in two copies, liên 1 for the post and liên 2 for the sender; blank from a pad, or filled.

Fields after QĐ 45/2016/QĐ-TTg and the postal firms' slips (DOMAIN 4.1); a slip always names what was taken over, for
without an acceptance document there is no compensation.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from courier.clock import VIETNAM
from courier.intake.model import AmountKind
from courier.intake.papers.drawing import (
    A5_MM,
    BOLD,
    MONO,
    SEMI,
    TEXT,
    Paper,
    leading_of,
    width_of,
    wrap,
    wrap_smaller,
)
from courier.intake.papers.model import IssuingPost, OrderSlip, Pad, PadSlip, SlipLine
from courier.intake.papers.words import say_code, say_day, say_money, say_phone, say_s10, say_time
from mobile_contract.codes import label_url

COPIES: Final = (1, 2)


def pad_pdf(pad: Pad, host: str) -> bytes:
    """Two A5 pages a slip: liên 1, then liên 2, which alone bears the mã xem. `host` is this server's.

    Raises `NotReady` where the fonts were not built, CodeError where a label cannot carry `host`.
    """
    paper = Paper("Phiếu gửi hồ sơ", A5_MM)
    for place, slip in enumerate(pad.slips):
        for copy in COPIES:
            if place or copy > 1:
                paper.next_page()
            _Slip(paper, host, copy, _blank(pad.office, slip), f"Số {slip.number} · tập {str(pad.pad_id)[-6:]}").draw()
    return paper.finish()


def order_slip_pdf(slip: OrderSlip, host: str) -> bytes:
    """Both copies of one order's slip, each continued on further pages where its papers need them. Raises as a pad."""
    paper = Paper("Phiếu gửi hồ sơ", A5_MM)
    for copy in COPIES:
        if copy > 1:
            paper.next_page()
        _Slip(paper, host, copy, slip, "").draw()
    return paper.finish()


_LEFT: Final = 9.0
_RIGHT: Final = A5_MM[0] - 8.0
_BOTTOM: Final = A5_MM[1] - 7.0
_QR_MM: Final = 22.0
_WRITING_MM: Final = 5.9
"""Between lines written by hand."""
_HOLDERS: Final = {1: "Liên 1: bưu điện giữ", 2: "Liên 2: giao người gửi"}
_AMOUNTS: Final[dict[AmountKind, str]] = {"fee": "Phí", "charge": "Lệ phí", "fare": "Cước", "handling": "Thu hộ"}
_COLUMNS: Final = (
    (8.0, "STT"),
    (0.0, "Tên giấy tờ"),
    (11.5, "Bản chính"),
    (14.5, "Sao chứng thực"),
    (11.5, "Bản photo"),
    (14.5, "Đối chiếu, trả lại"),
)
_NAME_MM: Final = _RIGHT - _LEFT - sum(width for width, _ in _COLUMNS)
_FOOT_MM: Final = 64.0
"""From seal to notice; the papers' table ends above."""
_NOTICE: Final = (
    "Bưu điện dùng thông tin trên phiếu này chỉ để nhận, chuyển, phát hồ sơ và giải quyết khiếu nại. Ông/bà có quyền "
    "xem, sửa, yêu cầu xóa thông tin của mình tại bưu cục ghi trên phiếu (Luật 91/2025/QH15). "
    "Giữ phiếu này: không có phiếu thì không có căn cứ bồi thường."
)


class _Form(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on a slip; None is left to be written by hand."""

    office: IssuingPost
    code: str | None
    s10: str | None
    view_code: str
    order: OrderSlip | None = None


def _blank(office: IssuingPost, slip: PadSlip) -> _Form:
    return _Form(office=office, code=slip.code, s10=slip.s10, view_code=slip.view_code)


def _filled(order: OrderSlip) -> _Form:
    return _Form(office=order.office, code=order.code, s10=order.s10, view_code=order.view_code, order=order)


class _Slip:
    """One copy of one slip under way: its parts from top to bottom, `y` the lower edge of what stands."""

    def __init__(self, paper: Paper, host: str, copy: int, form: _Form | OrderSlip, number: str) -> None:
        self.paper = paper
        self.host = host
        self.copy = copy
        self.form = form if isinstance(form, _Form) else _filled(form)
        self.number = number
        self.y = 0.0

    def draw(self) -> None:
        self._head()
        self._sender()
        self._papers()
        self._foot()

    # The head: whose it is, its code, the citizen's mã xem.

    def _head(self) -> None:
        paper, form = self.paper, self.form
        qr_left = _RIGHT - _QR_MM - 1
        room = qr_left - 5 - _LEFT
        paper.text(_LEFT, 11.5, form.office.name.upper(), 8.5, BOLD, width=room)
        phone = f"Đường dây nóng: {say_phone(form.office.phone)}" if form.office.phone else form.office.address
        paper.text(_LEFT, 15.4, phone, 7.5, width=room)
        paper.text(_LEFT, 23.6, "PHIẾU GỬI HỒ SƠ", 17, BOLD, width=room)
        copy = f"{_HOLDERS[self.copy]}{f' · {self.number}' if self.number else ''}"
        paper.text(_LEFT, 28.2, copy, 8, SEMI, width=room)
        if form.code is None:
            self._place_for_label(qr_left)
        else:
            paper.qr(qr_left, 8, _QR_MM, label_url(self.host, form.code))
            paper.text(_RIGHT - 12, 35.5, say_code(form.code), 8, MONO, align="middle")
            paper.text(_RIGHT - 12, 39, say_s10(form.s10), 6.5, align="middle")
        self._tracking(qr_left - 4)
        self.y = 41.5

    def _place_for_label(self, left: float) -> None:
        paper = self.paper
        paper.box(left - 2, 7, _RIGHT - left + 2, 32, weight=0.5, radius=1.5)
        for row, words in enumerate(("Dán nhãn cuộn", "vào đây, hoặc", "ghi mã tra cứu")):
            paper.text((left - 2 + _RIGHT) / 2, 19 + row * 4, words, 7.5, align="middle")

    def _tracking(self, right: float) -> None:
        paper = self.paper
        if self.copy == 1:
            paper.text(_LEFT, 35, "Mã xem (4 số) chỉ in trên liên 2 của người gửi.", 7, width=right - _LEFT)
            paper.text(_LEFT, 38.6, "Dán nhãn cùng mã lên phong bì.", 7, width=right - _LEFT)
            return
        paper.box(_LEFT, 30.6, 37, 9.4, weight=1.0, radius=1.2)
        paper.text(_LEFT + 2, 36.7, "Mã xem", 8, SEMI)
        paper.text(_LEFT + 35, 37.2, " ".join(self.form.view_code), 12, MONO, align="right")
        paper.text(_LEFT + 39.5, 34.6, "Xem hồ sơ đang ở đâu: quét mã QR, hoặc vào", 6.5, width=right - _LEFT - 39.5)
        paper.text(_LEFT + 39.5, 38.4, self.host.lower(), 8.5, BOLD, width=right - _LEFT - 39.5, smallest=4.5)

    # Whose dossier, and where it goes.

    def _sender(self) -> None:
        order = self.form.order
        self._title("1. Người gửi")
        middle = _RIGHT - 42
        self._fields(
            ("Họ và tên", order.full_name if order else None, _LEFT, middle - 2),
            ("Điện thoại", say_phone(order.phone) if order else None, middle, _RIGHT),
        )
        address = ", ".join(part for part in (order.address, order.landmark) if part) if order else None
        self._fields(("Địa chỉ", address, _LEFT, _RIGHT), blank_rows=2)
        self._title("2. Nộp tại")
        self._fields(("Một cửa", order.desk_name if order else None, _LEFT, _RIGHT))
        self._fields(("Thủ tục", _procedure(order) if order else None, _LEFT, _RIGHT))
        if order and (order.dossier_code or order.window_from or order.at_counter):
            self._fields(
                ("Mã hồ sơ", order.dossier_code, _LEFT, middle - 18), ("Hẹn lấy", _window(order), middle - 16, _RIGHT)
            )

    def _title(self, words: str, *, has_rule: bool = True) -> None:
        self.y += 4.6
        self.paper.text(_LEFT, self.y, words, 8.5, BOLD)
        if has_rule:
            self.paper.rule(_LEFT, self.y + 1.2, _RIGHT, weight=0.4)
        self.y += 1.0

    def _fields(self, *fields: tuple[str, str | None, float, float], blank_rows: int = 1) -> None:
        """Names, and what is said or a dotted line to write on, side by side between their left and right edges."""
        paper, height = self.paper, 0.0
        for name, said, left, right in fields:
            paper.text(left, self.y + 4.8, name, 7.5)
            start = left + max(15.0, width_of(name, TEXT, 7.5) + 2)
            if said:
                rows, size = wrap_smaller(said, SEMI, 9, right - start, 2, 6.5)
                if rows[-1].endswith("…"):
                    rows = wrap(said, SEMI, size, right - start)
                paper.lines(start, self.y + 4.8, rows, size, SEMI)
                height = max(height, 5.4 + (len(rows) - 1) * leading_of(size))
            else:
                for row in range(blank_rows):
                    paper.dots(start if row == 0 else left, self.y + 4.8 + row * _WRITING_MM, right)
                height = max(height, _WRITING_MM * blank_rows)
        self.y += height

    # What is in the envelope.

    def _papers(self) -> None:
        lines = self.form.order.lines if self.form.order else []
        self._title("3. Giấy tờ trong phong bì", has_rule=False)
        self._table_head()
        for number, line in enumerate(lines, 1):
            rows = wrap(line.name, TEXT, 8, _NAME_MM - 2)
            height = max(_WRITING_MM, len(rows) * leading_of(8) + 2.2)
            if self.y + height > _BOTTOM - 6:
                self._continue()
            self._row(number, rows, line, height)
        if self.y > _BOTTOM - _FOOT_MM:
            self._continue(has_table=False)
            return
        spare = int((_BOTTOM - _FOOT_MM - self.y) / _WRITING_MM)
        for number in range(len(lines) + 1, len(lines) + 1 + (min(spare, 2) if lines else spare)):
            self._row(number, [], None, _WRITING_MM)

    def _table_head(self) -> None:
        paper, x = self.paper, _LEFT
        paper.box(_LEFT, self.y + 0.6, _RIGHT - _LEFT, 7, weight=0.5, fill=0.92)
        for width, words in _COLUMNS:
            room = width or _NAME_MM
            rows, size = wrap_smaller(words, SEMI, 6.8, room - 1, 2)
            top = self.y + (4.9 if len(rows) == 1 else 3.5)
            for row, said in enumerate(rows):
                paper.text(x + room / 2, top + row * 2.9, said, size, SEMI, align="middle")
            x += room
        self._uprights(self.y + 0.6, 7)
        self.y += 7.6

    def _row(self, number: int, rows: Sequence[str], line: SlipLine | None, height: float) -> None:
        paper, x = self.paper, _LEFT
        paper.rule(_LEFT, self.y + height, _RIGHT, weight=0.4)
        self._uprights(self.y, height)
        base = self.y + (height + 2.3) / 2 if len(rows) <= 1 else self.y + 4.0
        cells = [str(number), None, *(_counts(line) if line else [""] * 4)]
        for (width, _), words in zip(_COLUMNS, cells, strict=True):
            room = width or _NAME_MM
            if words is None:
                paper.lines(x + 1.2, base, rows, 8)
            else:
                paper.text(
                    x + room / 2, base, words, 8.5 if x > _LEFT else 8, SEMI if x > _LEFT else TEXT, align="middle"
                )
            x += room
        self.y += height

    def _uprights(self, top: float, height: float) -> None:
        x = _LEFT
        self.paper.rule(x, top, x, top + height, weight=0.4)
        for width, _ in _COLUMNS:
            x += width or _NAME_MM
            self.paper.rule(x, top, x, top + height, weight=0.4)

    def _continue(self, *, has_table: bool = True) -> None:
        paper = self.paper
        paper.text(_RIGHT, _BOTTOM, "(xem tiếp trang sau)", 7, align="right")
        paper.next_page()
        code = say_code(self.form.code) if self.form.code else "…"
        paper.text(_LEFT, 12, f"PHIẾU GỬI HỒ SƠ (tiếp) · {_HOLDERS[self.copy]}", 9, BOLD)
        paper.text(_RIGHT, 12, code, 9, MONO, align="right")
        self.y = 14
        if has_table:
            self._table_head()

    # Seal, money, signatures, notice: always together.

    def _foot(self) -> None:
        paper, order = self.paper, self.form.order
        y = self.y + 5.4
        end = paper.tick_box(_LEFT, y, "Đã đếm đủ, niêm phong trước mặt người gửi. Số niêm phong", 7.5)
        paper.dots(end + 1.5, y, _RIGHT)
        y += 5.6
        paper.text(_LEFT, y, "Kết quả:", 7.5)
        brought = bool(order and order.is_result_returned)
        end = paper.tick_box(_LEFT + 14, y, "bưu điện mang về nhà", 7.5, is_ticked=brought)
        end = paper.tick_box(end + 4, y, "tự đến một cửa lấy", 7.5)
        paper.text(end + 4, y, "Khối lượng", 7.5)
        if order:
            paper.text(end + 20, y, f"đến {order.weight_g} g", 8, SEMI)
        else:
            paper.dots(end + 19.5, y, _RIGHT - 4)
            paper.text(_RIGHT, y, "g", 7.5, align="right")
        self._money(y + 3.2)
        self._signatures(y + 17.6)
        notice = wrap(_NOTICE, TEXT, 6.2, _RIGHT - _LEFT)
        paper.lines(_LEFT, _BOTTOM - (len(notice) - 1) * 2.7, notice, 6.2, leading=2.7)

    def _money(self, top: float) -> None:
        paper, order = self.paper, self.form.order
        names = [*_AMOUNTS.items(), (None, "Tổng cộng")]
        width = (_RIGHT - _LEFT) / len(names)
        given = {a.kind: a.amount_vnd for a in order.amounts} if order else {}
        paper.box(_LEFT, top, _RIGHT - _LEFT, 9, weight=0.5)
        for place, (kind, name) in enumerate(names):
            x = _LEFT + place * width
            if place:
                paper.rule(x, top, x, top + 9, weight=0.4)
            paper.text(x + 1.2, top + 2.9, name, 6.5, SEMI if kind is None else TEXT)
            amount = sum(given.values()) if kind is None else given.get(kind, 0)
            if order and (amount or kind is None):
                paper.text(x + width - 1.2, top + 7.4, say_money(amount), 9, BOLD, width=width - 2.4, align="right")
            else:
                paper.text(x + width - 1.2, top + 7.4, "đ" if not order else "–", 7.5, align="right")
        y = top + 12.6
        end = paper.tick_box(_LEFT, y, "tiền mặt", 7.5)
        end = paper.tick_box(end + 3, y, "chuyển khoản", 7.5)
        end = paper.tick_box(end + 3, y, "nộp trực tuyến / nộp sau", 7.5)
        paper.text(end + 3, y, "Biên nhận số", 7.5)
        paper.dots(end + 21, y, _RIGHT)

    def _signatures(self, top: float) -> None:
        """Both sides; who cannot sign gives a fingerprint, and a witness's name."""
        paper = self.paper
        paper.text(_LEFT, top + 3.4, "Nhận lúc ….. giờ ….. ngày ….. / ….. / 20…..", 7.5)
        end = paper.tick_box(_LEFT + 66, top + 3.4, "Đã xem giấy tờ tùy thân", 7.5)
        paper.dots(end + 1.5, top + 3.4, _RIGHT)
        height = 21.5
        top += 5.2
        width = (_RIGHT - _LEFT) / 3
        for place, (name, hint) in enumerate(_SIGNERS):
            x = _LEFT + place * width
            paper.box(x, top, width, height, weight=0.5)
            paper.text(x + width / 2, top + 3.4, name, 7.5, BOLD, align="middle")
            paper.text(x + width / 2, top + 6.4, hint, 6, align="middle", width=width - 2)
        x = _LEFT + 2 * width
        paper.box(x + 2, top + 7.6, 15, 9.4, weight=0.4, radius=1)
        paper.text(x + 9.5, top + 12.9, "điểm chỉ", 6, align="middle")
        paper.text(x + 19, top + 11.4, "ngón …………", 6)
        paper.text(x + 2, top + 19.8, "Làm chứng", 6)
        paper.dots(x + 14, top + 19.8, _RIGHT - 1.5)


_SIGNERS: Final = (
    ("Người gửi", "(ký, ghi rõ họ tên)"),
    ("Bưu tá / giao dịch viên", "(ký, ghi rõ họ tên)"),
    ("Người gửi không ký được", "(điểm chỉ, có người làm chứng)"),
)


def _counts(line: SlipLine) -> Iterator[str]:
    for count in (line.originals, line.certified_copies, line.photocopies):
        yield str(count) if count else "–"
    yield "có" if line.is_shown_and_returned else "–"


def _procedure(order: OrderSlip) -> str:
    name = order.procedure_name or order.title
    return f"{name} ({order.procedure_code})" if order.procedure_code else name


def _window(order: OrderSlip) -> str:
    if order.at_counter:
        return "tại quầy"
    if order.window_from is None or order.window_to is None:
        return ""
    day = say_day(order.window_from.astimezone(VIETNAM).date())
    return f"{say_time(order.window_from)}–{say_time(order.window_to)} {day}"
