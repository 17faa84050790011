"""The SQL of the books, each statement beside the Struct it fills."""

from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement

# Locks.

LOCK_HAND_INS: Final = statement(
    "SELECT pg_advisory_xact_lock(9, hashtext(id::text)) FROM (SELECT unnest($1::uuid[]) AS id ORDER BY 1) AS sorted"
)
"""A hand-in and its count are signed by two parties: the lock lets the later of the two see the earlier."""

LOCK_BOOKS: Final = statement("""
    WITH named AS (
        SELECT code FROM unnest($2::text[]) AS code
        UNION SELECT other.code
              FROM item_label AS own JOIN item_label AS other USING (item_id) WHERE own.code = ANY ($2)
    ), serving AS (
        SELECT DISTINCT j.serving_office_id AS office_id
        FROM item_label AS l JOIN item USING (item_id) JOIN job AS j USING (job_id) WHERE l.code = ANY ($2)
    ), concerned AS (
        SELECT office_id FROM office WHERE office_id = ANY ($3::uuid[])
        UNION SELECT office_id FROM serving
        UNION SELECT c.office_id FROM named JOIN collection AS c USING (code)
        UNION SELECT r.office_id FROM named JOIN refund AS r USING (code)
        UNION SELECT unnest(ARRAY[d.creditor_id, d.debtor_id]) FROM named JOIN office_debt AS d USING (code)
    )
    SELECT lock_accounts(VARIADIC coalesce(array_agg(account_id), '{}')) FROM (
        SELECT kind || ':' || holder FROM unnest(ARRAY['counted', 'in_hand']) AS kind, unnest($1::uuid[]) AS holder
        UNION SELECT own.kind || ':' || office_id
              FROM unnest(ARRAY['bank', 'credited', 'on_way', 'safe', 'taken_out']) AS own (kind), office
              WHERE office_id = ANY ($1)
        UNION SELECT 'suspense:' || code FROM named
        UNION SELECT kind || ':' || office_id FROM unnest(ARRAY['charge', 'fare', 'fee', 'handling']) AS kind, serving
        UNION SELECT kind || ':' || office_id FROM unnest(ARRAY['owed', 'owing']) AS kind, concerned
              WHERE (SELECT count(*) FROM concerned) > 1
    ) AS books (account_id)""")
"""What acts by these holders ($1) about these codes ($2), told at these offices ($3), may move, opened and locked in
the order of account names. Where more than one office has to do with them, what offices owe each other too."""

# What stands, and what it should come to.


class OpenDue(msgspec.Struct, frozen=True):
    """A citizen's due of a job whose item is known, in the order dues are paid."""

    item_id: UUID
    due_id: UUID
    amount_vnd: int


class Pool(msgspec.Struct, frozen=True):
    """What was taken under one code of an item and is booked nowhere yet."""

    item_id: UUID
    code: str
    balance_vnd: int


class Booking(msgspec.Struct, frozen=True):
    """A due booked, and not taken back."""

    posting_id: UUID
    item_id: UUID
    due_id: UUID
    code: str
    amount_vnd: int


OPEN_DUES: Final = statement(
    """
    SELECT i.item_id, d.due_id, d.amount_vnd
    FROM item AS i JOIN amount_due AS d USING (job_id)
    WHERE i.item_id = ANY ($1::uuid[]) AND d.payer = 'citizen'
    ORDER BY i.item_id, array_position(ARRAY['fee', 'charge', 'fare', 'handling'], d.kind)
    """,
    OpenDue,
)
"""The State's money comes first."""

POOLS: Final = statement(
    """
    SELECT l.item_id, l.code, a.balance_vnd
    FROM item_label AS l JOIN account AS a ON a.account_id = 'suspense:' || l.code
    WHERE l.item_id = ANY ($1::uuid[])
    ORDER BY l.item_id, l.bound_at, l.code
    """,
    Pool,
)

BOOKINGS: Final = statement(
    """
    SELECT p.posting_id, i.item_id, p.settles AS due_id, p.code, p.amount_vnd
    FROM item AS i JOIN amount_due AS d USING (job_id)
    JOIN posting_in_force AS p ON p.effect_of = d.due_id
    WHERE i.item_id = ANY ($1::uuid[])
    """,
    Booking,
)


class ItemOfCode(msgspec.Struct, frozen=True):
    """A code that names an item by now."""

    code: str
    item_id: UUID
    job_id: UUID


ITEMS_OF_CODES: Final = statement(
    "SELECT code, item_id, job_id FROM item_label JOIN item USING (item_id) WHERE code = ANY ($1::text[])", ItemOfCode
)
CODES_OF_JOBS: Final = statement(
    "SELECT code, item_id, job_id FROM item JOIN item_label USING (item_id) WHERE job_id = ANY ($1::uuid[])", ItemOfCode
)

BOOK_DUES: Final = statement("""
    INSERT INTO posting (posting_id, kind, debit, credit, amount_vnd, settles, turn, job_id, item_id, province_code)
    SELECT b.posting_id, 'book', 'suspense:' || b.code, d.account, d.amount_vnd, d.due_id,
           1 + coalesce((SELECT max(p.turn) FROM posting AS p WHERE p.effect_of = d.due_id), 0),
           d.job_id, i.item_id, d.province_code
    FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS b (posting_id, due_id, code)
    JOIN amount_due AS d USING (due_id) JOIN item AS i USING (job_id)
    ORDER BY d.account""")

REVERSE_POSTINGS: Final = statement("""
    INSERT INTO posting (posting_id, kind, debit, credit, amount_vnd, settles, turn, reverses, reason, reversed_by,
                         province_code)
    SELECT n.posting_id, p.kind, p.credit, p.debit, p.amount_vnd, p.settles, p.turn, p.posting_id, $3, $4,
           p.province_code
    FROM unnest($1::uuid[], $2::uuid[]) AS n (posting_id, reverses) JOIN posting AS p ON p.posting_id = n.reverses""")


class Pair(msgspec.Struct, frozen=True):
    """Two accounts that say the same money from two sides, and how much both of them say by now."""

    party_id: UUID
    kind: str
    both_vnd: int


PAIRS: Final = statement(
    """
    SELECT d.party_id, p.kind, least(d.balance_vnd, c.balance_vnd) AS both_vnd
    FROM (VALUES ('match', 'counted', 'in_hand'), ('draw', 'taken_out', 'safe'), ('arrive', 'credited', 'on_way'))
        AS p (kind, debit, credit)
    JOIN account AS d ON d.kind = p.debit AND d.party_id = ANY ($1::uuid[])
    JOIN account AS c ON c.kind = p.credit AND c.party_id = d.party_id
    WHERE least(d.balance_vnd, c.balance_vnd) > 0
    ORDER BY p.kind, d.party_id
    """,
    Pair,
)
"""Counted in and taken; taken out and in the safe; seen by the bank and on its way."""

POST_PAIRS: Final = statement("""
    INSERT INTO posting (posting_id, kind, debit, credit, amount_vnd, province_code)
    SELECT n.posting_id, n.kind, p.debit || ':' || n.party_id, p.credit || ':' || n.party_id, n.amount_vnd,
           party.province_code
    FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[]) AS n (posting_id, party_id, kind, amount_vnd)
    JOIN (VALUES ('match', 'counted', 'in_hand'), ('draw', 'taken_out', 'safe'), ('arrive', 'credited', 'on_way'))
        AS p (kind, debit, credit) USING (kind)
    JOIN party USING (party_id)""")


class Paired(msgspec.Struct, frozen=True):
    """Money found on both accounts of a pair."""

    posting_id: UUID
    amount_vnd: int


PAIRED: Final = statement(
    """
    SELECT posting_id, amount_vnd FROM posting_in_force
    WHERE kind IN ('match', 'draw', 'arrive') AND (debit = $1 OR credit = $1)
    ORDER BY recorded_at DESC, posting_id DESC
    """,
    Paired,
)
BALANCE_OF: Final = statement("SELECT coalesce((SELECT balance_vnd FROM account WHERE account_id = $1), 0)")


class Entry(msgspec.Struct, frozen=True):
    """A posting, as far as taking it back needs it."""

    posting_id: UUID
    debit: str
    credit: str
    amount_vnd: int


ENTRIES: Final = statement(
    "SELECT posting_id, debit, credit, amount_vnd FROM posting WHERE posting_id = ANY ($1::uuid[]) ORDER BY posting_id",
    Entry,
)


class CountToPost(msgspec.Struct, frozen=True):
    """A hand-in whose booked count is not the one that counts; None where there is none to book, or none booked."""

    hand_in_id: UUID
    booked_posting_id: UUID | None
    count_in_id: UUID | None


COUNTS_TO_POST: Final = statement(
    """
    SELECT h.event_id AS hand_in_id, p.posting_id AS booked_posting_id, k.count_in_id
    FROM hand_in AS h
    LEFT JOIN posting_in_force AS p ON p.effect_of = h.event_id
    LEFT JOIN LATERAL (
        SELECT c.count_in_id FROM count_of_hand_in AS c WHERE c.hand_in_id = h.event_id AND c.counted_vnd > 0 OFFSET 0
    ) AS k ON true
    WHERE h.event_id = ANY ($1::uuid[]) AND p.count_in_id IS DISTINCT FROM k.count_in_id
    ORDER BY h.event_id
    """,
    CountToPost,
)

POST_COUNT: Final = statement("""
    INSERT INTO posting (posting_id, kind, debit, credit, amount_vnd, settles, turn, count_in_id, province_code)
    SELECT $2, 'count', 'safe:' || k.office_id, 'counted:' || k.holder_id, k.counted_vnd, k.hand_in_id,
           1 + coalesce((SELECT max(p.turn) FROM posting AS p WHERE p.effect_of = k.hand_in_id), 0),
           k.count_in_id, k.province_code
    FROM count_of_hand_in AS k WHERE k.hand_in_id = $1""")
