"""Checkpoints, places and receipts of an export: signatures, the Merkle tree, and what was seen earlier."""

import base64
import hashlib
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import msgspec

from courier.errors import NotFound
from courier.evidence.export.model import CheckpointLine, RowLine
from courier.evidence.merkle import Frontier, is_consistent, is_included, leaf_hash
from courier.evidence.model import Checkpoint
from courier.evidence.verify.model import Report
from courier.evidence.verify.read_export import Export, is_signed, said
from courier.signatures import key_id
from mobile_contract.sync import Receipt


class _Kept(msgspec.Struct):
    """A line of an export, or a signed body alone."""

    body: str
    signature: str
    public_key: str | None = None


class Seen(NamedTuple):
    """What the reader holds from earlier: a signed body, and which file and line it stands in."""

    where: str
    body: str
    signature: str
    key: str | None


def check_checkpoints(export: Export, report: Report) -> list[Checkpoint]:
    """Signed by the keys of the header, numbers and sizes rise, each log begins with the one before."""
    found: list[Checkpoint] = []
    for line in export.checkpoints:
        checkpoint = said(line.body, Checkpoint)
        name = f"checkpoint {checkpoint.number if checkpoint else '?'}"
        is_ours = line.public_key in export.header.server_keys and is_signed(line.public_key, line.body, line.signature)
        report.see("checkpoints", name, is_ours, "chữ ký sai", "its signature is wrong")
        if checkpoint is None:
            report.see("checkpoints", name, False, "không đọc được", "it cannot be read")
            continue
        if found:
            _check_continues(report, name, found[-1], checkpoint, line, export.checkpoints[len(found) - 1])
        found.append(checkpoint)
    covers = bool(found) and found[-1].size == export.header.size
    report.see("checkpoints", "last", covers, "không có điểm chốt cho cỡ sổ này", "no checkpoint signs this size")
    return found


def _check_continues(
    report: Report, name: str, before: Checkpoint, now: Checkpoint, line: CheckpointLine, line_before: CheckpointLine
) -> None:
    grows = now.number > before.number and now.size >= before.size
    report.see("checkpoints", name, grows, "sổ ngắn lại", "the log became shorter")
    if now.number == before.number + 1:
        named = hashlib.sha256(line_before.body.encode()).hexdigest() == now.previous
        report.see("checkpoints", name, named, "không nối điểm chốt trước", "it does not name the one before")
    continues = is_consistent(
        before.size, now.size, bytes.fromhex(before.root), bytes.fromhex(now.root), _hashes(line.consistency)
    )
    report.see(
        "checkpoints",
        name,
        continues,
        f"sổ không còn bắt đầu như ở điểm chốt {before.number}",
        f"its log does not begin with that of checkpoint {before.number}",
    )


def check_places(
    export: Export, checkpoints: list[Checkpoint], sizes_seen: set[int], report: Report
) -> dict[int, bytes]:
    """Each row is, unchanged, where the log has it. Of a whole log: its root at each of these sizes, by size."""
    for line in export.rows:
        report.see(
            "places",
            _name(line),
            line.text is not None,
            "dòng đã bị xoá khỏi cơ sở dữ liệu",
            "the row is gone from the database",
        )
        if line.text is not None:
            is_same = leaf_hash(line.text.encode()).hex() == line.hash
            report.see("places", _name(line), is_same, "nội dung đã bị sửa", "its content was changed")
    if not export.header.scope.is_whole:
        _check_inclusion(export, checkpoints, report)
        return {}
    return _grow_tree(export, checkpoints, sizes_seen, report)


def _check_inclusion(export: Export, checkpoints: list[Checkpoint], report: Report) -> None:
    root = bytes.fromhex(checkpoints[-1].root) if checkpoints else b""
    for line in export.rows:
        proved = is_included(line.leaf, export.header.size, bytes.fromhex(line.hash), _hashes(line.inclusion), root)
        report.see("places", _name(line), proved, "không có trong sổ đã chốt", "it is not in the log that was signed")


def _grow_tree(export: Export, checkpoints: list[Checkpoint], sizes_seen: set[int], report: Report) -> dict[int, bytes]:
    """From the rows as they are, not from what the file says of them."""
    frontier = Frontier()
    wanted = {checkpoint.size for checkpoint in checkpoints} | sizes_seen
    roots: dict[int, bytes] = {0: frontier.root()} if 0 in wanted else {}
    for line in export.rows:
        if line.leaf != frontier.size:
            report.see("places", _name(line), False, f"thiếu chỗ {frontier.size}", f"place {frontier.size} is missing")
            break
        frontier.add(leaf_hash(line.text.encode()) if line.text is not None else bytes.fromhex(line.hash))
        if frontier.size in wanted:
            roots[frontier.size] = frontier.root()
    is_whole = frontier.size == export.header.size
    report.see("places", "log", is_whole, "sổ thiếu phần cuối", "the end of the log is missing")
    for checkpoint in checkpoints:
        report.see(
            "places",
            f"checkpoint {checkpoint.number}",
            roots.get(checkpoint.size) == bytes.fromhex(checkpoint.root),
            "gốc Merkle tính từ các dòng khác gốc đã ký",
            "the Merkle root of the rows is not the one that was signed",
        )
    return roots


def check_receipts(export: Export, report: Report) -> None:
    """Of what the server acknowledged: the head it signed is the head of the device's chain here."""
    for line in export.receipts:
        receipt = said(line.body, Receipt)
        name = f"receipt {receipt.device_id if receipt else '?'}"
        signed = any(is_signed(key, line.body, line.signature) for key in export.header.server_keys)
        report.see("receipts", name, signed, "chữ ký sai", "its signature is wrong")
        if receipt is not None:
            head = _head(export, receipt.device_id, receipt.acked_through)
            report.see("receipts", name, head == receipt.head, "không khớp chuỗi của máy", "it is of another chain")


def read_seen(files: list[Path]) -> list[Seen]:
    """Checkpoints and receipts in files kept from earlier: exports, or signed bodies, one a line.

    Raises `NotFound` for a file that holds none.
    """
    found: list[Seen] = []
    for file in files:
        before = len(found)
        for number, raw in enumerate(file.read_bytes().splitlines(), start=1):
            where = f"{file.name}:{number}"
            try:
                line = msgspec.json.decode(raw, type=_Kept)
            except (msgspec.MsgspecError, UnicodeDecodeError):
                continue
            if said(line.body, Checkpoint) or said(line.body, Receipt):
                found.append(Seen(where, line.body, line.signature, line.public_key))
        if len(found) == before:
            raise NotFound(
                f"{file}: không có điểm chốt hay biên nhận nào", f"{file}: holds no checkpoint and no receipt"
            )
    return found


def check_seen(
    export: Export, checkpoints: list[Checkpoint], roots: dict[int, bytes], seen: list[Seen], report: Report
) -> None:
    """What the server signed and somebody kept must still be true of this log."""
    by_number = {checkpoint.number: checkpoint for checkpoint in checkpoints}
    for each in seen:
        keys = [each.key] if each.key else export.header.server_keys
        signed = any(key in export.header.server_keys and is_signed(key, each.body, each.signature) for key in keys)
        if not report.see("seen", each.where, signed, "khoá ký khác máy chủ này", "signed by a key not named here"):
            continue
        if (checkpoint := said(each.body, Checkpoint)) is not None:
            _check_seen_checkpoint(export, checkpoints, roots, each, checkpoint, report)
            _check_seen_items(by_number.get(checkpoint.number), each, checkpoint, report)
        elif (receipt := said(each.body, Receipt)) is not None:
            _check_seen_receipt(export, each, receipt, report)


def _check_seen_checkpoint(
    export: Export,
    checkpoints: list[Checkpoint],
    roots: dict[int, bytes],
    each: Seen,
    checkpoint: Checkpoint,
    report: Report,
) -> None:
    name = f"checkpoint {checkpoint.number} ({each.where})"
    restored = _restored_since(export, checkpoint)
    if checkpoint.size > export.header.size:
        vi = f"đã chốt {checkpoint.size} dòng, nay chỉ còn {export.header.size}: phần cuối bị bỏ{restored[0]}"
        en = (
            f"{checkpoint.size} rows were signed, only {export.header.size} are left: the tail was dropped{restored[1]}"
        )
        report.see("seen", name, False, vi, en)
        return
    same = {found.root for found in checkpoints if found.size == checkpoint.size}
    same |= {roots[checkpoint.size].hex()} if checkpoint.size in roots else set()
    if not same:
        report.see(
            "seen",
            name,
            False,
            f"tệp này không nói gì về lúc sổ có {checkpoint.size} dòng: xuất lại với --seen",
            f"this file says nothing of the log at {checkpoint.size} rows: export again with --seen",
        )
        return
    report.see(
        "seen",
        name,
        same == {checkpoint.root},
        f"{checkpoint.size} dòng đầu không còn là những dòng đã chốt: lịch sử bị viết lại{restored[0]}",
        f"the first {checkpoint.size} rows are not those that were signed: history was rewritten{restored[1]}",
    )


def _check_seen_items(now: Checkpoint | None, each: Seen, checkpoint: Checkpoint, report: Report) -> None:
    """A checkpoint of the same number signs the same of every item."""
    if now is not None and now.incarnation == checkpoint.incarnation:
        report.see(
            "seen",
            f"checkpoint {checkpoint.number} ({each.where})",
            now.items == checkpoint.items,
            "điểm chốt này từng ký khác về các bưu gửi",
            "this checkpoint once signed otherwise of the items",
        )


def _restored_since(export: Export, checkpoint: Checkpoint) -> tuple[str, str]:
    """What the server itself declares about a restore after that checkpoint's life."""
    lives = [line for line in export.restorations if line.log_size < checkpoint.size]
    if not lives:
        return "", ""
    named = f"{lives[-1].backup}, {lives[-1].log_size}"
    return f" (máy chủ khai đã khôi phục từ {named})", f" (the server declares a restore from {named})"


def _check_seen_receipt(export: Export, each: Seen, receipt: Receipt, report: Report) -> None:
    name = f"receipt {receipt.device_id} ≤ {receipt.acked_through} ({each.where})"
    if receipt.acked_through == 0:
        return
    head = _head(export, receipt.device_id, receipt.acked_through)
    if head is None and not export.header.scope.is_whole:
        report.notes.append((f"{name}: tệp này không có dòng ấy", f"{name}: this file does not hold that row"))
        return
    report.see(
        "seen",
        name,
        head == receipt.head,
        "máy chủ đã nhận những thao tác này, nay không còn hoặc đã khác",
        "the server had acknowledged these acts; they are gone or others now",
    )


def _head(export: Export, device_id: UUID, seq: int) -> str | None:
    """The hash of a row of a device's log, where the export has it."""
    return export.heads.get((device_id, seq))


def _hashes(texts: list[str]) -> list[bytes]:
    return [bytes.fromhex(text) for text in texts]


def _name(line: RowLine) -> str:
    return f"{line.source} {line.key} (leaf {line.leaf})"


def key_names(export: Export) -> list[str]:
    """The short names of the keys that signed, for comparing with those known."""
    return [key_id(base64.b64decode(key)) for key in export.header.server_keys]
