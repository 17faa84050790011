"""What may go wrong in Courier, as a small tree of errors that carry data.

    CourierError
    ├── InvalidInput        fields: where, what is wrong, the remedy
    ├── Unauthenticated     nobody is logged in, or the proof of who is has lapsed
    ├── Forbidden           known, but not theirs to do
    ├── NotFound            not there, or not theirs to see
    ├── Conflict            the facts already stored do not allow it
    │   └── IdInUse         an id of the sender's own making stands for other content
    ├── TooManyRequests     retry_after_s
    ├── NotReady            the database is down, starting or not migrated
    └── Overloaded          working, but no room for this request now

A room may subclass these to name its own problem. HTTP is decided in `api/problems.py`, never here.
"""

from typing import ClassVar

import msgspec


class CourierError(Exception):
    """The root: a stable problem name, a title for its kind, and what happened this time, in both languages."""

    type: ClassVar[str] = "error"
    title_vi: ClassVar[str] = "Có lỗi"
    title_en: ClassVar[str] = "Something went wrong"

    def __init__(self, detail_vi: str = "", detail_en: str = "") -> None:
        self.detail_vi = detail_vi or self.title_vi
        self.detail_en = detail_en or self.title_en
        super().__init__(f"{self.detail_vi} / {self.detail_en}")


class FieldError(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing wrong in what was sent: where it stands, what is wrong with it, and how to mend it."""

    field: str
    """The field's path as the sender wrote it: `receiver.phone`, or a column's heading."""
    problem: str
    """Stable kebab-case key of the problem: `missing`, `not-a-date`, `check-digit`."""
    message_vi: str
    message_en: str
    remedy_vi: str
    remedy_en: str
    line: int | None = None
    """Line of the file, the first being 1; None where there is no file."""
    value: str | None = None
    """What was sent, shortened; None where it is missing or must not be repeated."""


class InvalidInput(CourierError):
    """What was sent breaks a rule; nothing of it was kept unless the act says otherwise."""

    type = "invalid-input"
    title_vi = "Dữ liệu gửi lên chưa đúng"
    title_en = "What was sent is not valid"

    def __init__(self, fields: list[FieldError], detail_vi: str = "", detail_en: str = "") -> None:
        self.fields = fields
        super().__init__(
            detail_vi or "; ".join(_said(f.line, f.field, f.message_vi, f.remedy_vi) for f in fields),
            detail_en or "; ".join(_said(f.line, f.field, f.message_en, f.remedy_en) for f in fields),
        )


class Unauthenticated(CourierError):
    """Nobody is logged in, or the proof of who is asking has lapsed."""

    type = "unauthenticated"
    title_vi = "Chưa đăng nhập hoặc phiên đã hết hạn"
    title_en = "Not logged in, or the session has lapsed"


class Forbidden(CourierError):
    """The asker is known and may see the thing, but this act is not theirs."""

    type = "forbidden"
    title_vi = "Không có quyền làm việc này"
    title_en = "Not allowed to do this"


class NotFound(CourierError):
    """The thing is not there, or is another office's: the two must look the same."""

    type = "not-found"
    title_vi = "Không tìm thấy"
    title_en = "Not found"


class Conflict(CourierError):
    """Well formed, but the facts already stored do not allow it."""

    type = "conflict"
    title_vi = "Trái với dữ liệu đã ghi"
    title_en = "In conflict with what is already recorded"


class IdInUse(Conflict):
    """An id of the sender's own making that stands for other content already: nothing was changed."""

    type = "id-in-use"
    title_vi = "Mã này đã dùng cho nội dung khác"
    title_en = "This id stands for other content"

    def __init__(self, field: str) -> None:
        super().__init__(
            f"Mã {field} này đã dùng cho nội dung khác; hãy tạo mã mới",
            f"This {field} stands for other content; make a new one",
        )


class TooManyRequests(CourierError):
    """Asked too often; `retry_after_s` seconds (at least 1) from now it may be asked again."""

    type = "too-many-requests"
    title_vi = "Yêu cầu quá dồn dập"
    title_en = "Too many requests"

    def __init__(self, retry_after_s: int, detail_vi: str = "", detail_en: str = "") -> None:
        self.retry_after_s = max(1, retry_after_s)
        super().__init__(detail_vi, detail_en)


class NotReady(CourierError):
    """The database cannot be reached, is starting, or is not the schema this program was built for."""

    type = "not-ready"
    title_vi = "Hệ thống chưa sẵn sàng"
    title_en = "The service is not ready"


class Overloaded(CourierError):
    """The service works but has no room for this request now; sending it again later is safe."""

    type = "overloaded"
    title_vi = "Hệ thống đang quá tải"
    title_en = "The service is overloaded"


def _said(line: int | None, field: str, message: str, remedy: str) -> str:
    place = field if line is None else f"{line}: {field}"
    return f"{place}: {message} → {remedy}"
