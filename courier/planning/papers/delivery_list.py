"""Bảng kê phát: a carrier's stops in order on A4, each with room to sign, to be ridden by and entered afterwards.

After the postal firms' BD13; rows of one recipient are one row, for several items are taken in one act only by the same
recipient (PEOPLE 15).
"""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from courier.intake.papers.drawing import (
    A4_WIDE_MM,
    BOLD,
    MONO,
    SEMI,
    TEXT,
    Align,
    Paper,
    leading_of,
    wrap,
    wrap_smaller,
)
from courier.intake.papers.words import say_code, say_day, say_money, say_phone, say_time, say_weekday
from courier.planning.papers.model import DayPapers, PaperItem, PaperRoute, PaperStop


def delivery_list_pdf(day: DayPapers, reasons: Sequence[str]) -> bytes:
    """Each carrier's list begins on a page of its own, numbered x/y. Raises `NotReady` without fonts.

    `reasons` are why a visit fails, in the order whose numbers are written by hand (mobile_contract.reasons).
    """
    paper = Paper(f"Bảng kê phát {say_day(day.on_date)}", A4_WIDE_MM)
    for place, route in enumerate(day.routes):
        if place:
            paper.next_page()
        _draw_route(paper, day, route, reasons)
    return paper.finish()


_LEFT: Final = 8.0
_RIGHT: Final = A4_WIDE_MM[0] - 8.0
_TOP: Final = 22.0
_BOTTOM: Final = A4_WIDE_MM[1] - 18.5
"""Below are the reasons and the page's number."""
_CLOSING_MM: Final = 39.0
_ROW_MM: Final = 16.0
"""Tall enough to sign in."""
_FEW: Final = 4
"""As many codes stand in their own column; more stand in a block below."""
_BLOCK_COLUMNS: Final = 6
_MOST_IN_BLOCK: Final = 120
_COLUMNS: Final[Sequence[tuple[float, str]]] = (
    (8, "STT"),
    (12, "Giờ"),
    (34, "Việc, mã bưu gửi"),
    (45, "Người nhận / gửi, điện thoại"),
    (68, "Địa chỉ, chỉ dẫn phát"),
    (11, "Số bưu gửi"),
    (23, "Thu tiền"),
    (11, "Thu lại giấy tờ"),
    (11, "Phát tận tay"),
    (38, "Ký nhận, ghi rõ họ tên, giờ"),
    (20, "Lý do chưa phát (số)"),
)
_NUMBER, _TIME, _CODES, _NAME, _ADDRESS, _COUNT, _MONEY, _BACK, _PERSONAL, _SIGN, _REASON = range(len(_COLUMNS))
EDGES_MM: Final = [_LEFT + sum(width for width, _ in _COLUMNS[:n]) for n in range(len(_COLUMNS) + 1)]
"""Of the columns, from the paper's left."""


class _Row(msgspec.Struct, frozen=True):
    """A stop measured: what stands in it, and how tall it is."""

    number: str
    stop: PaperStop
    name: list[str]
    address: list[str]
    landmark: list[str]
    block: list[PaperItem]
    height: float
    is_rest: bool = False
    """Codes only: the stop began above."""


def _draw_route(paper: Paper, day: DayPapers, route: PaperRoute, reasons: Sequence[str]) -> None:
    pages = _paginate([row for number, stop in enumerate(route.stops, 1) for row in _rows(number, stop)])
    for number, rows in enumerate(pages, 1):
        if number > 1:
            paper.next_page()
        _draw_head(paper, day, route)
        y = _TOP
        if rows:
            _draw_column_heads(paper, y)
            y += 9
        for row in rows:
            _draw_row(paper, row, y)
            y += row.height
        if number == len(pages):
            _draw_closing(paper, route, y + 2)
        _draw_foot(paper, number, len(pages), reasons)


def _paginate(rows: Sequence[_Row]) -> list[list[_Row]]:
    """Rows by page; the closing needs room below the last."""
    pages: list[list[_Row]] = [[]]
    y = _TOP + 9
    for place, row in enumerate(rows):
        needed = row.height + (_CLOSING_MM if place == len(rows) - 1 and len(pages[-1]) > 1 else 0)
        if pages[-1] and y + needed > _BOTTOM:
            pages.append([])
            y = _TOP + 9
        pages[-1].append(row)
        y += row.height
    if y + _CLOSING_MM > _BOTTOM:
        pages.append([])
    return pages


def _rows(number: int, stop: PaperStop) -> Iterable[_Row]:
    name = wrap(stop.name, BOLD, 9, _COLUMNS[_NAME][0] - 2.4)
    address = wrap(stop.address or "", TEXT, 8.5, _COLUMNS[_ADDRESS][0] - 2.4) if stop.address else []
    landmark = wrap(_directions(stop), SEMI, 8, _COLUMNS[_ADDRESS][0] - 2.4) if _directions(stop) else []
    many = list(stop.items) if len(stop.items) > _FEW else []
    block, rest = many[:_MOST_IN_BLOCK], many[_MOST_IN_BLOCK:]
    texts = max(
        len(name) * leading_of(9) + (4 if stop.phone else 0),
        len(address) * leading_of(8.5) + len(landmark) * leading_of(8),
        3.6 * (1 + (1 if many else len(stop.items))),
    )
    height = max(_ROW_MM, texts + 3.2) + _block_height(block)
    yield _Row(str(number), stop, name, address, landmark, block, height)
    while rest:
        block, rest = rest[:_MOST_IN_BLOCK], rest[_MOST_IN_BLOCK:]
        yield _Row(f"{number} (tiếp)", stop, [], [], [], block, _block_height(block) + 2, is_rest=True)


def _directions(stop: PaperStop) -> str:
    said = [f"Chỉ dẫn: {stop.landmark}"] if stop.landmark else []
    return " · ".join([*said, "Vị trí ước chừng"] if stop.is_estimated_place else said)


def _block_height(items: Sequence[PaperItem]) -> float:
    return -(-len(items) // _BLOCK_COLUMNS) * 3.9 + 1.5 if items else 0.0


def _draw_head(paper: Paper, day: DayPapers, route: PaperRoute) -> None:
    paper.text(_LEFT, 10.5, day.office_name.upper(), 8.5, BOLD, width=90)
    if day.office_phone:
        paper.text(_LEFT, 14.6, f"Đường dây nóng: {say_phone(day.office_phone)}", 8)
    middle = (_LEFT + _RIGHT) / 2
    paper.text(middle, 12, "BẢNG KÊ PHÁT VÀ NHẬN HỒ SƠ", 15, BOLD, align="middle")
    paper.text(
        middle,
        17.2,
        f"{say_weekday(day.on_date)}, {say_day(day.on_date)} · kế hoạch lần {day.version} · "
        f"{say_time(route.leaves_at)}–{say_time(route.returns_at)}",
        8.5,
        align="middle",
    )
    phone = f" · {say_phone(route.carrier_phone)}" if route.carrier_phone else ""
    paper.text(_RIGHT, 10.5, f"Bưu tá: {route.carrier_name}", 10, BOLD, align="right", width=92)
    paper.text(_RIGHT, 14.8, f"{len(route.stops)} điểm dừng{phone}", 8, align="right")
    paper.text(_RIGHT, 18.6, "Chỉ dùng trong ca; cuối ca nộp lại bưu cục.", 7, align="right")


def _draw_column_heads(paper: Paper, y: float) -> None:
    paper.box(_LEFT, y, _RIGHT - _LEFT, 9, weight=0.6, fill=0.9)
    for place, (width, words) in enumerate(_COLUMNS):
        rows, size = wrap_smaller(words, SEMI, 7.2, width - 1.2, 3, 5.8)
        top = y + 4.5 + 0.9 - (len(rows) - 1) * 1.4
        for row, said in enumerate(rows):
            paper.text(EDGES_MM[place] + width / 2, top + row * 2.8, said, size, SEMI, align="middle")
    _draw_uprights(paper, y, 9)


def _draw_uprights(paper: Paper, y: float, height: float) -> None:
    for edge in EDGES_MM:
        paper.rule(edge, y, edge, y + height, weight=0.4)


def _draw_row(paper: Paper, row: _Row, y: float) -> None:
    stop, block = row.stop, _block_height(row.block)
    upper = row.height - block
    paper.rule(_LEFT, y + row.height, _RIGHT, weight=0.6)
    for edge in (_LEFT, EDGES_MM[_CODES], EDGES_MM[_SIGN], EDGES_MM[_REASON], _RIGHT):
        paper.rule(edge, y, edge, y + row.height, weight=0.4)
    if row.is_rest:
        paper.text(_LEFT + 1, y + 4, row.number, 7, width=EDGES_MM[_CODES] - _LEFT - 2)
    else:
        _draw_uprights(paper, y, upper)
        paper.rule(EDGES_MM[_TIME], y, EDGES_MM[_TIME], y + row.height, weight=0.4)
        _draw_stop(paper, row, y)
    if row.block:
        _draw_block(paper, row.block, y + upper)
    if stop.is_citizen or not row.is_rest:
        paper.dots(EDGES_MM[_REASON] + 2, y + row.height - 3, _RIGHT - 2)


def _draw_stop(paper: Paper, row: _Row, y: float) -> None:
    stop, base = row.stop, y + 4.4
    _cell(paper, _NUMBER, base, row.number, 10, BOLD, "middle")
    _cell(paper, _TIME, base, say_time(stop.arrive_at), 9, SEMI, "middle")
    _cell(paper, _CODES, base, _task(stop), 8, BOLD)
    if row.block:
        _cell(paper, _CODES, base + 3.8, f"{len(stop.items)} bưu gửi, mã ở dưới", 7)
    else:
        for line, item in enumerate(stop.items, 1):
            words, font = (say_code(item.code), MONO) if item.code else ("chưa có nhãn", TEXT)
            _cell(paper, _CODES, base + line * 3.8, words, 8, font)
    end = paper.lines(EDGES_MM[_NAME] + 1.2, base, row.name, 9, BOLD)
    if stop.phone:
        paper.text(EDGES_MM[_NAME] + 1.2, end + 0.3, say_phone(stop.phone), 9, SEMI, width=_COLUMNS[_NAME][0] - 2.4)
    end = paper.lines(EDGES_MM[_ADDRESS] + 1.2, base, row.address, 8.5)
    paper.lines(EDGES_MM[_ADDRESS] + 1.2, end, row.landmark, 8, SEMI)
    _cell(paper, _COUNT, base, str(len(stop.items)), 10, BOLD, "middle")
    if stop.due_vnd:
        _cell(paper, _MONEY, base, say_money(stop.due_vnd), 10, BOLD, "right")
        if len(stop.items) > 1 and not row.block:
            for line, item in enumerate(stop.items, 1):
                _cell(
                    paper,
                    _MONEY,
                    base + line * 3.8,
                    say_money(item.due_vnd) if item.due_vnd else "–",
                    7.5,
                    TEXT,
                    "right",
                )
    if stop.papers_to_take_back:
        _cell(paper, _BACK, base, str(stop.papers_to_take_back), 10, BOLD, "middle")
    if stop.is_personal_only:
        _cell(paper, _PERSONAL, base, "CÓ", 9, BOLD, "middle")


def _cell(
    paper: Paper, column: int, y: float, words: str, size: float, font: str = TEXT, align: Align = "left"
) -> None:
    width = _COLUMNS[column][0]
    x = EDGES_MM[column] + {"left": 1.2, "middle": width / 2, "right": width - 1.2}[align]
    paper.text(x, y, words, size, font, width=width - 2, align=align)


def _draw_block(paper: Paper, items: Sequence[PaperItem], y: float) -> None:
    """Codes of a stop with many, each with what is to be collected for it."""
    room = (EDGES_MM[_SIGN] - EDGES_MM[_CODES]) / _BLOCK_COLUMNS
    paper.rule(EDGES_MM[_CODES], y, EDGES_MM[_SIGN], weight=0.25)
    for place, item in enumerate(items):
        row, column = divmod(place, _BLOCK_COLUMNS)
        words = say_code(item.code) if item.code else "chưa có nhãn"
        x, base = EDGES_MM[_CODES] + column * room + 1.2, y + 3.6 + row * 3.9
        paper.box(x, base - 2.3, 2.4, 2.4, weight=0.4)
        paper.text(x + 3.4, base, words, 7.2, MONO if item.code else TEXT, width=room - 5)


def _task(stop: PaperStop) -> str:
    if stop.act == "delivery":
        return "PHÁT" if stop.is_citizen else "BÀN GIAO"
    return "NHẬN GỬI" if stop.is_citizen else "NHẬN KẾT QUẢ"


def _draw_closing(paper: Paper, route: PaperRoute, y: float) -> None:
    """Totals, and who gave what to whom: in the morning, and in the evening."""
    delivered = [stop for stop in route.stops if stop.act == "delivery"]
    fetched = [stop for stop in route.stops if stop.act == "pickup"]
    totals = (
        ("Điểm dừng", str(len(route.stops))),
        ("Bưu gửi phát, bàn giao", str(sum(len(stop.items) for stop in delivered))),
        ("Bưu gửi nhận", str(sum(len(stop.items) for stop in fetched))),
        ("Tổng tiền phải thu", say_money(sum(stop.due_vnd for stop in route.stops))),
        ("Giấy tờ thu lại", str(sum(stop.papers_to_take_back for stop in route.stops))),
    )
    room = (_RIGHT - _LEFT) / len(totals)
    paper.box(_LEFT, y, _RIGHT - _LEFT, 8.5, weight=0.8, fill=0.94)
    for place, (name, said) in enumerate(totals):
        paper.text(_LEFT + place * room + 2, y + 5.4, name, 8)
        paper.text(_LEFT + (place + 1) * room - 3, y + 5.6, said, 10.5, BOLD, align="right")
    y += 10.5
    half = (_RIGHT - _LEFT) / 4
    for place, (name, hint) in enumerate(_SIGNERS):
        x = _LEFT + place * half
        paper.box(x, y, half, 26, weight=0.5)
        paper.text(x + half / 2, y + 4, name, 8, BOLD, align="middle", width=half - 2)
        for line, words in enumerate(hint):
            paper.text(x + 2.5, y + 8.6 + line * 4.6, words, 7.5, width=half - 5)


_SIGNERS: Final = (
    ("Người giao (bưu cục)", ("Đã giao đủ số bưu gửi trên.",)),
    ("Bưu tá nhận", ("Đã nhận đủ, còn nguyên niêm phong.",)),
    ("Cuối ca: bưu tá nộp", ("Phát được ……… bưu gửi, mang về ………", "Tiền nộp ……………………………… đ")),
    ("Cuối ca: bưu cục nhận", ("Bưu gửi nhận lại ………, tiền đếm nhận", "……………………………………… đ")),
)


def _draw_foot(paper: Paper, number: int, pages: int, reasons: Sequence[str]) -> None:
    """What to write into the last column."""
    numbered = [f"{place}\N{NO-BREAK SPACE}{reason}" for place, reason in enumerate(reasons, 1)]
    words = "Lý do (ghi số): " + " · ".join(numbered)
    rows, size = wrap_smaller(words, TEXT, 7, _RIGHT - _LEFT - 22, 3, 6)
    paper.lines(_LEFT, A4_WIDE_MM[1] - 13.5, rows, size, leading=2.9)
    paper.text(_RIGHT, A4_WIDE_MM[1] - 8, f"Trang {number}/{pages}", 8, SEMI, align="right")
