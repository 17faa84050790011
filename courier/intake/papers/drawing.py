"""The one hand that draws all papers: fonts, text that stays in its box, rules, check boxes, QR codes.

Positions are millimetres from the paper's upper left corner, y down to the baseline of text; sizes of type are points.
Black on white only: papers are printed by office lasers and copied.
"""

import io
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Final, Literal

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode
from qrcode.util import MODE_ALPHA_NUM, QRData
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from courier.errors import NotReady

TEXT: Final = "BeVietnamPro-Regular"
SEMI: Final = "BeVietnamPro-SemiBold"
BOLD: Final = "BeVietnamPro-Bold"
MONO: Final = "JetBrainsMono-Bold"

A4_MM: Final = (210.0, 297.0)
A4_WIDE_MM: Final = (297.0, 210.0)
A5_MM: Final = (148.0, 210.0)

Align = Literal["left", "middle", "right"]
SMALLEST_PT: Final = 5.5
"""Below this nobody reads: what still does not fit is cut, with an ellipsis."""


class Paper:
    """A PDF under way."""

    def __init__(self, title: str, size_mm: tuple[float, float]) -> None:
        """Raises `NotReady` where the fonts were not built."""
        _register_fonts()
        self.width, self.height = size_mm
        self._file = io.BytesIO()
        self.canvas = Canvas(self._file, pagesize=(self.width * mm, self.height * mm), pageCompression=1)
        self.canvas.setTitle(title)
        self.canvas.setAuthor("Courier")
        self.canvas.setLineWidth(0.5)

    def next_page(self) -> None:
        self.canvas.showPage()
        self.canvas.setLineWidth(0.5)

    def finish(self) -> bytes:
        """The whole file; the page begun is its last."""
        self.canvas.save()
        return self._file.getvalue()

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float = 8,
        font: str = TEXT,
        *,
        width: float | None = None,
        align: Align = "left",
        smallest: float = SMALLEST_PT,
    ) -> None:
        """One line; with a `width` it is set smaller to fit, and cut where even `smallest` is too large."""
        if width is not None:
            words, size = fit(words, font, size, width, smallest)
        self.canvas.setFont(font, size)
        draw = {"left": "drawString", "middle": "drawCentredString", "right": "drawRightString"}[align]
        getattr(self.canvas, draw)(x * mm, (self.height - y) * mm, words)

    def lines(
        self,
        x: float,
        y: float,
        rows: Sequence[str],
        size: float = 8,
        font: str = TEXT,
        *,
        leading: float | None = None,
    ) -> float:
        """Rows under each other, the first at baseline `y`; the baseline after the last."""
        step = leading if leading is not None else leading_of(size)
        self.canvas.setFont(font, size)
        for row in rows:
            self.canvas.drawString(x * mm, (self.height - y) * mm, row)
            y += step
        return y

    def rule(self, x: float, y: float, to_x: float, to_y: float | None = None, *, weight: float = 0.5) -> None:
        self.canvas.setLineWidth(weight)
        self.canvas.line(x * mm, (self.height - y) * mm, to_x * mm, (self.height - (y if to_y is None else to_y)) * mm)

    def dots(self, x: float, y: float, to_x: float) -> None:
        """A line to write on."""
        self.canvas.saveState()
        self.canvas.setLineWidth(0.6)
        self.canvas.setLineCap(1)
        self.canvas.setDash(0.1, 2.2)
        self.canvas.line(x * mm, (self.height - y - 0.4) * mm, to_x * mm, (self.height - y - 0.4) * mm)
        self.canvas.restoreState()

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        weight: float = 0.5,
        radius: float = 0,
        fill: float = 1,
    ) -> None:
        """A frame, `y` its upper edge; `fill` 1 is white, below it grey."""
        self.canvas.setLineWidth(weight)
        self.canvas.setFillGray(fill)
        args = (x * mm, (self.height - y - height) * mm, width * mm, height * mm)
        if radius:
            self.canvas.roundRect(*args, radius * mm, stroke=int(weight > 0), fill=int(fill < 1))
        else:
            self.canvas.rect(*args, stroke=int(weight > 0), fill=int(fill < 1))
        self.canvas.setFillGray(0)

    def tick_box(self, x: float, y: float, words: str, size: float = 7.5, *, is_ticked: bool = False) -> float:
        """A box to tick and what it means; returns where the words end."""
        side = 2.8
        self.box(x, y - side + 0.3, side, side, weight=0.6)
        if is_ticked:
            self.rule(x + 0.5, y - 1.1, x + 1.2, y - 0.3, weight=1.1)
            self.rule(x + 1.2, y - 0.3, x + 2.4, y - 2.3, weight=1.1)
        self.text(x + side + 1.2, y, words, size)
        return x + side + 1.2 + width_of(words, TEXT, size)

    def badge(self, x: float, y: float, words: str, size: float = 8.5, *, height: float = 5.0) -> float:
        """White on black, `y` its upper edge; returns its right edge."""
        width = width_of(words, BOLD, size) + 3
        self.canvas.setFillGray(0)
        self.canvas.roundRect(
            x * mm, (self.height - y - height) * mm, width * mm, height * mm, 1 * mm, stroke=0, fill=1
        )
        self.canvas.setFillGray(1)
        self.text(x + 1.5, y + height / 2 + size * 0.125, words, size, BOLD)
        self.canvas.setFillGray(0)
        return x + width

    def qr(self, x: float, y: float, side: float, words: str) -> None:
        """Alphanumeric mode, level M; `side` without the quiet zone of 4 modules, which the caller leaves clear.

        Dark modules are one filled path, runs of a row joined: sharp at any printer's resolution.
        """
        runs, count = _modules(words)
        module = side * mm / count
        left, top = x * mm, (self.height - y) * mm
        path = self.canvas.beginPath()
        for row, column, length in runs:
            path.rect(left + column * module, top - (row + 1) * module, length * module, module)
        self.canvas.drawPath(path, stroke=0, fill=1)


def width_of(words: str, font: str, size: float) -> float:
    """Millimetres."""
    return float(pdfmetrics.stringWidth(words, font, size) / mm)


def leading_of(size: float) -> float:
    """Millimetres from line to line: room for two marks above a capital (Ễ)."""
    return size * 0.44


def fit(words: str, font: str, size: float, width: float, smallest: float = SMALLEST_PT) -> tuple[str, float]:
    """What of a line fits into `width` millimetres, and at which size: at most `size`, at least `smallest`."""
    natural = width_of(words, font, size)
    if natural <= width:
        return words, size
    shrunk = size * width / natural
    if shrunk >= min(smallest, size):
        return words, shrunk
    size = min(smallest, size)
    return _cut(words, font, size, width), size


def wrap(words: str, font: str, size: float, width: float, most: int | None = None) -> list[str]:
    """Lines of at most `width` millimetres, words too long for one broken; past `most` lines cut with an ellipsis.

    What a no-break space holds together stays on one line."""
    rows: list[str] = []
    row = ""
    for word in (piece for given in _BREAK.split(words.strip()) for piece in _pieces(given, font, size, width)):
        longer = f"{row} {word}" if row else word
        if row and width_of(longer, font, size) > width:
            rows.append(row)
            row = word
        else:
            row = longer
    rows.append(row)
    if most is not None and len(rows) > most:
        return [*rows[: most - 1], _cut(" ".join(rows[most - 1 :]), font, size, width)]
    return rows


def wrap_smaller(
    words: str, font: str, size: float, width: float, most: int, smallest: float = SMALLEST_PT
) -> tuple[list[str], float]:
    """Lines that all fit into `most`, set smaller by steps; only at `smallest` is anything cut."""
    while size > smallest:
        rows = wrap(words, font, size, width)
        if len(rows) <= most:
            return rows, size
        size = max(smallest, size - 0.5)
    return wrap(words, font, size, width, most), size


_BREAK: Final = re.compile(r"[^\S\xa0]+")


def _cut(words: str, font: str, size: float, width: float) -> str:
    if width_of(words, font, size) <= width:
        return words
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if width_of(words[:middle].rstrip() + "…", font, size) <= width:
            low = middle
        else:
            high = middle - 1
    return words[:low].rstrip() + "…"


def _pieces(word: str, font: str, size: float, width: float) -> list[str]:
    """A word in parts that each fit a line."""
    parts = []
    while width_of(word, font, size) > width and len(word) > 1:
        at = next((n for n in range(len(word) - 1, 1, -1) if width_of(word[:n], font, size) <= width), 1)
        parts.append(word[:at])
        word = word[at:]
    return [*parts, word]


_MASK: Final = 3
"""Any of the eight is a valid code; choosing the best of them is the slow part and gains nothing at this size."""


@lru_cache(maxsize=8)
def _modules(words: str) -> tuple[list[tuple[int, int, int]], int]:
    """Runs of dark modules as (row, column, length), and modules a side. Both copies of a slip share them."""
    code = QRCode(error_correction=ERROR_CORRECT_M, mask_pattern=_MASK, border=0)
    code.add_data(QRData(words.encode("ascii"), mode=MODE_ALPHA_NUM))
    code.make(fit=True)
    runs = []
    for row, modules in enumerate(code.modules):
        column = 0
        for is_dark, run in groupby(modules):
            length = len(list(run))
            if is_dark:
                runs.append((row, column, length))
            column += length
    return runs, len(code.modules)


_FONTS_FOLDER: Final = Path(__file__).parents[1] / "fonts"


@cache
def _register_fonts() -> None:
    for name in (TEXT, SEMI, BOLD, MONO):
        file = _FONTS_FOLDER / f"{name}.ttf"
        if not file.exists():
            raise NotReady(
                f"Thiếu phông chữ {file.name} để in. Hãy chạy lại `./run web`",
                f"The font {file.name} for printing is missing. Run `./run web` again",
            )
        pdfmetrics.registerFont(TTFont(name, file))
