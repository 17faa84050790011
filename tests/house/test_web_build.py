"""What `./run web` makes: fonts that can write Vietnamese, and pages that fetch nothing from elsewhere."""

import json
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from reportlab.pdfbase import ttfonts

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "api" / "static"
FONTS = ROOT / "courier" / "intake" / "fonts"

VIETNAMESE = (
    "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"
    "bcdfghjklmnpqrstvwxz0123456789.,:;!?()/–—…«»“”₫%+-"
)
FACES = [
    "BeVietnamPro-Bold",
    "BeVietnamPro-Regular",
    "BeVietnamPro-SemiBold",
    "JetBrainsMono-Bold",
    "JetBrainsMono-Regular",
]


@pytest.mark.parametrize("face", FACES)
def test_a_font_of_labels_has_every_vietnamese_letter(face: str) -> None:
    letters = {ord(letter) for letter in VIETNAMESE + VIETNAMESE.upper()}
    assert letters <= set(TTFont(FONTS / f"{face}.ttf").getBestCmap())


@pytest.mark.parametrize("face", FACES)
def test_reportlab_reads_a_font_of_labels(face: str) -> None:
    font = ttfonts.TTFont(face, str(FONTS / f"{face}.ttf"))
    assert font.stringWidth("Trả kết quả", 10) > 0


def test_the_letters_of_codes_are_equally_wide() -> None:
    font = ttfonts.TTFont("codes", str(FONTS / "JetBrainsMono-Regular.ttf"))
    assert {round(font.stringWidth(letter, 10), 3) for letter in "0O1I8BW-"} == {6.0}


def test_the_manifest_names_the_citizens_style_sheet_and_each_face() -> None:
    manifest = json.loads((STATIC / "manifest.json").read_text())
    for source in ("citizen/citizen.css", "office/index.html"):
        assert (STATIC / manifest[source]["file"]).is_file()


def test_pages_and_style_sheets_fetch_nothing_from_elsewhere() -> None:
    for path in [*STATIC.rglob("*.html"), *STATIC.rglob("*.css")]:
        for address in re.findall(r"""(?:src|href)=["']?([^"'\s>]+)|url\(["']?([^"')]+)""", path.read_text()):
            assert "".join(address).startswith(("/static/", "#")), path
