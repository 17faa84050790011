"""The acts of an export: each signed by its device, each read as it was signed, each device's chain unbroken."""

import base64
import hashlib
from collections import defaultdict
from uuid import UUID

import msgspec

from courier.custody.events.reading import items_of
from courier.custody.model import AS_REGISTERED
from courier.evidence.export.model import EventLine
from courier.evidence.verify.model import EventRow, Report
from courier.evidence.verify.read_export import Export, is_signed
from mobile_contract import canonical
from mobile_contract.events import Accept, Envelope, SignedAct, Transcribe

_MOVING = {"release", "accept", "withdraw", "correct", "receive", "deliver", "seal_bag", "transcribe"}


def check_acts(export: Export, report: Report) -> None:
    """Signature by the device's key, and every column of the row as the signed bytes say."""
    for row in export.events.values():
        name = f"event {row.event_id}"
        line = export.lines.get(row.event_id)
        if not report.see("acts", name, line is not None, "thiếu nội dung đã ký", "its signed bytes are missing"):
            continue
        assert line is not None
        _check_signature(export, row, line, name, report)
        envelope = _envelope(line.body)
        if not report.see("acts", name, envelope is not None, "không đọc được", "it cannot be read"):
            continue
        wrong = _differing(row, line.body)
        report.see(
            "acts",
            name,
            not wrong,
            f"cột khác với điều đã ký: {', '.join(wrong)}",
            f"columns say otherwise than what was signed: {', '.join(wrong)}",
        )
        if row.event_id in export.read_since:
            _check_time(row, line, name, report)
        if row.is_readable:
            _check_items(export, row, line, name, report)


def check_devices(export: Export, report: Report) -> None:
    """Each log row's hash; of two neighbours here, that one follows the other; of a whole log, that none is missing."""
    chains: dict[UUID, dict[int, EventRow]] = defaultdict(dict)
    for row in export.events.values():
        line = export.lines.get(row.event_id)
        if line is not None and line.log is not None:
            chains[row.device_id][row.device_seq] = row
    for device_id, rows in chains.items():
        for seq, row in sorted(rows.items()):
            _check_link(export, device_id, row, rows.get(seq - 1), report)
        if export.header.scope.is_whole:
            gaps = sorted(set(range(1, max(rows) + 1)) - rows.keys())
            report.see(
                "devices",
                f"device {device_id}",
                not gaps,
                f"thiếu số {gaps[:5]}",
                f"numbers {gaps[:5]} are missing",
            )


def _check_signature(export: Export, row: EventRow, line: EventLine, name: str, report: Report) -> None:
    digest = hashlib.sha256(line.body.encode()).hexdigest()
    report.see("acts", name, digest == row.body_hash, "nội dung khác mã băm của dòng", "its bytes are not the row's")
    device = export.devices.get(row.device_id)
    if report.see("acts", name, device is not None, "thiếu máy đã ký", "its device is missing") and device is not None:
        public_key = base64.b64encode(bytes.fromhex(device.public_key)).decode()
        signed = is_signed(public_key, line.body, line.signature)
        report.see("acts", name, signed, "chữ ký không phải của máy này", "its device did not sign this")
        report.see("acts", name, device.party_id == row.party_id, "bên khác bên của máy", "not its device's party")


def _check_time(row: EventRow, line: EventLine, name: str, report: Report) -> None:
    """An act read since happened when its place says, but for a sheet of paper: that names its own time."""
    act = _act(line.body)
    if isinstance(act, Transcribe):
        fine = row.happened_at == min(act.written_at_ms, row.recorded_at // 1_000) * 1_000
    else:
        fine = line.happened_at is None
    report.see("acts", name, fine, "thời điểm khác với tờ giấy đã ký", "another time than the signed sheet says")


def _differing(row: EventRow, body: str) -> list[str]:
    envelope = _envelope(body)
    assert envelope is not None
    pairs: list[tuple[str, object, object]] = [
        ("event_id", row.event_id, envelope.event_id),
        ("device_id", row.device_id, envelope.device_id),
        ("device_seq", row.device_seq, envelope.device_seq),
        ("kind", row.kind, envelope.kind),
        ("person_id", row.person_id, envelope.person_id),
        ("previous", row.previous, envelope.previous),
    ]
    act = _act(body) if row.is_readable else None
    if act is not None and row.kind in _MOVING:
        pairs += [
            ("to_party", row.to_party, getattr(act, "to_party", None)),
            ("from_party", row.from_party, getattr(act, "from_party", None)),
            ("evidence", row.evidence, getattr(act, "evidence", None)),
            ("answers", row.answers, getattr(act, "answers", None)),
            ("answers_hash", row.answers_hash, getattr(act, "answers_sha256", None)),
        ]
    return [column for column, stored, signed in pairs if stored != signed]


def _check_items(export: Export, row: EventRow, line: EventLine, name: str, report: Report) -> None:
    """What was read of an act is what it says: itself, or the act of the bag that it names."""
    act = _act(line.body)
    if act is None:
        return
    own = {(item.code, item.ref) for item in items_of(act)}
    refusals = act.refused if isinstance(act, Accept) else []
    refused = {(item.code, row.answers or AS_REGISTERED) for item in refusals}
    if row.items_of is not None and (source := export.lines.get(row.items_of)) is not None:
        shared = [ref for ref in (row.bag_predecessor, row.answers) if ref is not None]
        own |= {(code, ref) for code, at in source.items for ref in (at, *shared)}
        extra = {pair for pair in line.items if pair not in own}
        missing = set[tuple[str, UUID]]()
    else:
        extra, missing = set(line.items) - own, own - set(line.items)
    extra |= set(line.refused) - refused
    report.see(
        "acts",
        name,
        not extra and not missing,
        f"bưu gửi ghi khác điều đã ký: {sorted(code for code, _ in extra | missing)[:5]}",
        f"items are told otherwise than signed: {sorted(code for code, _ in extra | missing)[:5]}",
    )


def _check_link(export: Export, device_id: UUID, row: EventRow, before: EventRow | None, report: Report) -> None:
    name = f"device {device_id} #{row.device_seq} (event {row.event_id})"
    log = export.lines[row.event_id].log
    assert log is not None
    computed = hashlib.sha256(bytes.fromhex(log.prev_hash) + bytes.fromhex(row.body_hash)).hexdigest()
    report.see("devices", name, (log.seq, log.hash) == (row.device_seq, computed), "mã băm sai", "its hash is wrong")
    first = hashlib.sha256(device_id.bytes).hexdigest()
    if row.device_seq == 1:
        fits = (log.prev_hash, log.prev_body_hash) == (first, first)
        report.see("devices", name, fits, "không phải dòng đầu", "it does not begin the chain")
    elif before is not None:
        log_before = export.lines[before.event_id].log
        fits = log_before is not None and (log.prev_hash, log.prev_body_hash) == (log_before.hash, before.body_hash)
        report.see("devices", name, fits, "không nối dòng trước", "it does not follow the one before")
    if row.previous != log.prev_body_hash:
        report.notes.append(
            (f"{name}: máy ký trên một chuỗi khác", f"{name}: the device itself signed onto another chain")
        )


def _envelope(body: str) -> Envelope | None:
    try:
        return canonical.decode_envelope(body.encode())
    except msgspec.MsgspecError:
        return None


def _act(body: str) -> SignedAct | None:
    try:
        return canonical.decode_act(body.encode())
    except msgspec.MsgspecError:
        return None
