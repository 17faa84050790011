"""What belongs to each item: all of it is here, and it is what the server signed of the item."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from courier.evidence.export.model import ItemLine
from courier.evidence.items.tree import Head, hash_places, is_signed_of, root_of_items
from courier.evidence.model import Checkpoint
from courier.evidence.sources import SOURCES
from courier.evidence.verify.model import Report, TextRow
from courier.evidence.verify.read_export import Export, NotAnExport, read_export

_TOLD_BY_OTHERS = {"incident_step", "case_closing"}
"""These name neither item nor act: what they are about is said by the incident or case that they name."""


def check_items(export: Export, checkpoints: list[Checkpoint], report: Report) -> None:
    """No place of an item is left out, none is another's, and the last checkpoint signed it so."""
    last = checkpoints[-1] if checkpoints else None
    if last is None or last.items is None:
        return
    hashes = {line.leaf: bytes.fromhex(line.hash) for line in export.rows}
    told = _Told(export)
    heads: list[Head] = []
    for line in export.items.values():
        name = f"item {line.item_id}"
        missing = [leaf for leaf in line.leaves if leaf not in hashes]
        if not report.see("items", name, not missing, f"thiếu chỗ {missing[:5]}", f"places {missing[:5]} are missing"):
            continue
        _check_belonging(export, told, line, report)
        heads.append(_head(line, hashes))
        if not export.header.scope.is_whole:
            signed = is_signed_of(heads[-1], _hashes(line.proof), bytes.fromhex(last.items))
            report.see("items", name, signed, "máy chủ ký khác về bưu gửi này", "the server signed otherwise of it")
            _check_before(line, hashes, checkpoints, report)
    _check_asked_for(export, report)
    if export.header.scope.is_whole:
        same = root_of_items(heads).hex() == last.items
        report.see(
            "items", "log", same, "gốc của các bưu gửi khác gốc đã ký", "the root over items is not the one signed"
        )
    _check_complete(export, told, report)


def _check_asked_for(export: Export, report: Report) -> None:
    scope = export.header.scope
    if scope.item_id is None and scope.code is None:
        return
    label = export.labels.get(scope.code or "")
    asked = scope.item_id or (label.item_id if label is not None else None)
    report.see(
        "items",
        f"item {scope.item_id or scope.code}",
        asked in export.items,
        "tệp không nói gì về bưu gửi đã hỏi",
        "the file says nothing of the item that was asked for",
    )


def check_items_seen(export: Export, earlier: list[Path], report: Report) -> None:
    """What an export kept from earlier says belongs to an item still does; a file not whole and signed is noted."""
    for file in earlier:
        try:
            before = read_export(file, own := Report())
        except NotAnExport:
            continue
        if not own.holds or not {*before.header.server_keys} & {*export.header.server_keys}:
            note = f"{file.name}: không nguyên vẹn, không so các dòng", f"{file.name}: not whole, its rows not compared"
            report.notes.append(note)
            continue
        hashes = {line.leaf: line.hash for line in export.rows}
        for line in before.rows:
            fits = hashes.get(line.leaf, line.hash) == line.hash
            report.see("seen", f"{line.source} {line.key} (leaf {line.leaf})", fits, *_OTHER_THEN)
        for item_id in before.items.keys() & export.items.keys():
            gone = sorted(before.places[item_id] - export.places[item_id])
            vi, en = f"thiếu chỗ {gone[:5]} từng có ({file.name})", f"places {gone[:5]} of {file.name} are left out"
            report.see("seen", f"item {item_id}", not gone, vi, en)


_OTHER_THEN = ("tệp giữ từ trước ghi khác ở chỗ này", "the file kept from earlier has another row in this place")


class _Told:
    """Which items a row is about, by what stands in the file."""

    def __init__(self, export: Export) -> None:
        self._export = export
        self._items_of_jobs: dict[str, set[UUID]] = defaultdict(set)
        self._plain: set[str] = set()
        self._events: dict[str, int] = {}
        for leaf, read in export.texts.items():
            if read.source == "event":
                self._events[read.key] = leaf
            if read.source == "item":
                self._items_of_jobs[str(read.fields["job_id"])].add(UUID(read.fields["item_id"]))
            elif read.source == "event" and read.fields["is_readable"] and read.fields["items_of"] is None:
                self._plain.add(read.key)

    def fits(self, read: TextRow, item_id: UUID) -> bool:
        """Whether a row may belong to an item.

        What is about an act belongs where the act does. What is about an act, label or item that is not here cannot be
        told; that it is not here is a fault of its own.
        """
        first = read.key.partition("/")[0]
        match SOURCES[read.source].about:
            case "event" if read.source != "event":
                leaf = self._events.get(first)
                return leaf is None or leaf in self._export.places[item_id] or item_id in _named(read)
            case "event" if UUID(first) not in self._export.lines:
                return True
            case "code" if first not in self._export.labels:
                return True
            case "job" if not self._items_of_jobs[first]:
                return True
            case None if read.source in _TOLD_BY_OTHERS:
                return True
        return item_id in self.all(read)

    def surely(self, read: TextRow) -> set[UUID]:
        """Without the items of bags and of acts read late, whose time of coming the file does not say."""
        if SOURCES[read.source].about == "event" and read.key.partition("/")[0] not in self._plain:
            return _named(read)
        return self.all(read)

    def all(self, read: TextRow) -> set[UUID]:
        first = read.key.partition("/")[0]
        match SOURCES[read.source].about:
            case "item":
                return {UUID(first)}
            case "event":
                return _named(read) | {*self._of_event(UUID(first))}
            case "code":
                return {*self._of_code(first)}
            case "job":
                return self._items_of_jobs[first]
        return _named(read)

    def _of_event(self, event_id: UUID) -> Iterator[UUID]:
        line = self._export.lines.get(event_id)
        for code, _ in (*line.items, *line.refused) if line is not None else ():
            yield from self._of_code(code)

    def _of_code(self, code: str) -> Iterator[UUID]:
        if (label := self._export.labels.get(code)) is not None:
            yield label.item_id


def _named(read: TextRow) -> set[UUID]:
    """The item that a row names itself."""
    return {UUID(item)} if SOURCES[read.source].also is not None and (item := read.fields.get("item_id")) else set()


def _check_belonging(export: Export, told: _Told, line: ItemLine, report: Report) -> None:
    for leaf in line.leaves:
        read = export.texts.get(leaf)
        if read is not None:
            name = f"{read.source} {read.key} (leaf {leaf})"
            report.see(
                "items",
                name,
                told.fits(read, line.item_id),
                f"không phải của bưu gửi {line.item_id}",
                f"not of item {line.item_id}",
            )


def _check_complete(export: Export, told: _Told, report: Report) -> None:
    """Every row that is about an item stands in that item's list."""
    for leaf, read in export.texts.items():
        for item_id in told.surely(read):
            line = export.items.get(item_id)
            if line is None and not export.header.scope.is_whole:
                continue
            report.see(
                "items",
                f"{read.source} {read.key} (leaf {leaf})",
                line is not None and leaf in export.places[item_id],
                f"không kể vào bưu gửi {item_id}",
                f"not counted among what belongs to item {item_id}",
            )


def _check_before(line: ItemLine, hashes: dict[int, bytes], checkpoints: list[Checkpoint], report: Report) -> None:
    for before in line.before:
        root = next((found.items for found in checkpoints if found.number == before.number), None)
        then = [leaf for leaf, since in zip(line.leaves, line.since, strict=False) if since <= before.number]
        head = Head(line.item_id, len(then), hash_places((leaf, hashes[leaf]) for leaf in then))
        report.see(
            "items",
            f"item {line.item_id}, checkpoint {before.number}",
            root is not None and is_signed_of(head, _hashes(before.proof), bytes.fromhex(root)),
            "điểm chốt ấy đã ký khác về bưu gửi này",
            "that checkpoint signed otherwise of this item",
        )


def _head(line: ItemLine, hashes: dict[int, bytes]) -> Head:
    return Head(line.item_id, len(line.leaves), hash_places((leaf, hashes[leaf]) for leaf in line.leaves))


def _hashes(texts: list[str]) -> list[bytes]:
    return [bytes.fromhex(text) for text in texts]
