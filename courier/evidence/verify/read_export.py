"""Reads an export: its lines, the rows that their texts say, and whether the file is what the server wrote."""

import base64
import hashlib
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from msgspec import Struct

from courier.custody.events.reading import bag_source
from courier.errors import Conflict
from courier.evidence.export.model import (
    FORMAT,
    CheckpointLine,
    EndLine,
    EventLine,
    ExportSeal,
    Header,
    ItemLine,
    Line,
    ReceiptLine,
    RestorationLine,
    RowLine,
    UnplacedLine,
)
from courier.evidence.verify.model import (
    DeviceRow,
    EventRow,
    LabelRow,
    LedgerRow,
    PartyRow,
    Report,
    ResolutionRow,
    RevocationRow,
    StatementRow,
    TextRow,
    read_text,
)
from courier.signatures import InvalidKeyError, verify
from mobile_contract import canonical, events

Signed = TypeVar("Signed", bound=Struct)


class NotAnExport(Conflict):
    """A file that `courier verify` cannot read at all."""

    title_vi = "Không phải tệp chứng cứ của Courier"
    title_en = "Not an export of Courier"


class Export(Struct, kw_only=True):
    """An export in memory: lines as they came, rows by what they are."""

    header: Header
    checkpoints: list[CheckpointLine] = []
    rows: list[RowLine] = []
    texts: dict[int, TextRow] = {}
    """What the row at each place says."""
    items: dict[UUID, ItemLine] = {}
    """What the file says belongs to each item."""
    places: dict[UUID, set[int]] = {}
    """The same places, for looking up."""
    receipts: list[ReceiptLine] = []
    restorations: list[RestorationLine] = []
    lines: dict[UUID, EventLine] = {}
    """What was read of each act."""
    parties: dict[UUID, PartyRow] = {}
    devices: dict[UUID, DeviceRow] = {}
    revocations: dict[UUID, RevocationRow] = {}
    labels: dict[str, LabelRow] = {}
    events: dict[UUID, EventRow] = {}
    read_since: set[UUID] = set()
    """Acts that were kept unread; as they stand in `events` they are read."""
    statements: list[StatementRow] = []
    resolutions: list[ResolutionRow] = []
    ledger: dict[UUID, list[LedgerRow]] = {}
    """Of each item, in the order of their numbers."""
    heads: dict[tuple[UUID, int], str] = {}
    """Of each device's log, by number, the hash of the row."""


def read_export(path: Path, report: Report) -> Export:
    """Everything the file says; faults of the file itself go into the report. Raises `NotAnExport`."""
    export: Export | None = None
    end: EndLine | None = None
    digest, count = hashlib.sha256(), 0
    with path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            line = _read_line(raw, number, path)
            if export is None:
                export = Export(header=_header(line, path))
            elif isinstance(line, EndLine):
                end = line
                break
            else:
                _take(export, line, report)
            digest.update(raw)
            count = number
        is_over = not file.read(1)
    if export is None:
        raise _not_ours(path, 1)
    _check_end(report, end, count, digest.hexdigest(), export.header, is_over=is_over)
    _read_anew(export)
    for rows in export.ledger.values():
        rows.sort(key=lambda row: row.seq)
    for event in export.events.values():
        told = export.lines.get(event.event_id)
        if told is not None and told.log is not None:
            export.heads[event.device_id, event.device_seq] = told.log.hash
    return export


def is_signed(public_key: str, body: str, signature: str) -> bool:
    """Whether that key (base64) signed these words; whatever is wrong with key or signature is only False."""
    try:
        return verify(base64.b64decode(public_key), body.encode(), base64.b64decode(signature))
    except (InvalidKeyError, ValueError):
        return False


def said(body: str, kind: type[Signed]) -> Signed | None:
    """What a signed body says, or None where it is no such thing."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError:
        return None


def _read_anew(export: Export) -> None:
    """Acts kept unread and read by the server since: what their rows lack, their signed bytes say."""
    for event_id, row in export.events.items():
        line = export.lines.get(event_id)
        if row.is_readable or line is None or not line.is_read:
            continue
        try:
            act: Any = canonical.decode_act(line.body.encode())
        except msgspec.MsgspecError:
            continue
        items_of, bag_predecessor = bag_source(act)
        export.read_since.add(event_id)
        export.events[event_id] = msgspec.structs.replace(
            row,
            happened_at=row.happened_at if line.happened_at is None else line.happened_at,
            is_readable=True,
            to_party=getattr(act, "to_party", None),
            from_party=getattr(act, "from_party", None),
            evidence=getattr(act, "evidence", None),
            answers=act.sealing if isinstance(act, events.OpenBag) else getattr(act, "answers", None),
            answers_hash=getattr(act, "answers_sha256", None) or getattr(act, "bag_sha256", None),
            items_of=items_of,
            bag_predecessor=bag_predecessor,
        )


def _read_line(raw: bytes, number: int, path: Path) -> Line:
    try:
        return _lines.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError) as problem:
        raise _not_ours(path, number) from problem


def _header(line: Line, path: Path) -> Header:
    if not isinstance(line, Header):
        raise _not_ours(path, 1)
    if line.courier_export != FORMAT:
        raise NotAnExport(
            f"{path}: dạng {line.courier_export}, chương trình này đọc dạng {FORMAT}",
            f"{path}: format {line.courier_export}, this program reads {FORMAT}",
        )
    return line


def _take(export: Export, line: Line, report: Report) -> None:
    match line:
        case CheckpointLine():
            export.checkpoints.append(line)
        case ItemLine():
            report.see("file", f"item {line.item_id}", line.item_id not in export.items, "ghi hai lần", "stands twice")
            export.items[line.item_id] = line
            export.places[line.item_id] = set(line.leaves)
        case ReceiptLine():
            export.receipts.append(line)
        case RestorationLine():
            export.restorations.append(line)
        case UnplacedLine():
            vi = "dòng có trong cơ sở dữ liệu mà không có chỗ trong sổ đã chốt"
            report.see(
                "places", f"{line.source} {line.key}", False, vi, "a row of the database with no place in the log"
            )
        case EventLine():
            report.see(
                "file", f"event {line.event_id}", line.event_id not in export.lines, "ghi hai lần", "stands twice"
            )
            export.lines[line.event_id] = line
        case RowLine():
            export.rows.append(line)
            if line.text is not None:
                _take_row(export, line, line.text, report)
        case _:
            report.see("file", "header", False, "hai phần đầu tệp", "two headers")


def _take_row(export: Export, line: RowLine, text: str, report: Report) -> None:
    name = f"{line.source} {line.key}"
    read = read_text(text)
    if read is None:
        report.see("places", name, False, "nội dung không đọc được", "its text cannot be read")
        return
    if not report.see(
        "places",
        name,
        read[:2] == (line.source, line.key),
        f"chỗ này đã cấp cho dòng khác; nay là {read.source} {read.key}",
        f"the place was given to this row, its text is another's: {read.source} {read.key}",
    ):
        return
    export.texts[line.leaf] = read
    match read.row:
        case PartyRow() as row:
            export.parties[row.party_id] = row
        case DeviceRow() as row:
            export.devices[row.device_id] = row
        case RevocationRow() as row:
            export.revocations[row.device_id] = row
        case LabelRow() as row:
            export.labels[row.code] = row
        case EventRow() as row:
            export.events[row.event_id] = row
        case StatementRow() as row:
            export.statements.append(row)
        case ResolutionRow() as row:
            export.resolutions.append(row)
        case LedgerRow() as row:
            export.ledger.setdefault(row.item_id, []).append(row)


def _check_end(report: Report, end: EndLine | None, count: int, sha256: str, header: Header, *, is_over: bool) -> None:
    if not report.see("file", "end", end is not None, "tệp bị cắt cụt", "the file was cut off") or end is None:
        return
    report.see("file", "end", is_over, "có dòng thêm vào sau dòng cuối", "lines were added after the last")
    seal = said(end.body, ExportSeal)
    is_sealed = end.public_key in header.server_keys and is_signed(end.public_key, end.body, end.signature)
    report.see("file", "end", seal is not None and is_sealed, "chữ ký cuối tệp sai", "the file's signature is wrong")
    if seal is not None:
        report.see(
            "file",
            "end",
            (seal.lines, seal.sha256) == (count, sha256),
            "nội dung tệp bị sửa sau khi xuất",
            "the file was changed after it was written",
        )


def _not_ours(path: Path, number: int) -> NotAnExport:
    return NotAnExport(
        f"{path}, dòng {number}: không phải tệp do `courier export` ghi, hoặc đã hỏng giữa dòng",
        f"{path}, line {number}: not written by `courier export`, or broken off within the line",
    )


_lines: msgspec.json.Decoder[Line] = msgspec.json.Decoder(Line)
