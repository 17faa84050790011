"""Import a sourced table of which former units went into which later ones, from XLSX or CSV."""

from datetime import date
from typing import Final

import msgspec

from courier.database import Connection
from courier.errors import FieldError
from courier.fold import fold
from courier.network.agreements.inherit_agreements import inherit_agreements
from courier.network.import_units import find_wrong_day
from courier.network.model import Succession, SuccessionKind, SuccessionsImported
from courier.network.refusals import unknown
from courier.network.statements import DROP_DERIVED, UNIT_KEYS, UPSERT_SUCCESSION
from courier.spreadsheets import Cell, read_sheets
from courier.tables.cells import read_day
from courier.tables.headings import cell_text, find_header


async def import_successions(
    connection: Connection, content: bytes, *, former_valid_from: date, present_valid_from: date, source: str
) -> SuccessionsImported:
    """Each line says that a share of a former unit went into a later one. Good lines are kept, bad ones reported.

    What was derived from boundaries for a former unit named here is replaced; the same file again changes nothing.
    The two days stand for lines that do not give their own. Agreements pass along what is new. Raises `UnreadableFile`.
    """
    sheet, header = find_header(read_sheets(content), HEADINGS, ("from_code", "to_code"))
    keys = {(key.code, key.valid_from) for key in await UNIT_KEYS.all(connection)}
    rejected: list[FieldError] = []
    stored = known = 0
    for row in sheet.rows:
        if row.line <= header.line:
            continue
        cells = {column: row.cells[at] for column, at in header.columns.items() if at < len(row.cells)}
        checked = check_succession(cells, former_valid_from, present_valid_from, source)
        if isinstance(checked, Succession):
            checked = _find_unknown(checked, keys) or checked
        if isinstance(checked, FieldError):
            rejected.append(msgspec.structs.replace(checked, line=row.line))
            continue
        await DROP_DERIVED.run(connection, checked.from_code, checked.from_valid_from, checked.to_valid_from)
        is_stored = await UPSERT_SUCCESSION.run(connection, *msgspec.structs.astuple(checked))
        stored += is_stored
        known += not is_stored
    if stored:
        await inherit_agreements(connection)
    return SuccessionsImported(stored=stored, known=known, rejected=rejected)


def check_succession(
    cells: dict[str, Cell], former_valid_from: date, present_valid_from: date, source: str
) -> Succession | FieldError:
    """What a line says, or the first thing wrong with it."""
    text = {column: cell_text(cell) for column, cell in cells.items()}
    wrong_day = find_wrong_day(text, "from_valid_from", "to_valid_from")
    if wrong_day is not None:
        return msgspec.structs.replace(wrong_day, value=text[wrong_day.field][:40])
    kind = _KINDS.get(fold(text.get("kind", "")))
    if kind is None:
        return msgspec.structs.replace(_WRONG_KIND, value=text.get("kind", "")[:40])
    share = 1.0 if kind != "part" else _read_share(text.get("share", ""))
    if share is None:
        return msgspec.structs.replace(_WRONG_SHARE, value=text.get("share", "")[:40] or None)
    starts = read_day(cells.get("from_valid_from", "")) or former_valid_from
    ends = read_day(cells.get("to_valid_from", "")) or present_valid_from
    if ends <= starts:
        return _WRONG_ORDER
    return Succession(text.get("from_code", ""), starts, text.get("to_code", ""), ends, kind, share, False, source)


HEADINGS: Final = {
    "from_code": ("Mã cũ", "from_code", "Mã đơn vị cũ", "Mã xã cũ"),
    "from_valid_from": ("Cũ có hiệu lực từ", "from_valid_from"),
    "to_code": ("Mã mới", "to_code", "Mã đơn vị mới", "Mã xã mới"),
    "to_valid_from": ("Mới có hiệu lực từ", "to_valid_from"),
    "kind": ("Cách chuyển", "kind", "Loại"),
    "share": ("Tỷ lệ diện tích", "share", "Tỷ lệ"),
}

_KINDS: Final[dict[str, SuccessionKind]] = {
    "": "whole",
    "whole": "whole",
    "toan bo": "whole",
    "part": "part",
    "mot phan": "part",
    "rename": "rename",
    "doi ten": "rename",
    "retype": "retype",
    "doi loai": "retype",
}


def _find_unknown(row: Succession, keys: set[tuple[str, date]]) -> FieldError | None:
    for field, code, day in (
        ("from_code", row.from_code, row.from_valid_from),
        ("to_code", row.to_code, row.to_valid_from),
    ):
        if (code, day) not in keys:
            wrong = unknown(field, f"đơn vị {code} từ {day:%d/%m/%Y}", f"unit {code} from {day}")
            return msgspec.structs.replace(wrong, value=code[:40] or None)
    return None


def _read_share(text: str) -> float | None:
    """`0,35`, `0.35`, `35 %`; None for what is no share above 0 and at most 1."""
    number = text.replace(",", ".").strip()
    try:
        share = float(number.removesuffix("%")) / 100 if number.endswith("%") else float(number)
    except ValueError:
        return None
    return share if 0 < share <= 1 else None


_WRONG_KIND: Final = FieldError(
    field="kind",
    problem="not-a-succession",
    message_vi="Không rõ đơn vị cũ chuyển thế nào",
    message_en="How the former unit went over is not known",
    remedy_vi="Ghi Toàn bộ, Một phần, Đổi tên hoặc Đổi loại",
    remedy_en="Write whole, part, rename or retype",
)
_WRONG_SHARE: Final = FieldError(
    field="share",
    problem="not-a-share",
    message_vi="Một phần thì phải có tỷ lệ diện tích lớn hơn 0, tối đa 1",
    message_en="A part needs its share of the area, above 0 and at most 1",
    remedy_vi="Ghi ví dụ 0,35 hoặc 35%",
    remedy_en="Write for example 0.35 or 35%",
)
_WRONG_ORDER: Final = FieldError(
    field="to_valid_from",
    problem="out-of-order",
    message_vi="Đơn vị mới phải có hiệu lực sau đơn vị cũ",
    message_en="The later unit must begin after the former",
    remedy_vi="Sửa lại hai ngày",
    remedy_en="Mend the two days",
)
