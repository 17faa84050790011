"""Labels as a PDF: A4 sheets of 2 × 7, each with a QR that any phone and the carrier's app read."""

import io
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode
from qrcode.util import MODE_ALPHA_NUM, QRData
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from courier.errors import NotReady
from courier.intake.model import LabelFace
from courier.network.model import Leg
from mobile_contract.codes import label_url, show_code

COLUMNS: Final = 2
ROWS: Final = 7
QR_MM: Final = 24.0
"""Printed side of the modules, without the quiet zone of 4 modules: 22 to 25 mm read best (DESIGN 11)."""


def labels_pdf(faces: Sequence[LabelFace], host: str) -> bytes:
    """A4 pages of 14 labels of 99.1 × 38.1 mm, the common sheet of self-adhesive labels; `host` is this server's.

    Raises `NotReady` where the fonts were not built, CodeError where a label cannot carry `host`.
    """
    _register_fonts()
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, pageCompression=1)
    canvas.setTitle("Nhãn bưu gửi")
    canvas.setAuthor("Courier")
    for number, face in enumerate(faces):
        place = number % (COLUMNS * ROWS)
        if number and place == 0:
            canvas.showPage()
        _draw(canvas, face, host, *_corner(place))
    canvas.save()
    return file.getvalue()


_LABEL_WIDTH: Final = 99.1 * mm
_LABEL_HEIGHT: Final = 38.1 * mm
_SIDE_MARGIN: Final = 4.65 * mm
_TOP_MARGIN: Final = 15.15 * mm
_GUTTER: Final = 2.5 * mm
_PADDING: Final = 3.0 * mm
_QUIET: Final = 4.0 * mm
"""Clear ground beside a QR of 25 modules in 24 mm: 4 modules (ISO/IEC 18004)."""
_MARK_PT: Final = 8.5

_FONTS_FOLDER: Final = Path(__file__).parent / "fonts"
_TEXT: Final = "BeVietnamPro-Regular"
_BOLD: Final = "BeVietnamPro-Bold"
_MONO: Final = "JetBrainsMono-Bold"

_LEGS: Final[dict[Leg, str]] = {"SEND": "NHẬN GỬI HỒ SƠ", "RETURN": "TRẢ KẾT QUẢ", "SUPPLEMENT": "BỔ SUNG HỒ SƠ"}


class _Line(NamedTuple):
    """A line of text, its baseline so many millimetres below the label's upper edge."""

    text: str
    font: str
    size_pt: float
    down_mm: float


def _corner(place: int) -> tuple[float, float]:
    """Lower left corner of a label, in points from the page's."""
    row, column = divmod(place, COLUMNS)
    left = _SIDE_MARGIN + column * (_LABEL_WIDTH + _GUTTER)
    return left, A4[1] - _TOP_MARGIN - (row + 1) * _LABEL_HEIGHT


def _draw(canvas: Canvas, face: LabelFace, host: str, left: float, bottom: float) -> None:
    qr_left = left + _LABEL_WIDTH - _PADDING - QR_MM * mm
    _draw_qr(canvas, label_url(host, face.code), qr_left, bottom + _LABEL_HEIGHT - _PADDING - QR_MM * mm)
    width = qr_left - left - _PADDING - _QUIET
    for line in _lines(face, width):
        canvas.setFont(line.font, _fitting(line, width))
        canvas.drawString(left + _PADDING, bottom + _LABEL_HEIGHT - line.down_mm * mm, line.text)
    canvas.setFont(_MONO, 8)
    canvas.drawCentredString(qr_left + QR_MM * mm / 2, bottom + 5.9 * mm, show_code(face.code).replace("-", " "))
    canvas.setFont(_TEXT, 7)
    canvas.drawCentredString(qr_left + QR_MM * mm / 2, bottom + 2.8 * mm, _show_s10(face.s10))
    _draw_marks(canvas, [*_marks(face)], left + _PADDING, bottom + 3.2 * mm, width)


def _lines(face: LabelFace, width: float) -> Iterator[_Line]:
    """Leg, recipient, commune, sender; the citizen's phone stands beside the citizen, whichever they are."""
    yield _Line(_LEGS[face.leg], _BOLD, 8.5, 6.2)
    if pdfmetrics.stringWidth(face.recipient, _BOLD, 12) <= width:
        yield _Line(face.recipient, _BOLD, 12, 12.2)
    else:
        first, rest = _halves(face.recipient)
        yield _Line(first, _BOLD, 9, 11)
        yield _Line(rest, _BOLD, 9, 14.8)
    phone = f"ĐT {face.phone}" if face.phone else ""
    is_from_citizen = face.leg == "SEND"
    if not is_from_citizen:
        yield _Line(phone, _TEXT, 9, 17.2)
    yield _Line(face.destination, _BOLD, 9.5, 22.2)
    yield _Line(f"Từ: {face.from_office}   {phone if is_from_citizen else ''}".rstrip(), _TEXT, 7.5, 26.6)


def _halves(text: str) -> tuple[str, str]:
    """A long text broken at the space nearest its middle."""
    words = text.split()
    at = min(range(len(words) + 1), key=lambda n: abs(2 * len(" ".join(words[:n])) - len(text)))
    return " ".join(words[:at]), " ".join(words[at:])


def _draw_marks(canvas: Canvas, marks: Sequence[str], left: float, bottom: float, width: float) -> None:
    """What the carrier must not overlook, white on black, side by side; all smaller where they do not fit."""
    frame, gap = 3 * mm, 1.2 * mm
    text_width = sum(pdfmetrics.stringWidth(mark, _BOLD, _MARK_PT) for mark in marks)
    room = width - len(marks) * frame - (len(marks) - 1) * gap
    size = _MARK_PT * min(1.0, room / text_width) if marks else _MARK_PT
    canvas.setFont(_BOLD, size)
    for mark in marks:
        mark_width = pdfmetrics.stringWidth(mark, _BOLD, size) + frame
        canvas.setFillGray(0)
        canvas.roundRect(left, bottom - 1.3 * mm, mark_width, 5 * mm, 1 * mm, stroke=0, fill=1)
        canvas.setFillGray(1)
        canvas.drawString(left + frame / 2, bottom + 0.1 * mm, mark)
        left += mark_width + gap
    canvas.setFillGray(0)


def _marks(face: LabelFace) -> Iterator[str]:
    if face.collect_vnd:
        yield f"Thu {face.collect_vnd:,} đ".replace(",", ".")
    if face.personal_only:
        yield "Phát tận tay"
    if face.papers_to_take_back:
        yield f"Thu lại {face.papers_to_take_back} giấy"


def _fitting(line: _Line, width: float) -> float:
    """The size in points at which the line fits, at most its own."""
    natural = pdfmetrics.stringWidth(line.text, line.font, line.size_pt)
    return line.size_pt if natural <= width else line.size_pt * width / natural


def _show_s10(s10: str | None) -> str:
    """`RR123456785VN` → `RR 1234 5678 5 VN`, as UPU S10 prints it."""
    return f"{s10[:2]} {s10[2:6]} {s10[6:10]} {s10[10]} {s10[11:]}" if s10 else ""


def _draw_qr(canvas: Canvas, text: str, left: float, bottom: float) -> None:
    """Dark modules as one filled path, runs of a row joined: sharp at any printer's resolution."""
    code = QRCode(error_correction=ERROR_CORRECT_M, mask_pattern=_MASK, border=0)
    code.add_data(QRData(text.encode("ascii"), mode=MODE_ALPHA_NUM))
    code.make(fit=True)
    side = QR_MM * mm / len(code.modules)
    path = canvas.beginPath()
    for row, modules in enumerate(code.modules):
        column = 0
        for is_dark, run in groupby(modules):
            length = len(list(run))
            if is_dark:
                path.rect(left + column * side, bottom + QR_MM * mm - (row + 1) * side, length * side, side)
            column += length
    canvas.drawPath(path, stroke=0, fill=1)


_MASK: Final = 3
"""Any of the eight is a valid code; choosing the best of them is the slow part and gains nothing at this size."""


@cache
def _register_fonts() -> None:
    for name in (_TEXT, _BOLD, _MONO):
        file = _FONTS_FOLDER / f"{name}.ttf"
        if not file.exists():
            raise NotReady(
                f"Thiếu phông chữ {file.name} để in nhãn. Hãy chạy lại `./run web`",
                f"The font {file.name} for labels is missing. Run `./run web` again",
            )
        pdfmetrics.registerFont(TTFont(name, file))
