"""Reads the printed labels back as a camera would, where the decoder of the development packages is installed."""

from itertools import islice

from mobile_contract.codes import parse_label


def read_labels(pdf: bytes, at_most_pages: int | None = None) -> list[str] | None:
    """The tracking code in each QR of the first pages, in no particular order; None without a decoder."""
    try:
        import pypdfium2
        import zxingcpp
    except ImportError:
        return None
    pages = islice(pypdfium2.PdfDocument(pdf), at_most_pages)
    return [
        parse_label(found.text).code
        for page in pages
        for found in zxingcpp.read_barcodes(page.render(scale=_SCALE).to_pil())
    ]


_SCALE = 200 / 72
"""200 dots an inch."""
