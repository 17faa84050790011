"""Which tables have places in the log, by what name, and how a row is named there; and which have none, and why.

A row has a place where it says something that no signed act says by itself, or where two people rest on how an act was
read. The text of a row is the table's `evidence_text` in the migrations; its fields bear the names used here.
"""

from typing import Final, Literal, NamedTuple

About = Literal["item", "event", "code", "job"]
"""What the first column of a key names, so that all about one item is found by it, also where the row is gone."""

Type = Literal["uuid", "int", "bigint", "text", "hex"]


class Column(NamedTuple):
    """One part of a key: a field of the row's text, and what it is in the table `r`."""

    field: str
    type: Type
    column: str | None = None
    """Where the table's column is called otherwise."""
    computed: str | None = None
    """SQL over `r`, for what is no column; such a part finds no row, the others do."""


class Source(NamedTuple):
    """A table whose rows have places."""

    table: str
    about: About | None
    key: tuple[Column, ...]
    also: str | None = None
    """SQL over `r` for items that a row concerns besides those its key leads to: a SELECT of item ids."""


def _of(table: str, about: About | None, *key: Column, also: str | None = None) -> Source:
    return Source(table, about, key, also)


def _uuid(field: str, column: str | None = None) -> Column:
    return Column(field, "uuid", column)


_EVENT: Final = _uuid("event_id")
_JOB: Final = _uuid("job_id")
_CODE: Final = Column("code", "text")
_LINE: Final = Column("line", "int")
_NUMBER: Final = Column("number", "bigint")

SOURCES: Final[dict[str, Source]] = {
    # Who there is, and with which key.
    "party": _of("party", None, _uuid("party_id")),
    "device": _of("device", None, _uuid("device_id")),
    "revocation": _of("device_revocation", None, _uuid("device_id")),
    "incarnation": _of("server_incarnation", None, _uuid("incarnation_id")),
    # Items and the labels that name them.
    "item": _of("item", "item", _uuid("item_id")),
    "label": _of("item_label", "code", _CODE),
    "label_void": _of("label_void", "code", _CODE),
    # Acts.
    "event": _of("signed_event", "event", _EVENT),
    "equivocation": _of(
        "equivocation",
        "event",
        _EVENT,
        _uuid("device_id"),
        Column("device_seq", "bigint"),
        Column("body_hash", "hex"),
    ),
    "unverified": _of("unverified_upload", None, Column("upload_id", "bigint")),
    # What people said and decided about them.
    "statement": _of("side_statement", "event", _EVENT, _uuid("party_id")),
    "proposal": _of("dispute_proposal", "item", _uuid("item_id"), _uuid("proposal_id")),
    "resolution": _of("dispute_resolution", None, _uuid("resolution_id"), also="SELECT r.item_id"),
    "dispute_answer": _of("dispute_answer", "item", _uuid("item_id"), _uuid("proposal_id")),
    "count_check": _of("count_check", "event", _uuid("event_id", "count_event"), Column("number", "int")),
    "count_settlement": _of("count_settlement", "event", _uuid("event_id", "count_event"), Column("number", "int")),
    "case": _of(
        "custody_exception",
        "event",
        Column("about", "uuid", computed="coalesce(r.event_id, r.exception_id)"),
        _uuid("exception_id"),
        also="SELECT r.item_id WHERE r.item_id IS NOT NULL",
    ),
    "case_closing": _of(
        "custody_exception_closing",
        None,
        _uuid("exception_id"),
        also="SELECT item_id FROM custody_exception AS e WHERE e.exception_id = r.exception_id AND item_id IS NOT NULL",
    ),
    "refusal_decision": _of("refusal_decision", "job", _JOB, _uuid("exception_id")),
    "instruction": _of("delivery_instruction", "job", _JOB, _uuid("instruction_id")),
    "invitation": _of("invitation", "job", _JOB, _uuid("invitation_id")),
    "incident": _of("incident", "code", _CODE, _uuid("incident_id")),
    "incident_step": _of(
        "incident_step",
        None,
        _uuid("incident_id"),
        Column("step", "text"),
        also="SELECT item_id FROM incident AS n JOIN item_label USING (code) WHERE n.incident_id = r.incident_id",
    ),
    # What was read out of acts and compared later, and what was found about them.
    "finding": _of("finding", "event", _EVENT, _uuid("finding_id")),
    "paper_count": _of("paper_count", "event", _EVENT, _LINE),
    "seal": _of("seal_seen", "event", _EVENT, _CODE),
    "opening": _of("envelope_opening", "event", _EVENT),
    "original": _of("original_fate", "event", _EVENT, _LINE, Column("fate", "text")),
    "filing_answer": _of("filing_answer", "event", _EVENT),
    "door": _of("door_particulars", "event", _EVENT),
    "two_roles": _of("two_roles_mark", "event", _EVENT),
    "papers_journey": _of("papers_journey", "event", _EVENT),
    "one_time_code": _of("one_time_code", "job", _JOB, _uuid("code_id")),
    "code_verdict": _of("one_time_code_verdict", "event", _EVENT),
    # Who holds what.
    "ledger": _of("ledger", "item", _uuid("item_id"), Column("seq", "int")),
    # Money.
    "due": _of("amount_due", "job", _JOB, _uuid("due_id")),
    "posting": _of(
        "posting",
        "event",
        Column("about", "uuid", computed="coalesce(r.settles, r.posting_id)"),
        _uuid("posting_id"),
        also="SELECT r.item_id WHERE r.item_id IS NOT NULL",
    ),
    "transfer_seen": _of("transfer_seen", "event", _EVENT),
    "refund": _of("refund", "code", _CODE, _uuid("refund_id")),
    "money_closing": _of(
        "money_case_closing",
        None,
        Column("case_key", "text"),
        Column("kind", "text"),
        Column("taken_vnd", "bigint"),
        Column("expected_vnd", "bigint"),
    ),
    "aside_proposal": _of("set_aside_proposal", "event", _EVENT, _uuid("proposed_by")),
    "set_aside": _of("act_set_aside", "event", _EVENT),
    "office_debt": _of("office_debt", "code", _CODE, _uuid("posting_id")),
    "office_payment": _of("office_payment", None, _uuid("payment_id")),
    "payment_receipt": _of("office_payment_receipt", None, _uuid("payment_id")),
    "receipt_block": _of("receipt_block", None, _uuid("office_id"), Column("first_number", "bigint")),
    "receipt_book": _of("receipt_book", None, _uuid("book_id")),
    "official_receipt": _of("official_receipt", None, _uuid("book_id"), _NUMBER),
    "receipt_void": _of("official_receipt_void", None, _uuid("book_id"), _NUMBER),
    "remittance": _of("remittance", None, _uuid("remittance_id")),
    "remittance_line": _of("remittance_line", None, _uuid("remittance_id"), _uuid("posting_id"), Column("turn", "int")),
    "remittance_reversal": _of("remittance_reversal", None, _uuid("remittance_id")),
    "bank_file": _of("bank_file", None, _uuid("file_id")),
    "bank_line": _of("bank_line", None, _uuid("line_id")),
    "bank_line_use": _of("bank_line_use", None, _uuid("line_id")),
}
"""By the name in the log, in the order of a round. A name and its key never change: rows are numbered under them."""

WITHOUT_PLACES: Final[dict[str, tuple[str, ...]]] = {
    "read out of signed acts again and again, and out of them alone": (
        "event_item",
        "event_refusal",
        "event_proof",
        "device_log",
        "bag_sealing",
        "bag_opening",
        "failed_visit",
        "collection",
        "hand_in",
        "count_in",
        "cash_declaration",
        "till_opening",
        "receipt_return",
    ),
    "written by the keys themselves beside a row that has a place": ("remittance_line_freed", "bank_line_name"),
    "the log itself, or said in every export": (
        "evidence_leaf",
        "evidence_node",
        "evidence_checkpoint",
        "evidence_item_leaf",
        "evidence_item_head",
        "evidence_item_node",
        "restoration",
    ),
    "settings, rules and lists as of a day: they say what should be, not who held what": (
        "custody_exception_kind",
        "proof_rule",
        "holding_rule",
        "incident_rule",
        "travel_terms",
        "cash_limit",
        "money_setting",
        "service_time",
        "office_form",
        "office_wave",
        "timetable",
        "timetable_spell",
        "linehaul_stop",
        "grant_scope",
        "agreement_source",
        "training_mark",
        "training_warning",
        "procedure_import",
        "schema_migration",
    ),
    "what was asked for, before an item was in anybody's hands": (
        "dossier_document",
        "imported_job",
        "imported_order",
        "placed_order",
        "stated_amount",
        "registration_match",
        "registration_closing",
        "supplement_request",
        "label",
        "label_print",
        "pad",
        "pad_slip",
        "bag_code",
    ),
    "plans and the days of people and offices": (
        "job_pin",
        "shift_change",
        "substitution",
        "substitution_area",
        "office_pause",
        "office_pause_end",
    ),
    "who read personal data: another log, with its own term of keeping": ("personal_data_access",),
}
"""Append-only tables whose rows have no place, by the reason."""


def key_sql(source: str) -> str:
    """How a row `r` of that source is named in the log."""
    parts = [_expression(column) for column in SOURCES[source].key]
    return parts[0] if len(parts) == 1 else f"concat_ws('/', {', '.join(parts)})"


def match_sql(source: str) -> str:
    """That `r` is the row which the place `l` was given to."""
    return " AND ".join(
        f"{_column(column)} = {_read(column, number)}"
        for number, column in enumerate(SOURCES[source].key, start=1)
        if column.computed is None
    )


def sources_about(about: About) -> list[str]:
    """The sources whose keys begin so."""
    return [name for name, source in SOURCES.items() if source.about == about]


def _column(column: Column) -> str:
    named = f"r.{column.column or column.field}"
    return f"encode({named}, 'hex')" if column.type == "hex" else named


def _expression(column: Column) -> str:
    said = column.computed or _column(column)
    return said if column.type in ("text", "hex") else f"({said})::text"


def _read(column: Column, number: int) -> str:
    part = f"split_part(l.key, '/', {number})"
    return part if column.type in ("text", "hex") else f"{part}::{column.type}"
