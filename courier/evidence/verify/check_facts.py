"""What is recorded beside signed acts says what they say; decisions were made by two; the books fit what was signed.

The acts are read here anew, by what the contract says they mean, not by the server's reading of them.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from courier.evidence.verify.model import EventRow, Fields, Report, TextRow
from courier.evidence.verify.read_export import Export
from mobile_contract import canonical, events
from mobile_contract.events import SignedAct

_READINGS = {"opening", "original", "filing_answer", "door", "two_roles", "paper_count", "seal", "incident"}
_UNSIGNED = ("không phải điều đã ký", "it is not what was signed")


def check_facts(export: Export, report: Report) -> None:
    """Readings, verdicts, answers to proposals, entries of the books: each against what it rests on."""
    facts = _Facts(export)
    for read in export.texts.values():
        name = f"{read.source} {read.key}"
        if read.source in _READINGS:
            _check_reading(facts, read, name, report)
        elif read.source == "posting":
            _check_posting(facts, read.fields, name, report)
        elif (check := _CHECKS.get(read.source)) is not None:
            check(facts, read.fields, name, report)
    if facts.is_whole:
        _check_entered(facts, report)


class _Facts:
    """What rows rest on, by its id."""

    def __init__(self, export: Export) -> None:
        self.export = export
        self.is_whole = export.header.scope.is_whole
        self.by_id: dict[str, dict[str, Fields]] = {
            source: {read.fields[named]: read.fields for read in export.texts.values() if read.source == source}
            for source, named in (
                ("posting", "posting_id"),
                ("due", "due_id"),
                ("proposal", "proposal_id"),
                ("resolution", "resolution_id"),
                ("remittance", "remittance_id"),
                ("refund", "refund_id"),
                ("bank_line", "line_id"),
                ("office_payment", "payment_id"),
                ("payment_receipt", "receipt_id"),
            )
        }

    def act(self, event_id: str | None) -> tuple[EventRow, SignedAct] | None:
        """An act that is here and can be read."""
        row = self.export.events.get(UUID(event_id)) if event_id is not None else None
        line = self.export.lines.get(row.event_id) if row is not None else None
        if row is None or line is None:
            return None
        try:
            return row, canonical.decode_act(line.body.encode())
        except msgspec.MsgspecError:
            return None

    def rests_on(self, source: str, id_: str | None, name: str, report: Report) -> Fields | None:
        """The row that another names. Only a whole log must hold it."""
        found = self.by_id[source].get(id_ or "")
        if found is None and self.is_whole:
            report.see("facts", name, False, f"thiếu {source} {id_}", f"{source} {id_} is missing")
        return found


def _check_entered(facts: _Facts, report: Report) -> None:
    """Money that was signed for has its entry in the books, unless they refused it, which a case says."""
    entered = {entry["settles"] for entry in facts.by_id["posting"].values() if entry["reverses"] is None}
    refused = {read.key.partition("/")[0] for read in facts.export.texts.values() if _is_refusal(read)}
    for row in facts.export.events.values():
        signed = facts.act(str(row.event_id)) if row.is_readable and row.kind in ("collect", "open_till") else None
        if signed is None or _amount(signed[1]) == 0 or not _is_trusted(facts.export, row):
            continue
        fine = str(row.event_id) in entered or str(row.event_id) in refused
        report.see(
            "facts",
            f"event {row.event_id}",
            fine,
            "tiền đã ký nhận mà sổ sách không ghi",
            "money was signed for, and the books say nothing of it",
        )


def _is_refusal(read: TextRow) -> bool:
    return read.source == "case" and read.fields["kind"] == "money"


def _amount(act: SignedAct) -> int:
    match act:
        case events.Collect():
            return act.amount_vnd
        case events.OpenTill():
            return act.float_vnd
    return 0


def _is_trusted(export: Export, row: EventRow) -> bool:
    """What a device signed past its trusted number may have come before its loss was told, or after."""
    revoked = export.revocations.get(row.device_id)
    return revoked is None or row.device_seq <= revoked.trusted_through


def _check_reading(facts: _Facts, read: TextRow, name: str, report: Report) -> None:
    fields = read.fields
    signed = facts.act(fields["report"] if read.source == "incident" else fields["event_id"])
    if signed is None:
        is_an_offices = read.source == "incident" and fields["report"] is None
        report.see("facts", name, is_an_offices, "thiếu thao tác đã ký", "the act it was read out of is missing")
        return
    row, act = signed
    said = next((said for source, key, said in _said(act, row) if (source, key) == (read.source, read.key)), None)
    fine = said is not None and all(fields[field] == value for field, value in said.items())
    report.see("facts", name, fine, *_UNSIGNED)


def _said(act: SignedAct, row: EventRow) -> Iterator[tuple[str, str, Fields]]:
    """What is to be recorded beside an act: source, key and fields."""
    id_ = str(row.event_id)
    party: Fields = {"party_id": str(row.party_id)}
    match act:
        case events.Examine():
            yield "opening", id_, party | {"code": act.code, "opened_at": row.happened_at}
            if act.seal is not None:
                yield "seal", f"{id_}/{act.code}", {"number": act.seal, "is_intact": act.is_seal_intact}
            yield from _papers(id_, act.code, act.papers)
            yield from _originals(id_, act.originals)
        case events.AnswerFiling():
            said = {"code": act.code, "dossier_code": act.dossier_code, "refused": act.refused}
            yield "filing_answer", id_, party | said | {"due_on": _day(act.due_on), "answered_at": row.happened_at}
        case events.Report():
            yield "incident", f"{act.code}/{id_}", {"kind": act.what, "person_id": None, "noticed_at": row.happened_at}
        case events.Receive() | events.Deliver() | events.Transcribe():
            taken_back = 0 if isinstance(act, events.Receive) else act.papers_taken_back
            door = {"relation": act.relation, "identity": act.identity, "place": act.place}
            yield "door", id_, door | {"papers_taken_back": taken_back}
        case events.Release() | events.Accept() if act.two_roles:
            yield "two_roles", id_, {}
        case _:
            pass
    if isinstance(act, events.Accept | events.Receive | events.Deliver):
        for code, number in {seal.code: seal.number for seal in act.seals}.items():
            yield "seal", f"{id_}/{code}", {"number": number, "is_intact": True}
    if isinstance(act, events.Receive) and len(act.items) == 1:
        yield from _papers(id_, act.items[0].code, act.papers)


def _papers(id_: str, code: str, counted: list[events.CountedLine]) -> Iterator[tuple[str, str, Fields]]:
    for line in {line.line: line for line in counted}.values():
        fields = {name: getattr(line, name) for name in ("originals", "certified_copies", "photocopies")}
        yield "paper_count", f"{id_}/{line.line}", fields | {"code": code}


def _originals(id_: str, said: list[events.OriginalFate]) -> Iterator[tuple[str, str, Fields]]:
    sums: dict[tuple[int, str], int] = {}
    for each in said:
        sums[each.line, each.fate] = min(100, sums.get((each.line, each.fate), 0) + each.originals)
    for (line, fate), originals in sums.items():
        yield "original", f"{id_}/{line}/{fate}", {"originals": originals}


def _day(text: str | None) -> str | None:
    try:
        return date.fromisoformat(text).isoformat() if text else None
    except ValueError:
        return None


def _check_posting(facts: _Facts, entry: Fields, name: str, report: Report) -> None:
    """An entry moves what its act, due, remittance, refund or bank line says; a reversal mirrors what it takes back."""
    if entry["reverses"] is not None:
        taken = facts.rests_on("posting", entry["reverses"], name, report)
        if taken is not None:
            same = all(entry[field] == taken[field] for field in ("kind", "amount_vnd", "settles", "turn"))
            mirrored = (entry["debit"], entry["credit"]) == (taken["credit"], taken["debit"])
            report.see("facts", name, same and mirrored, "không phải bút toán đảo", "it mirrors no entry")
        return
    expected = _signed_amount(facts, entry)
    if expected is not None:
        fine = all(entry[field] == value for field, value in expected.items())
        report.see("facts", name, fine, *_UNSIGNED)
    elif entry["kind"] in _RESTS_ON:
        rests = facts.rests_on(_RESTS_ON[entry["kind"]], entry["settles"], name, report)
        if rests is not None:
            fine = entry["amount_vnd"] == rests["amount_vnd"]
            report.see("facts", name, fine, "số tiền khác khoản của nó", "not the amount of what it rests on")
    elif entry["kind"] in _SIGNED_KINDS and facts.is_whole:
        report.see("facts", name, False, "thiếu thao tác đã ký", "the act it rests on is missing")


_SIGNED_KINDS = {"collect", "claim", "transfer", "float", "count"}
_RESTS_ON = {
    "book": "due",
    "remit": "remittance",
    "refund": "refund",
    "credit": "bank_line",
    "pay": "office_payment",
    "receive": "payment_receipt",
}


def _signed_amount(facts: _Facts, entry: Fields) -> Fields | None:
    """What an entry must say by the signed act that it gives effect to; None: it rests on no act that is here."""
    if entry["kind"] not in _SIGNED_KINDS:
        return None
    signed = facts.act(entry["count_in_id"] if entry["kind"] == "count" else entry["settles"])
    match entry["kind"], signed:
        case "collect", (row, events.Collect(mode="cash") as act):
            accounts = {"debit": f"in_hand:{row.party_id}", "credit": f"suspense:{act.code}"}
            return {"amount_vnd": act.amount_vnd} | accounts
        case "claim", (_, events.Collect(mode="claimed_transfer") as act):
            accounts = {"debit": f"claimed:{act.code}", "credit": f"promised:{act.code}"}
            return {"amount_vnd": act.amount_vnd} | accounts
        case "transfer", (_, events.Collect(mode="claimed_transfer") as act):
            return {"amount_vnd": act.amount_vnd, "credit": f"suspense:{act.code}"}
        case "float", (row, events.OpenTill() as act):
            return {"amount_vnd": act.float_vnd, "debit": f"in_hand:{row.party_id}"}
        case "count", (row, events.CountIn() as act):
            said = {"amount_vnd": act.amount_vnd, "settles": str(act.answers)}
            return said | {"debit": f"safe:{row.party_id}"}
        case _, None:
            return None
    return {"kind": "-"}


def _check_answer(facts: _Facts, answer: Fields, name: str, report: Report) -> None:
    proposal = facts.rests_on("proposal", answer["proposal_id"], name, report)
    if proposal is not None:
        fine = all(answer[field] == proposal[field] for field in ("item_id", "at_tip", "proposed_by"))
        report.see("facts", name, fine, "trả lời một đề xuất khác", "it answers another proposal")
    if not answer["is_approved"]:
        return
    by_two = answer["answered_by"] != answer["proposed_by"]
    report.see("facts", name, by_two, "một người tự duyệt", "approved by the one who proposed it")
    decided = facts.rests_on("resolution", answer["resolution_id"], name, report)
    if decided is not None and proposal is not None:
        people = (decided["decided_by"], decided["approved_by"]) == (answer["proposed_by"], answer["answered_by"])
        same = all(decided[field] == proposal[field] for field in ("item_id", "at_tip", "chosen_event", "holder_id"))
        report.see("facts", name, people and same, "quyết định khác đề xuất", "not what was proposed was decided")


def _check_resolution(_: _Facts, decided: Fields, name: str, report: Report) -> None:
    by_two = decided["decided_by"] != decided["approved_by"]
    report.see("facts", name, by_two, "một người tự quyết định và duyệt", "decided and approved by one person")


def _check_verdict(facts: _Facts, verdict: Fields, name: str, report: Report) -> None:
    signed = facts.act(verdict["event_id"])
    code = getattr(signed[1], "one_time_code", None) if signed is not None else None
    report.see("facts", name, code is not None, "thao tác không có mã", "the act brought no code")


def _check_count(facts: _Facts, check: Fields, name: str, report: Report) -> None:
    signed = facts.act(check["event_id"])
    fine = signed is not None and isinstance(signed[1], events.Count) and str(signed[0].party_id) == check["party_id"]
    counted = {*signed[1].items} if signed is not None and isinstance(signed[1], events.Count) else set[str]()
    fine = fine and {*check["extra"]} <= counted and not {*check["missing"]} & counted
    report.see("facts", name, fine, *_UNSIGNED)


def _check_seen(facts: _Facts, seen: Fields, name: str, report: Report) -> None:
    signed = facts.act(seen["event_id"])
    fine = signed is not None and isinstance(signed[1], events.Collect) and signed[1].mode == "claimed_transfer"
    report.see("facts", name, fine, "không có khoản chuyển nào được khai", "no transfer was told of")


def _check_receipt(facts: _Facts, receipt: Fields, name: str, report: Report) -> None:
    entry = facts.rests_on("posting", receipt["posting_id"], name, report)
    if entry is not None:
        fine = (entry["credit"], entry["amount_vnd"]) == (receipt["account"], receipt["amount_vnd"])
        report.see("facts", name, fine, "khác bút toán mà nó chứng nhận", "not the entry that it certifies")


def _check_debt(facts: _Facts, debt: Fields, name: str, report: Report) -> None:
    entry = facts.rests_on("posting", debt["posting_id"], name, report)
    if entry is not None:
        accounts = (f"owed:{debt['creditor_id']}", f"owing:{debt['debtor_id']}")
        fine = (entry["debit"], entry["credit"], entry["amount_vnd"]) == (*accounts, debt["amount_vnd"])
        report.see("facts", name, fine, "khác bút toán của nó", "not its entry in the books")


_CHECKS: dict[str, Any] = {
    "dispute_answer": _check_answer,
    "resolution": _check_resolution,
    "code_verdict": _check_verdict,
    "count_check": _check_count,
    "transfer_seen": _check_seen,
    "official_receipt": _check_receipt,
    "office_debt": _check_debt,
}
