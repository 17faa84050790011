"""Labels as A4 sheets of 2 × 7: of items, with a QR that any phone and the carrier's app read, and of rolls.

Each label is 99.1 × 38.1 mm, the common sheet of self-adhesive labels.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple, TypeVar

from courier.intake.model import LabelFace
from courier.intake.papers.drawing import A4_MM, BOLD, MONO, TEXT, Paper, fit, width_of, wrap
from courier.intake.papers.model import IssuingPost, RollFace
from courier.intake.papers.words import say_code, say_money, say_phone, say_s10
from courier.network.model import Leg
from mobile_contract.codes import label_url

COLUMNS: Final = 2
ROWS: Final = 7
PER_SHEET: Final = COLUMNS * ROWS
QR_MM: Final = 24.0
"""Printed side of the modules, without the quiet zone of 4 modules: 22 to 25 mm read best (DESIGN 11)."""

Face = TypeVar("Face")


def labels_pdf(faces: Sequence[LabelFace], host: str, first_place: int = 1) -> bytes:
    """Sheets of item labels; `first_place` (1 to 14) is the first one still on a sheet begun. `host` is this server's.

    Raises `NotReady` where the fonts were not built, CodeError where a label cannot carry `host`.
    """
    return _sheets("Nhãn bưu gửi", faces, lambda paper, face, x, y: _draw_item(paper, face, host, x, y), first_place)


def roll_labels_pdf(faces: Sequence[RollFace], office: IssuingPost, host: str, first_place: int = 1) -> bytes:
    """Sheets of labels that name nothing yet, with a line to write on. Raises as `labels_pdf`."""
    return _sheets(
        "Nhãn cuộn", faces, lambda paper, face, x, y: _draw_roll(paper, face, office, host, x, y), first_place
    )


_WIDTH: Final = 99.1
_HEIGHT: Final = 38.1
_SIDE_MARGIN: Final = 4.65
_TOP_MARGIN: Final = 15.15
_GUTTER: Final = 2.5
_PADDING: Final = 3.0
_QUIET: Final = 4.0
"""Clear ground beside a QR of 25 modules in 24 mm: 4 modules (ISO/IEC 18004)."""
_MARK_PT: Final = 8.5
_ROOM: Final = _WIDTH - QR_MM - 2 * _PADDING - _QUIET
"""For words, left of the QR."""

_LEGS: Final[dict[Leg, str]] = {"SEND": "NHẬN GỬI HỒ SƠ", "RETURN": "TRẢ KẾT QUẢ", "SUPPLEMENT": "BỔ SUNG HỒ SƠ"}


class _Line(NamedTuple):
    """A line of text, its baseline so many millimetres below the label's upper edge."""

    text: str
    font: str
    size_pt: float
    down_mm: float


def _sheets(
    title: str, faces: Sequence[Face], draw: Callable[[Paper, Face, float, float], None], first_place: int
) -> bytes:
    paper = Paper(title, A4_MM)
    for number, face in enumerate(faces, first_place - 1):
        place = number % PER_SHEET
        if number >= first_place and place == 0:
            paper.next_page()
        row, column = divmod(place, COLUMNS)
        draw(paper, face, _SIDE_MARGIN + column * (_WIDTH + _GUTTER), _TOP_MARGIN + row * _HEIGHT)
    return paper.finish()


def _draw_item(paper: Paper, face: LabelFace, host: str, x: float, y: float) -> None:
    _draw_codes(paper, face.code, face.s10, host, x, y)
    for line in _lines(face):
        paper.text(x + _PADDING, y + line.down_mm, line.text, line.size_pt, line.font, width=_ROOM)
    _draw_marks(paper, [*_marks(face)], x + _PADDING, y + 31.2)


def _draw_codes(paper: Paper, code: str, s10: str | None, host: str, x: float, y: float) -> None:
    left = x + _WIDTH - _PADDING - QR_MM
    paper.qr(left, y + _PADDING, QR_MM, label_url(host, code))
    paper.text(left + QR_MM / 2, y + 32.2, say_code(code), 8, MONO, align="middle")
    paper.text(left + QR_MM / 2, y + 35.3, say_s10(s10), 7, align="middle")


def _draw_roll(paper: Paper, face: RollFace, office: IssuingPost, host: str, x: float, y: float) -> None:
    """A roll's label says whose it is; what it names is written by hand until it is bound."""
    _draw_codes(paper, face.code, face.s10, host, x, y)
    left = x + _PADDING
    paper.text(left, y + 6.2, "NHÃN CUỘN – HỒ SƠ CÔNG", 8.5, BOLD, width=_ROOM)
    phone = f" · ĐT {say_phone(office.phone)}" if office.phone else ""
    paper.text(left, y + 10.4, f"{office.name}{phone}", 7.5, width=_ROOM)
    for words, down in (("Người gửi", 17.5), ("Nộp tại", 24.0)):
        paper.text(left, y + down, words, 7)
        paper.dots(left + 14.5, y + down, left + _ROOM)
    paper.text(left, y + 30.5, "Ngày", 7)
    paper.dots(left + 14.5, y + 30.5, left + _ROOM)
    paper.text(left, y + 35.3, "Chỉ dùng một lần. Quét mã khi nhận hồ sơ.", 6.5, width=_ROOM)


def _lines(face: LabelFace) -> Iterator[_Line]:
    """Leg, recipient, commune, sender; the citizen's phone stands beside the citizen, whichever they are."""
    yield _Line(_LEGS[face.leg], BOLD, 8.5, 6.2)
    if width_of(face.recipient, BOLD, 12) <= _ROOM:
        yield _Line(face.recipient, BOLD, 12, 12.2)
    else:
        first, rest = _halves(face.recipient)
        yield _Line(first, BOLD, 9, 11)
        yield _Line(rest, BOLD, 9, 14.8)
    phone = f"ĐT {face.phone}" if face.phone else ""
    is_from_citizen = face.leg != "RETURN"
    if not is_from_citizen:
        yield _Line(phone, TEXT, 9, 18.2)
    yield _Line(face.destination, BOLD, 9.5, 23.0)
    yield _Line(f"Từ: {face.from_office}   {phone if is_from_citizen else ''}".rstrip(), TEXT, 7.5, 27.2)


def _halves(words: str) -> tuple[str, str]:
    """A long text on two lines as even as its words allow; at nine points, the rest by the fitting of a line."""
    rows = wrap(words, BOLD, 9, _ROOM)
    if len(rows) <= 2:
        words_of = words.split()
        at = min(range(len(words_of) + 1), key=lambda n: abs(2 * len(" ".join(words_of[:n])) - len(words)))
        return " ".join(words_of[:at]), " ".join(words_of[at:])
    return rows[0], fit(" ".join(rows[1:]), BOLD, 9, _ROOM)[0]


def _draw_marks(paper: Paper, marks: Sequence[str], x: float, y: float) -> None:
    """What the carrier must not overlook, white on black, side by side; all smaller where they do not fit."""
    frame, gap = 3.0, 1.2
    words_width = sum(width_of(mark, BOLD, _MARK_PT) for mark in marks)
    room = _ROOM - len(marks) * frame - (len(marks) - 1) * gap
    size = _MARK_PT * min(1.0, room / words_width) if marks else _MARK_PT
    for mark in marks:
        x = paper.badge(x, y, mark, size) + gap


def _marks(face: LabelFace) -> Iterator[str]:
    if face.collect_vnd:
        yield f"Thu {say_money(face.collect_vnd)}"
    if face.personal_only:
        yield "Phát tận tay"
    if face.papers_to_take_back:
        yield f"Thu lại {face.papers_to_take_back} giấy"
