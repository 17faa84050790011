"""The SQL of money, each statement beside the Struct it fills."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement
from courier.money.model import Balance, CashDay, CashDifference, Ledger, MoneyCase

# Facts.

ADD_COLLECTIONS: Final = statement("""
    INSERT INTO collection (event_id, holder_id, office_id, province_code, code, amount_vnd, mode, receipt_number,
                            is_trusted, happened_at)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::bigint[], $7::text[],
                         $8::bigint[], $9::boolean[], $10::timestamptz[])
    ON CONFLICT (event_id) DO NOTHING""")
"""Each enters its account by the table's own trigger."""

ADD_HAND_INS: Final = statement("""
    INSERT INTO hand_in (event_id, act, holder_id, office_id, province_code, amount_vnd, happened_at)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::text[], $6::bigint[], $7::timestamptz[])
    ON CONFLICT (event_id) DO NOTHING""")
"""A till's closing is one too, to its own office."""

ADD_OPENINGS: Final = statement("""
    INSERT INTO till_opening (event_id, office_id, province_code, float_vnd, happened_at)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::timestamptz[])
    ON CONFLICT (event_id) DO NOTHING""")
"""The float enters its accounts by the table's own trigger."""

ADD_RETURNS: Final = statement("""
    INSERT INTO receipt_return (event_id, holder_id, device_id, office_id, first_number, last_number, is_spoiled,
                                happened_at)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::bigint[], $6::bigint[], $7::boolean[],
                         $8::timestamptz[])
    ON CONFLICT (event_id) DO NOTHING""")

ADD_COUNTS: Final = statement("""
    INSERT INTO count_in (event_id, office_id, province_code, answers, amount_vnd, happened_at)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::bigint[], $6::timestamptz[])
    ON CONFLICT (event_id) DO NOTHING""")

ADD_DECLARATIONS: Final = statement("""
    INSERT INTO cash_declaration (event_id, holder_id, office_id, amount_vnd, happened_at)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::timestamptz[])
    ON CONFLICT (event_id) DO NOTHING""")

MARK_DUES: Final = statement("""
    INSERT INTO amount_due (job_id, kind, payer, amount_vnd, office_id, province_code)
    SELECT s.job_id, s.kind, s.payer, s.amount_vnd, j.serving_office_id, j.province_code
    FROM stated_amount AS s JOIN job AS j USING (job_id) WHERE s.job_id = ANY ($1::uuid[])
    ON CONFLICT (job_id, kind, payer) DO NOTHING""")

ADD_TRANSFER_SEEN: Final = statement("""
    INSERT INTO transfer_seen (event_id, source, reference, seen_by) VALUES ($1, $2, $3, $4)
    ON CONFLICT (event_id) DO NOTHING""")

ADD_LIMIT: Final = statement("""
    INSERT INTO cash_limit (party_id, limit_vnd, set_by)
    SELECT $2, $3, $4
    WHERE has_role($4, $1, 'supervisor') AND ($2 = $1 OR EXISTS (
        SELECT FROM person AS p WHERE p.carrier_party_id = $2 AND has_role(p.person_id, $1, 'carrier')))""")
"""No row where the asker may not, or the holder is none of the office's."""

CLOSE_CASE: Final = statement("""
    INSERT INTO money_case_closing (case_key, kind, taken_vnd, expected_vnd, closed_by, note)
    SELECT c.case_key, c.kind, c.taken_vnd, c.expected_vnd, $3, $4 FROM money_case AS c
    WHERE c.case_key = $1 AND c.kind = $2 AND has_role($3, c.office_id, 'supervisor')
    ON CONFLICT DO NOTHING""")

CLOSED_ALREADY: Final = statement("""
    SELECT EXISTS (SELECT FROM money_case_closing WHERE (case_key, kind, closed_by, note) = ($1, $2, $3, $4))""")

OPEN_EXCEPTION: Final = statement("""
    INSERT INTO custody_exception (exception_id, kind, event_id, province_code, office_id, facts)
    VALUES ($1, 'money', $2, $3, $4, $5) ON CONFLICT DO NOTHING""")
"""For an act that the books refuse; what merely does not add up is a `money_case`."""

RECORD_CHANGES: Final = statement("""
    INSERT INTO change (topic, office_id, party_id, facts)
    SELECT 'money', c.office_id, c.party_id, jsonb_build_object('in_hand_vnd', coalesce(a.balance_vnd, 0))
    FROM unnest($1::uuid[], $2::uuid[]) AS c (office_id, party_id)
    LEFT JOIN account AS a ON a.account_id = 'in_hand:' || c.party_id::text""")


class HandInOfCount(msgspec.Struct, frozen=True):
    """The hand-in that a count answers, where it has arrived."""

    hand_in_id: UUID
    holder_id: UUID
    office_id: UUID


HAND_INS_TOUCHED: Final = statement(
    """
    SELECT h.event_id AS hand_in_id, h.holder_id, h.office_id FROM hand_in AS h
    WHERE h.event_id = ANY ($1::uuid[])
       OR h.event_id IN (SELECT c.answers FROM count_in AS c WHERE c.event_id = ANY ($1))
    """,
    HandInOfCount,
)


class PostedCollection(msgspec.Struct, frozen=True):
    """What a collection led to, while it is in force."""

    event_id: UUID
    posting_id: UUID
    kind: str
    holder_id: UUID
    office_id: UUID
    code: str
    amount_vnd: int


COLLECTIONS_TAKEN_BACK: Final = statement(
    """
    SELECT c.event_id, p.posting_id, p.kind, c.holder_id, c.office_id, c.code, c.amount_vnd
    FROM collection AS c JOIN taken_back AS t USING (event_id) JOIN posting_in_force AS p ON p.effect_of = c.event_id
    WHERE c.event_id = ANY ($1::uuid[])
    ORDER BY c.event_id
    """,
    PostedCollection,
)
"""Those of these acts that their own party has taken back and that still count."""


class PostedOpening(msgspec.Struct, frozen=True):
    """A till's float, while it is in force."""

    posting_id: UUID
    office_id: UUID


OPENINGS_TAKEN_BACK: Final = statement(
    """
    SELECT p.posting_id, o.office_id
    FROM till_opening AS o JOIN taken_back AS t USING (event_id) JOIN posting_in_force AS p ON p.effect_of = o.event_id
    WHERE o.event_id = ANY ($1::uuid[])
    ORDER BY o.event_id
    """,
    PostedOpening,
)

COLLECTION_AT: Final = statement(
    """
    SELECT c.event_id, p.posting_id, p.kind, c.holder_id, c.office_id, c.code, c.amount_vnd
    FROM collection AS c JOIN posting_in_force AS p ON p.effect_of = c.event_id
    WHERE c.event_id = $1 AND has_role($2, c.office_id, 'teller', 'supervisor')
    """,
    PostedCollection,
)

REVERSED_ALREADY: Final = statement("""
    SELECT EXISTS (SELECT FROM posting WHERE freed = $1 AND (reversed_by, reason) = ($2, $3))""")

POST_TRANSFER: Final = statement("""
    INSERT INTO posting (posting_id, kind, debit, credit, amount_vnd, settles, turn, province_code)
    SELECT $2, 'transfer', 'bank:' || c.office_id, 'suspense:' || c.code, c.amount_vnd, c.event_id, 2, c.province_code
    FROM collection AS c WHERE c.event_id = $1""")


class ActToSetAside(msgspec.Struct, frozen=True):
    """An act of money, and whether its device is no longer trusted for it."""

    kind: str
    answers: UUID | None
    is_past_trust: bool
    set_aside_by: UUID | None
    reason: str | None
    own_reason: str | None
    """Why the asker proposed it, if he did."""
    proposed_by: UUID | None
    """The first other who did."""


ACT_TO_SET_ASIDE: Final = statement(
    """
    SELECT e.kind, e.answers, coalesce(e.device_seq > r.trusted_through, false) AS is_past_trust, s.set_aside_by,
           s.reason, own.reason AS own_reason,
           (SELECT p.proposed_by FROM set_aside_proposal AS p WHERE p.event_id = $1 AND p.proposed_by <> $2
            ORDER BY p.proposed_at, p.proposed_by LIMIT 1) AS proposed_by
    FROM signed_event AS e JOIN device AS d USING (device_id) JOIN office AS o ON o.office_id = d.office_id
    LEFT JOIN device_revocation AS r USING (device_id)
    LEFT JOIN act_set_aside AS s USING (event_id)
    LEFT JOIN set_aside_proposal AS own ON own.event_id = e.event_id AND own.proposed_by = $2
    WHERE e.event_id = $1
      AND (has_role($2, o.office_id, 'supervisor') OR has_role($2, o.superior_office_id, 'supervisor'))
    """,
    ActToSetAside,
)
PROPOSE_ASIDE: Final = statement("INSERT INTO set_aside_proposal (event_id, reason, proposed_by) VALUES ($1, $2, $3)")
SET_ASIDE: Final = statement(
    "INSERT INTO act_set_aside (event_id, reason, set_aside_by, proposed_by) VALUES ($1, $2, $3, $4)"
)

# What is read.

SEES_CASH: Final = statement(
    """
    SELECT EXISTS (SELECT FROM office
                   WHERE office_id = $1 AND has_role($2, office_id, 'teller', 'dispatcher', 'supervisor'))
    """
)

BALANCE: Final = statement(
    """
    SELECT party_id, collected_vnd, handed_in_vnd, in_hand_vnd, unexplained_vnd, claimed_vnd,
           coalesce(limit_vnd, $2) AS limit_vnd, in_hand_vnd >= coalesce(limit_vnd, $2) AS is_over_limit,
           float_vnd
    FROM cash_holder WHERE party_id = $1
    """,
    Balance,
)

BALANCES_OF_OFFICE: Final = statement(
    """
    SELECT party_id, collected_vnd, handed_in_vnd, in_hand_vnd, unexplained_vnd, claimed_vnd,
           coalesce(limit_vnd, $3) AS limit_vnd, in_hand_vnd >= coalesce(limit_vnd, $3) AS is_over_limit,
           float_vnd
    FROM cash_holder
    WHERE has_role($2, $1, 'teller', 'dispatcher', 'supervisor') AND (party_id = $1 OR party_id IN (
        SELECT m.carrier_party_id FROM role_grant AS g JOIN person AS m USING (person_id)
        WHERE g.office_id = $1 AND g.role = 'carrier'))
    ORDER BY party_id
    """,
    Balance,
)
"""The counter itself and everyone who is or was a carrier of the office."""

LEDGERS_OF_OFFICE: Final = statement(
    """
    SELECT kind, CASE WHEN kind IN ('safe', 'bank', 'on_way') THEN debits_vnd ELSE credits_vnd END AS in_vnd,
           CASE WHEN kind IN ('safe', 'bank', 'on_way') THEN credits_vnd ELSE debits_vnd END AS out_vnd, balance_vnd
    FROM account
    WHERE party_id = $1 AND has_role($2, $1, 'teller', 'dispatcher', 'supervisor')
      AND kind IN ('fee', 'charge', 'fare', 'handling', 'safe', 'on_way', 'bank')
    ORDER BY array_position(ARRAY['fee', 'charge', 'fare', 'handling', 'safe', 'on_way', 'bank'], kind)
    """,
    Ledger,
)
"""Those that were ever booked on."""

CASH_DIFFERENCE: Final = statement(
    """
    WITH day AS (
        SELECT $2::date::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS begins,
               ($2::date + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS ends
    ), signed AS (
        SELECT coalesce(sum(c.amount_vnd) FILTER (WHERE p.posting_id IS NOT NULL OR NOT c.is_trusted), 0) AS signed_vnd,
               coalesce(sum(c.amount_vnd) FILTER (WHERE NOT c.is_trusted), 0) AS unbooked_vnd
        FROM day, collection AS c LEFT JOIN posting_in_force AS p ON p.effect_of = c.event_id
        WHERE c.office_id = $1 AND c.mode = 'cash' AND c.happened_at >= day.begins AND c.happened_at < day.ends
    ), handed AS (
        SELECT coalesce(sum(k.counted_vnd), 0) AS counted_vnd,
               coalesce(sum(abs(h.amount_vnd - coalesce(k.counted_vnd, 0))), 0) AS differs_vnd
        FROM day, hand_in AS h LEFT JOIN count_of_hand_in AS k ON k.hand_in_id = h.event_id
        WHERE h.office_id = $1 AND h.happened_at >= day.begins AND h.happened_at < day.ends
          AND NOT EXISTS (SELECT FROM taken_back AS t WHERE t.event_id = h.event_id)
    ), holder AS (
        SELECT DISTINCT holder_id FROM collection WHERE office_id = $1
    ), held AS (
        SELECT coalesce(sum(a.balance_vnd) FILTER (WHERE a.kind = 'in_hand'), 0) AS in_hand_vnd,
               coalesce(sum(a.balance_vnd) FILTER (WHERE a.kind = 'counted'), 0) AS unexplained_vnd
        FROM account AS a JOIN holder ON a.party_id = holder.holder_id
    ), misdeclared AS (
        SELECT coalesce(sum(abs(d.declared_vnd - d.expected_vnd)), 0) AS differs_vnd
        FROM day, cash_count AS d
        WHERE d.office_id = $1 AND d.happened_at >= day.begins AND d.happened_at < day.ends AND d.is_last_of_day
    ), tills AS (
        SELECT coalesce(sum(abs(t.closed_vnd - t.float_vnd - t.taken_vnd)), 0) AS differs_vnd
        FROM day, till AS t WHERE t.office_id = $1 AND t.closed_at >= day.begins AND t.closed_at < day.ends
    )
    SELECT o.office_id, $2::date AS on_date, signed.signed_vnd::bigint, handed.counted_vnd::bigint AS counted_in_vnd,
           held.in_hand_vnd::bigint,
           (signed.unbooked_vnd + handed.differs_vnd + held.unexplained_vnd + misdeclared.differs_vnd
            + tills.differs_vnd)::bigint
               AS difference_vnd
    FROM office AS o, signed, handed, held, misdeclared, tills
    WHERE o.office_id = $1 AND has_role($3, o.office_id, 'teller', 'dispatcher', 'supervisor')
    """,
    CashDifference,
)

CASH_DAYS: Final = statement(
    """
    SELECT on_date, receipts_vnd, handed_in_vnd, remitted_vnd, credited_vnd,
           receipts_vnd - least(handed_in_vnd, remitted_vnd, credited_vnd) AS difference_vnd, is_due
    FROM office_day
    WHERE office_id = $1 AND on_date >= $2::date AND has_role($3, office_id, 'teller', 'dispatcher', 'supervisor')
    ORDER BY on_date DESC
    """,
    CashDay,
)
ADD_SETTING: Final = statement("""
    INSERT INTO money_setting (office_id, name, value, valid_from, set_by)
    SELECT $1, $2, $3, $4, $5 WHERE has_role($5, $1, 'supervisor')""")


class SettleDaysSaid(msgspec.Struct, frozen=True):
    """Within how many days cash taken from a day on must have reached the bank; who said so, when."""

    days: int
    valid_from: date
    set_by: str
    set_at: datetime


SETTLE_DAYS_SAID: Final = statement(
    """
    SELECT s.value::int AS days, s.valid_from, p.full_name AS set_by, s.set_at
    FROM money_setting AS s JOIN person AS p ON p.person_id = s.set_by
    WHERE s.office_id = $1 AND s.name = 'settle_days'
      AND has_role($2, s.office_id, 'teller', 'dispatcher', 'supervisor')
    ORDER BY s.valid_from DESC, s.set_at DESC LIMIT 20
    """,
    SettleDaysSaid,
)
SETTLE_DAYS_OF: Final = statement("SELECT money_rule($1, 'settle_days', $2, 3)::int")
"""What holds on a day; 3 where nobody said, an assumption."""

OPEN_CASES: Final = statement(
    """
    SELECT case_key, kind, office_id, holder_id, code, taken_vnd, expected_vnd, since FROM money_case
    WHERE office_id = $1 AND has_role($2, office_id, 'teller', 'dispatcher', 'supervisor')
    ORDER BY since, case_key
    """,
    MoneyCase,
)


class DueOfJob(msgspec.Struct, frozen=True):
    """What is still to be collected from the citizen for a job."""

    job_id: UUID
    due_vnd: int


STILL_DUE: Final = statement(
    """
    SELECT d.job_id, sum(d.amount_vnd)::bigint AS due_vnd
    FROM amount_due AS d
    WHERE d.job_id = ANY ($1::uuid[]) AND d.payer = 'citizen'
      AND NOT EXISTS (SELECT FROM posting_in_force AS p WHERE p.effect_of = d.due_id)
    GROUP BY d.job_id
    """,
    DueOfJob,
)
CLAIMED_UNSEEN: Final = statement(
    """
    SELECT i.job_id, sum(c.amount_vnd)::bigint AS due_vnd
    FROM item AS i JOIN item_label AS l USING (item_id) JOIN collection AS c USING (code)
    JOIN posting_in_force AS p ON p.effect_of = c.event_id AND p.kind = 'claim'
    WHERE i.job_id = ANY ($1::uuid[]) AND c.counts_as = 'claimed_transfer'
      AND NOT EXISTS (SELECT FROM transfer_seen AS s WHERE s.event_id = c.event_id)
    GROUP BY i.job_id
    """,
    DueOfJob,
)
"""Transfers that citizens told of and nobody has seen yet, by job."""


class ClaimedTransfer(msgspec.Struct, frozen=True):
    """A transfer a citizen told of, and whether somebody has seen it."""

    event_id: UUID
    holder_id: UUID
    office_id: UUID
    code: str
    amount_vnd: int
    posting_id: UUID | None
    """Of the claim, while it is one."""
    seen_at: datetime | None


_CLAIM: Final = """
    SELECT c.event_id, c.holder_id, c.office_id, c.code, c.amount_vnd, p.posting_id, s.seen_at
    FROM collection AS c LEFT JOIN posting_in_force AS p ON p.effect_of = c.event_id AND p.kind = 'claim'
    LEFT JOIN transfer_seen AS s ON s.event_id = c.event_id
    WHERE c.event_id = $1 AND c.counts_as = 'claimed_transfer'"""
CLAIM_AT: Final = statement(f"{_CLAIM} AND has_role($2, c.office_id, 'teller', 'supervisor')", ClaimedTransfer)
CLAIM_OF: Final = statement(_CLAIM, ClaimedTransfer)
