"""A thousand labels drawn as PDF, in this process, and a sample of its sheets read back as a scanner reads them."""

import time
from random import Random
from typing import Final

import pypdfium2
import zxingcpp

from bench.server import Bench
from courier.intake.model import LabelFace
from courier.intake.papers.label_sheets import PER_SHEET, labels_pdf
from mobile_contract.codes import make_s10, new_code

LABELS: Final = 1_000
SAMPLED_SHEETS: Final = 5
HOST: Final = "buudien.hanoi.gov.vn"


async def measure(_: Bench) -> dict[str, float]:
    """1,000 labels as A4 sheets of 14 (figure to reach: 5 s of one core), five sheets of them decoded at 216 dpi"""
    faces = [_face(number) for number in range(LABELS)]
    labels_pdf(faces[:1], HOST)
    began = time.process_time()
    pdf = labels_pdf(faces, HOST)
    took_s = time.process_time() - began
    document = pypdfium2.PdfDocument(pdf)
    sheets = Random(7).sample(range(len(document) - 1), SAMPLED_SHEETS)
    read = [code.text for sheet in sheets for code in _read(document[sheet])]
    printed = {f"HTTPS://{HOST.upper()}/T/{face.code}" for face in faces}
    return {
        "CPU seconds": took_s,
        "labels/s": LABELS / took_s,
        "pages": len(document),
        "kB": len(pdf) / 1_000,
        "codes read of those sampled, %": 100 * len(printed & {*read}) / (SAMPLED_SHEETS * PER_SHEET),
    }


def _face(number: int) -> LabelFace:
    return LabelFace(
        code=new_code(),
        s10=make_s10("RR", number),
        leg="RETURN",
        recipient="B** T** H**",
        phone="*** *** 678",
        destination="TT Trâu Quỳ (cũ) – nay xã Gia Lâm",
        from_office="Một cửa xã Gia Lâm",
        collect_vnd=26_000 * (number % 3),
        personal_only=number % 7 == 0,
        papers_to_take_back=number % 5,
    )


def _read(page: pypdfium2.PdfPage) -> list[zxingcpp.Barcode]:
    return list(zxingcpp.read_barcodes(page.render(scale=3).to_pil()))
