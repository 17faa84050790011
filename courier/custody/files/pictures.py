"""What a proof file really is, by its first bytes and its header; and the copy of a picture that people are shown.

Nothing is decoded before its size in pixels is known: a small file that claims a huge picture is refused first. The
bytes sent are kept as they are, for their digest is signed; who looks sees a copy drawn anew, without position, camera
or thumbnail in it.
"""

import io
import tempfile
import warnings
from pathlib import Path
from typing import IO, Final

from PIL import Image, ImageOps, UnidentifiedImageError

from courier.errors import CourierError

LARGEST_PIXELS: Final = 12_000_000
"""12 megapixels: what a cheap phone takes; more proves no more."""
SHOWN_TYPE: Final = "image/jpeg"

_FORMATS: Final = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_OTHERS: Final = {"application/pdf": (b"%PDF-",), "image/svg+xml": (b"<svg", b"<?xml")}
_QUALITY: Final = 85


class WrongKindOfFile(CourierError):
    """The bytes are not the kind of file that was declared, or no picture that can be taken."""

    type = "wrong-kind-of-file"
    title_vi = "Tệp không đúng loại đã khai"
    title_en = "The file is not of the kind declared"


def check_kind(path: Path, media_type: str) -> None:
    """Look at the first bytes and the header. Raises `WrongKindOfFile` for another kind, or over 12 megapixels."""
    with path.open("rb") as file:
        if media_type in _FORMATS:
            with _open(file, media_type) as picture:
                _check_size(picture)
        elif not file.read(64).lstrip().startswith(_OTHERS.get(media_type, ())):
            raise _wrong_kind(media_type)


def is_picture(media_type: str) -> bool:
    """Whether there is a copy to show; a document is only handed out to be saved."""
    return media_type in _FORMATS


def draw_copy(path: Path, media_type: str) -> bytes:
    """The picture upright and drawn anew as JPEG, nothing else of the file in it.

    Raises `WrongKindOfFile` where the header was right and the rest is broken.
    """
    with path.open("rb") as file, _open(file, media_type) as picture:
        _check_size(picture)
        try:
            picture.load()
            upright = _turned(picture).convert("RGB")
        except (OSError, SyntaxError, ValueError) as error:
            raise _wrong_kind(media_type) from error
    drawn = io.BytesIO()
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    bare.save(drawn, "JPEG", quality=_QUALITY)
    return drawn.getvalue()


def shown_copy(folder: Path, path: Path, sha256: str, media_type: str) -> bytes:
    """The copy, drawn at its first reading and kept beside the folder of files: it is no evidence."""
    kept = folder.with_name("shown") / sha256[:2] / f"{sha256[2:]}.jpg"
    if kept.exists():
        return kept.read_bytes()
    copy = draw_copy(path, media_type)
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=kept.parent, suffix=".half", delete=False) as half:
        half.write(copy)
    Path(half.name).rename(kept)
    return copy


def _turned(picture: Image.Image) -> Image.Image:
    """Upright as the camera says; as it lies where what the camera wrote beside the picture makes no sense."""
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:  # Pillow raises whatever broken metadata make it stumble over
        return picture


def _open(file: IO[bytes], media_type: str) -> Image.Image:
    """Reads the header alone."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return Image.open(file, formats=[_FORMATS[media_type]])
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise _too_large() from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise _wrong_kind(media_type) from error


def _check_size(picture: Image.Image) -> None:
    if picture.width * picture.height > LARGEST_PIXELS:
        raise _too_large()


def _wrong_kind(media_type: str) -> WrongKindOfFile:
    return WrongKindOfFile(
        f"Nội dung không phải {media_type}, đã bỏ đi; hãy khai đúng loại và gửi lại",
        f"The bytes are no {media_type} and were dropped; declare the right kind and send it again",
    )


def _too_large() -> WrongKindOfFile:
    return WrongKindOfFile(
        f"Ảnh quá {LARGEST_PIXELS // 1_000_000} triệu điểm ảnh, đã bỏ đi; hãy chụp lại cỡ nhỏ hơn",
        f"The picture has more than {LARGEST_PIXELS // 1_000_000} megapixels and was dropped; take a smaller one",
    )
