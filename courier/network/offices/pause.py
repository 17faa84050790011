"""*Tạm ngừng nhận đến …*: an office takes nothing in for a while; ended early by the same people."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from courier import clock
from courier.changes import RECORD_CHANGE
from courier.database import Connection
from courier.errors import FieldError, IdInUse, InvalidInput, NotFound
from courier.network.offices.model import NewPause, Pause
from courier.network.offices.statements import ADD_PAUSE, ADD_PAUSE_END, FIND_PAUSE, LIVE_OFFICE, WORKS_WITH
from courier.network.refusals import Explanation, explained
from courier.network.statements import LOCK_ID

EARLIEST: Final = timedelta(days=1)
"""How long ago a pause may have begun when it is written down."""
LATEST: Final = timedelta(days=366)
"""How far ahead one may be written down."""
LONGEST: Final = timedelta(days=31)


async def pause_office(connection: Connection, asker: UUID, pause: NewPause) -> Pause:
    """The pause; the same one again changes nothing.

    For who works at the office, serves it or runs it. Raises `InvalidInput`, `NotFound`, or `IdInUse` where the id
    stands for another pause.
    """
    await _check_works_with(connection, asker, pause.office_id)
    await LOCK_ID.run(connection, pause.pause_id)
    if known := await FIND_PAUSE.one(connection, pause.pause_id):
        return _same(known, pause)
    now = clock.now()
    starts_at = pause.starts_at or now
    if pause.ends_at <= now:
        raise InvalidInput([_OVER])
    if not now - EARLIEST <= starts_at <= now + LATEST:
        raise InvalidInput([_LONG_AGO])
    if pause.ends_at > starts_at + LONGEST:
        raise InvalidInput([_TOO_LONG])
    with explained(PAUSE_REFUSALS):
        await ADD_PAUSE.run(
            connection, pause.pause_id, pause.office_id, starts_at, pause.ends_at, pause.reason, pause.note, asker
        )
    recorded = await _get(connection, pause.pause_id)
    await _announce(connection, "pause", recorded)
    return recorded


async def end_pause(connection: Connection, asker: UUID, pause_id: UUID) -> Pause:
    """The pause as it ended now, or as it had ended before; one that has not begun is taken back.

    Raises `NotFound` where it is not there or not the asker's.
    """
    known = await _get(connection, pause_id)
    await _check_works_with(connection, asker, known.office_id)
    if known.was_ended or known.ends_at <= clock.now():
        return known
    if not await ADD_PAUSE_END.run(connection, pause_id, asker):
        return await _get(connection, pause_id)
    ended = await _get(connection, pause_id)
    await _announce(connection, "pause_ended", ended)
    return ended


async def _check_works_with(connection: Connection, asker: UUID, office_id: UUID) -> None:
    if not await WORKS_WITH.value(connection, asker, office_id):
        raise NotFound("Không tìm thấy đơn vị này", "No such office")


async def _get(connection: Connection, pause_id: UUID) -> Pause:
    found = await FIND_PAUSE.one(connection, pause_id)
    if found is None:
        raise NotFound("Không tìm thấy lần tạm ngừng này", "No such pause")
    return found


def _same(known: Pause, asked: NewPause) -> Pause:
    """Sent again, perhaps after it was ended."""
    is_same = (known.office_id, known.reason, known.note) == (asked.office_id, asked.reason, asked.note)
    is_same &= asked.starts_at in (None, known.starts_at)
    if is_same and (known.was_ended or known.ends_at == asked.ends_at):
        return known
    raise IdInUse("pause_id")


async def _announce(connection: Connection, kind: str, pause: Pause) -> None:
    facts = {
        "kind": kind,
        "pause_id": str(pause.pause_id),
        "office_id": str(pause.office_id),
        "from": pause.starts_at.isoformat(),
        "until": pause.ends_at.isoformat(),
        "reason": pause.reason,
    }
    await RECORD_CHANGE.run(connection, "office", await LIVE_OFFICE.value(connection, pause.office_id), None, facts)


_OVER: Final = FieldError(
    field="ends_at",
    problem="past",
    message_vi="Giờ nhận lại đã qua",
    message_en="The end has passed already",
    remedy_vi="Ghi giờ nhận lại sau bây giờ",
    remedy_en="Give a time after now",
)
_LONG_AGO: Final = FieldError(
    field="starts_at",
    problem="out-of-range",
    message_vi="Tạm ngừng bắt đầu sớm nhất từ một ngày trước, muộn nhất một năm sau",
    message_en="A pause begins a day ago at the earliest, a year ahead at the latest",
    remedy_vi="Bỏ trống để tính từ bây giờ",
    remedy_en="Leave it out to begin now",
)
_TOO_LONG: Final = FieldError(
    field="ends_at",
    problem="too-long",
    message_vi="Một lần tạm ngừng không quá 31 ngày",
    message_en="A pause lasts 31 days at most",
    remedy_vi="Nếu đóng cửa lâu hơn, hãy đặt lại giờ làm việc",
    remedy_en="For longer, set the office's hours anew",
)
PAUSE_REFUSALS: Final[dict[str, Explanation]] = {
    "office_pause_pkey": ("Mã này đã dùng cho lần tạm ngừng khác", "This id stands for another pause"),
    "office_pause_order": FieldError(
        field="ends_at",
        problem="out-of-order",
        message_vi="Giờ nhận lại phải sau giờ bắt đầu tạm ngừng",
        message_en="The end must come after the beginning",
        remedy_vi="Ghi lại giờ nhận lại",
        remedy_en="Give a later end",
    ),
    "office_pause_length": _TOO_LONG,
    "office_pause_said": FieldError(
        field="note",
        problem="missing",
        message_vi="Lý do khác cần ghi rõ",
        message_en="Another reason needs words",
        remedy_vi="Ghi ngắn lý do tạm ngừng",
        remedy_en="Say briefly why",
    ),
    "office_pause_note_check": FieldError(
        field="note",
        problem="wrong-length",
        message_vi="Ghi chú phải có từ 1 đến 200 ký tự",
        message_en="A note has 1 to 200 characters",
        remedy_vi="Viết ngắn lại",
        remedy_en="Shorten it",
    ),
}
"""Every constraint of a pause that a caller can break; a test compares them with the schema's."""
