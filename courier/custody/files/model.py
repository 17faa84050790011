"""The nouns of proof files: how large, of what kind, how much of one is here."""

from typing import Final
from uuid import UUID

import msgspec

from courier.errors import Conflict, FieldError, InvalidInput, TooManyRequests

LARGEST_BYTES: Final = 20_000_000
LARGEST_PIECE_BYTES: Final = 4_194_304
MEDIA_TYPES: Final = ("image/jpeg", "image/png", "image/webp", "image/svg+xml", "application/pdf")
"""Kept as sent and never served to a browser as a page."""


FILES_A_DAY: Final = 2_000
BYTES_A_DAY: Final = 2_000_000_000
"""Of one device, of files that no act kept here names: a day's photos come beside their acts, or soon after."""


class FileState(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a file is here."""

    sha256: str
    size_bytes: int
    received_bytes: int
    is_complete: bool


class FileRow(msgspec.Struct, frozen=True):
    """A file as recorded, locked."""

    size_bytes: int
    received_bytes: int
    media_type: str
    uploaded_by: UUID


class WrongDigest(Conflict):
    """All the bytes came, but they are not the file that was named; they are forgotten."""

    type = "wrong-digest"
    title_vi = "Tệp gửi lên không đúng mã băm"
    title_en = "The file does not have the digest it was named by"


class WrongOffset(Conflict):
    """The piece does not begin where the last one ended."""

    type = "wrong-offset"
    title_vi = "Phần tệp không nối tiếp phần đã nhận"
    title_en = "The piece does not continue what is here"


def check_declaration(size_bytes: int, media_type: str) -> None:
    """Raises `InvalidInput` for a file that is too large, empty or of a kind that is no proof."""
    wrong = []
    if not 1 <= size_bytes <= LARGEST_BYTES:
        wrong.append(
            FieldError(
                field="size_bytes",
                problem="out-of-range",
                message_vi=f"tệp phải từ 1 đến {LARGEST_BYTES} byte",
                message_en=f"a file has 1 to {LARGEST_BYTES} bytes",
                remedy_vi="chụp lại với cỡ ảnh nhỏ hơn",
                remedy_en="take the picture again at a smaller size",
                value=str(size_bytes),
            )
        )
    if media_type not in MEDIA_TYPES:
        wrong.append(
            FieldError(
                field="media_type",
                problem="not-allowed",
                message_vi="không nhận loại tệp này làm bằng chứng",
                message_en="this kind of file is no proof",
                remedy_vi=f"gửi một trong {', '.join(MEDIA_TYPES)}",
                remedy_en=f"send one of {', '.join(MEDIA_TYPES)}",
                value=media_type[:100],
            )
        )
    if wrong:
        raise InvalidInput(wrong)


def check_quota(files: int, size_bytes: int) -> None:
    """Raises `TooManyRequests` where a device has declared a day's measure of files that no act names."""
    if files >= FILES_A_DAY or size_bytes >= BYTES_A_DAY:
        raise TooManyRequests(
            3_600,
            "Máy này đã gửi quá nhiều tệp chưa có việc nào nhắc tới trong ngày; hãy gửi các việc đang chờ trước",
            "This device has sent too many files today that no act names; send the waiting acts first",
        )
