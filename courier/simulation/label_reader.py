"""Reads the printed labels back as a camera would, where the decoder of the development packages is installed."""

from mobile_contract.codes import parse_label


def read_labels(pdf: bytes) -> list[str] | None:
    """The tracking code in each QR of the pages, in no particular order; None without a decoder."""
    try:
        import pypdfium2
        import zxingcpp
    except ImportError:
        return None
    pages = [page.render(scale=_SCALE).to_pil() for page in pypdfium2.PdfDocument(pdf)]
    return [parse_label(found.text).code for page in pages for found in zxingcpp.read_barcodes(page)]


_SCALE = 200 / 72
"""200 dots an inch."""
