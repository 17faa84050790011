"""Makes the TrueType fonts of labels and slips from the web faces' font packages.

reportlab reads TrueType only, one file a face; the packages carry WOFF, one file a script. So the Latin and the
Vietnamese part are merged, without the layout and hinting tables a PDF has no use for.
"""

import shutil
import tempfile
from pathlib import Path

from fontTools.merge import Merger, Options
from fontTools.ttLib import TTFont

FACES = {
    "BeVietnamPro-Regular": ("be-vietnam-pro", 400),
    "BeVietnamPro-SemiBold": ("be-vietnam-pro", 600),
    "BeVietnamPro-Bold": ("be-vietnam-pro", 700),
    "JetBrainsMono-Regular": ("jetbrains-mono", 400),
    "JetBrainsMono-Bold": ("jetbrains-mono", 700),
}
"""File name of each face: the package it comes from and its weight there."""

KEPT_TABLES = {"OS/2", "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post"}


def make_fonts(packages: Path, into: Path) -> None:
    """Write every face of FACES as `into`/NAME.ttf from the font packages under `packages`, with their licences."""
    into.mkdir(parents=True, exist_ok=True)
    for face, (package, weight) in FACES.items():
        files = packages / package / "files"
        parts = [files / f"{package}-{script}-{weight}-normal.woff" for script in ("latin", "vietnamese")]
        merge_face(parts, into / f"{face}.ttf")
        shutil.copyfile(packages / package / "LICENSE", into / f"{package}.LICENSE.txt")


def merge_face(parts: list[Path], target: Path) -> None:
    """Merge `parts`, the scripts of one face, into one TrueType file; the same parts give the same bytes."""
    with tempfile.TemporaryDirectory() as scratch:
        plain = [plain_font(part, Path(scratch) / f"{part.stem}.ttf") for part in parts]
        merged = Merger(Options()).merge([str(path) for path in plain])
    head = TTFont(parts[0])["head"]
    merged["head"].created, merged["head"].modified = head.created, head.modified
    merged.recalcTimestamp = False
    merged.save(target)


def plain_font(woff: Path, target: Path) -> Path:
    """Unpack `woff` to `target` with outlines and metrics alone."""
    font = TTFont(woff)
    for table in set(font.keys()) - KEPT_TABLES - {"GlyphOrder"}:
        del font[table]
    outlines = font["glyf"]
    for name in font.getGlyphOrder():
        outlines[name].removeHinting()
    font.flavor = None
    font.save(target)
    return target
