"""What stands on a printed page, read back: its words, its codes, and whether anything lies over anything else."""

import numpy as np
import pypdfium2
import zxingcpp
from numpy.typing import NDArray
from reportlab.lib.units import mm

SCALE = 3


def pages_of(pdf: bytes) -> list[pypdfium2.PdfPage]:
    return list(pypdfium2.PdfDocument(pdf))


def words_of(pdf: bytes) -> str:
    """All text, line ends as spaces."""
    return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in pages_of(pdf))


def codes_of(page: pypdfium2.PdfPage) -> list[zxingcpp.Barcode]:
    return list(zxingcpp.read_barcodes(page.render(scale=SCALE).to_pil()))


def ink_of(page: pypdfium2.PdfPage) -> NDArray[np.float64]:
    """A row (left, top, right, bottom) for each visible character, millimetres from the upper left corner."""
    text = page.get_textpage()
    height = page.get_height()
    boxes = []
    for place in range(text.count_chars()):
        if text.get_text_range(place, 1).strip():
            left, bottom, right, top = text.get_charbox(place)
            boxes.append((left, height - top, right, height - bottom))
    return np.array(boxes) / mm


def strays(page: pypdfium2.PdfPage, margin_mm: float) -> int:
    """Characters nearer to the paper's edge than the margin."""
    ink = ink_of(page)
    width, height = page.get_width() / mm, page.get_height() / mm
    return int(
        np.sum(
            (ink[:, 0] < margin_mm)
            | (ink[:, 1] < margin_mm)
            | (ink[:, 2] > width - margin_mm)
            | (ink[:, 3] > height - margin_mm)
        )
    )


def collisions(page: pypdfium2.PdfPage) -> int:
    """Pairs of characters of which one covers more than a third of the other."""
    ink = ink_of(page)
    across = np.minimum(ink[:, None, 2], ink[None, :, 2]) - np.maximum(ink[:, None, 0], ink[None, :, 0])
    down = np.minimum(ink[:, None, 3], ink[None, :, 3]) - np.maximum(ink[:, None, 1], ink[None, :, 1])
    area = (ink[:, 2] - ink[:, 0]) * (ink[:, 3] - ink[:, 1])
    covered = np.clip(across, 0, None) * np.clip(down, 0, None) / np.minimum(area[:, None], area[None, :])
    np.fill_diagonal(covered, 0)
    return int(np.sum(covered > 1 / 3) // 2)
