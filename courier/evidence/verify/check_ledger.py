"""The ledger of an export: its hash chain, both sides of each step, and the holder that the acts alone come to."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from courier.custody.ledger import statements as tables
from courier.custody.ledger.hash import ledger_hash
from courier.custody.ledger.holder import resolve
from courier.custody.ledger.read_facts import make_facts
from courier.custody.model import Facts
from courier.evidence.export.model import EventLine
from courier.evidence.verify.model import EventRow, LedgerRow, Report
from courier.evidence.verify.read_export import Export

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOVES = {"release", "accept", "receive", "deliver", "withdraw", "correct", "transcribe"}


def check_ledger(export: Export, report: Report) -> None:
    """Numbers without a gap, each row's hash as PostgreSQL computed it, each naming the one before."""
    for item_id, rows in export.ledger.items():
        before: LedgerRow | None = None
        for number, row in enumerate(rows):
            name = f"ledger {item_id}/{row.seq}"
            if not report.see("ledger", name, row.seq == number, f"thiếu dòng {number}", f"row {number} is missing"):
                break
            report.see("ledger", name, _hash_of(row) == row.hash, "mã băm sai", "its hash is wrong")
            report.see(
                "ledger", name, _follows(row, before), "không nối dòng trước", "it does not follow the one before"
            )
            _check_sides(export, row, name, report)
            before = row


def check_holders(export: Export, report: Report) -> None:
    """The pure function of the facts here gives the very chain of holders that the ledger shows."""
    told = _ToldOfItems(export)
    for item_id, rows in export.ledger.items():
        if not rows or rows[0].seq != 0:
            continue
        chain = resolve(_facts(export, told, item_id, rows[0].to_party))
        shown = _shown(rows)
        computed = [(step.tip, step.to_party) for step in chain.steps]
        posted = [(row.tip, row.to_party) for row in shown[1:]]
        place = next((n for n, pair in enumerate(zip(computed, posted, strict=False)) if pair[0] != pair[1]), None)
        if place is None:
            place = min(len(computed), len(posted))
        row = shown[min(place + 1, len(shown) - 1)]
        report.see(
            "holder",
            f"ledger {item_id}/{row.seq}",
            computed == posted,
            f"từ các thao tác thì người giữ là {chain.holder_id}, sổ ghi {shown[-1].to_party}",
            f"by the acts the holder is {chain.holder_id}, the ledger says {shown[-1].to_party}",
        )
        if chain.status == "disputed":
            report.notes.append((f"item {item_id}: đang tranh chấp", f"item {item_id}: in dispute"))


def _hash_of(row: LedgerRow) -> str:
    return ledger_hash(
        prev_hash=bytes.fromhex(row.prev_hash),
        item_id=row.item_id,
        seq=row.seq,
        depth=row.depth,
        kind=row.kind,
        from_party=row.from_party,
        to_party=row.to_party,
        tip=row.tip,
        given_event=row.given_event,
        taken_event=row.taken_event,
        decided_by=row.resolution_id or row.cause,
        recorded_at=_EPOCH + timedelta(microseconds=row.recorded_at),
    ).hex()


def _follows(row: LedgerRow, before: LedgerRow | None) -> bool:
    if before is None:
        first = hashlib.sha256(row.item_id.bytes).hexdigest()
        return (row.kind, row.prev_hash, row.depth) == ("registered", first, 0)
    return (row.prev_hash, row.from_party, row.prev_tip, row.prev_depth) == (
        before.hash,
        before.to_party,
        before.tip,
        before.depth,
    )


def _check_sides(export: Export, row: LedgerRow, name: str, report: Report) -> None:
    """What the giver signed, what the receiver signed, of this very item and of each other."""
    if row.kind not in ("handover", "reinstated"):
        return
    given = export.events.get(row.given_event) if row.given_event else None
    taken = export.events.get(row.taken_event) if row.taken_event else None
    if row.given_event is not None:
        fine = given is not None and (given.kind, given.party_id, given.to_party) == (
            row.given_kind,
            row.from_party,
            row.to_party,
        )
        report.see("sides", name, fine, "bên giao không ký như vậy", "the giver did not sign so")
        report.see(
            "sides", name, _speaks(export, row, row.given_event, row.given_code, row.prev_tip), *_NOT_OF_THIS_ITEM
        )
    if row.taken_event is not None:
        ref = row.given_event if row.taken_kind == "accept" else row.prev_tip
        report.see("sides", name, _took(row, taken), "bên nhận không ký như vậy", "the receiver did not sign so")
        report.see("sides", name, _speaks(export, row, row.taken_event, row.taken_code, ref), *_NOT_OF_THIS_ITEM)
    if row.taken_kind == "accept" and given is not None and taken is not None:
        report.see(
            "sides",
            name,
            taken.answers == given.event_id and taken.answers_hash == given.body_hash,
            "bên nhận trả lời một bản giao khác",
            "the receiver answered another release",
        )


_NOT_OF_THIS_ITEM = ("thao tác không nói về bưu gửi này", "the act does not speak of this item")


def _took(row: LedgerRow, taken: EventRow | None) -> bool:
    if taken is None or taken.kind != row.taken_kind:
        return False
    if taken.kind == "transcribe":
        return (taken.from_party, taken.to_party) == (row.from_party, row.to_party)
    return taken.party_id == row.to_party and (taken.kind != "receive" or taken.from_party == row.from_party)


def _speaks(export: Export, row: LedgerRow, event_id: UUID, code: str | None, ref: UUID | None) -> bool:
    line = export.lines.get(event_id)
    label = export.labels.get(code or "")
    return line is not None and label is not None and label.item_id == row.item_id and (code, ref) in line.items


def _shown(rows: Iterable[LedgerRow]) -> list[LedgerRow]:
    """The rows that stand, one a depth: each takes its depth and ends what lay deeper; a rewind only ends."""
    standing: list[LedgerRow] = []
    for row in rows:
        if row.kind == "rewound":
            del standing[row.depth + 1 :]
        else:
            del standing[row.depth :]
            standing.append(row)
    return standing


class _Told(NamedTuple):
    """What one act says of one item."""

    row: EventRow
    line: EventLine
    code: str
    ref: UUID


def _facts(export: Export, told: "_ToldOfItems", item_id: UUID, origin_id: UUID) -> Facts:
    trusted = [_fact(item_id, each) for each in told.items[item_id] if _counts(export, each)]
    refusals = [
        tables.RefusalRow(item_id=item_id, party_id=each.row.party_id, answers=each.ref)
        for each in told.refused[item_id]
        if _is_trusted(export, each.row)
    ]
    events = {each.row.event_id for each in told.items[item_id]}
    statements = [
        tables.StatementRow(item_id=item_id, event_id=said.event_id, party_id=said.party_id, verdict=said.verdict)
        for said in export.statements
        if said.event_id in events
    ]
    decided = [
        tables.ResolutionRow(
            item_id=item_id,
            resolution_id=row.resolution_id,
            at_tip=row.at_tip,
            number=row.number,
            chosen_event=row.chosen_event,
            holder_id=row.holder_id,
            considered=row.considered,
        )
        for row in export.resolutions
        if row.item_id == item_id
    ]
    return make_facts({item_id: origin_id}, trusted, refusals, statements, decided)[item_id]


class _ToldOfItems:
    """Which acts speak of which item, through any of its labels."""

    def __init__(self, export: Export) -> None:
        self.items: dict[UUID, list[_Told]] = defaultdict(list)
        self.refused: dict[UUID, list[_Told]] = defaultdict(list)
        for row in export.events.values():
            if (line := export.lines.get(row.event_id)) is None:
                continue
            for found, pairs in ((self.items, line.items), (self.refused, line.refused)):
                for code, ref in pairs:
                    if (label := export.labels.get(code)) is not None:
                        found[label.item_id].append(_Told(row, line, code, ref))


def _fact(item_id: UUID, told: _Told) -> tables.FactRow:
    row = told.row
    return tables.FactRow(
        item_id=item_id,
        event_id=row.event_id,
        code=told.code,
        kind=row.kind,
        party_id=row.party_id,
        to_party=row.to_party,
        from_party=row.from_party,
        ref=told.ref,
        evidence=row.evidence,
        body_hash=bytes.fromhex(row.body_hash),
        answers_hash=bytes.fromhex(row.answers_hash) if row.answers_hash else None,
        items_of=row.items_of,
    )


def _counts(export: Export, told: _Told) -> bool:
    """Whether an act moves custody: as `TRUSTED_FACTS` has it, by what is in the file."""
    row = told.row
    if row.kind not in _MOVES or not _is_trusted(export, row):
        return False
    if row.kind in ("receive", "deliver"):
        return _may_write_down(export, row.party_id, row.from_party or row.to_party, row.evidence)
    return row.kind != "transcribe" or told.line.may_transcribe


def _is_trusted(export: Export, row: EventRow) -> bool:
    revoked = export.revocations.get(row.device_id)
    return revoked is None or row.device_seq <= revoked.trusted_through


def _may_write_down(export: Export, writer: UUID, other: UUID | None, evidence: str | None) -> bool:
    """As the function of that name in the database: a citizen's mark is a citizen's, no carrier speaks for another."""
    kinds = [party.kind if (party := export.parties.get(id_)) else None for id_ in (writer, other) if id_ is not None]
    if len(kinds) < 2 or None in kinds:
        return False
    return (evidence == "witnessed" or kinds[1] == "citizen") and kinds != ["carrier", "carrier"]
