"""The SQL of bags and their contents, each text beside the Struct its rows fill."""

from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement


class SealingRow(msgspec.Struct, frozen=True):
    """What one sealing says of one item, counted or not."""

    item_id: UUID
    event_id: UUID
    device_id: UUID
    device_seq: int
    code: str
    party_id: UUID
    ref: UUID
    sscc: str | None
    counts: bool


SEALINGS: Final = statement(
    """
    SELECT l.item_id, x.event_id, e.device_id, e.device_seq, x.code, x.party_id, x.ref,
           body_says(e.body, 'sscc') AS sscc,
           (r.trusted_through IS NULL OR e.device_seq <= r.trusted_through)
           AND NOT EXISTS (
               SELECT FROM event_item AS c JOIN signed_event AS t USING (event_id)
               LEFT JOIN device_revocation AS v USING (device_id)
               WHERE c.ref = x.event_id AND c.code = x.code AND c.kind = 'correct' AND c.party_id = x.party_id
                 AND (v.trusted_through IS NULL OR t.device_seq <= v.trusted_through)) AS counts
    FROM item_label AS l
    JOIN event_item AS x USING (code)
    JOIN signed_event AS e USING (event_id)
    LEFT JOIN device_revocation AS r USING (device_id)
    WHERE l.item_id = ANY ($1::uuid[]) AND x.kind = 'seal_bag'
    """,
    SealingRow,
)
"""Those no longer trusted, or taken back, too: a bag that stood by them falls."""


class OpeningRow(msgspec.Struct, frozen=True):
    event_id: UUID
    party_id: UUID
    sealing: UUID


OPENINGS: Final = statement(
    """
    SELECT o.event_id, o.party_id, o.answers AS sealing
    FROM signed_event AS o LEFT JOIN device_revocation AS r USING (device_id)
    WHERE o.answers = ANY ($1::uuid[]) AND o.kind = 'open_bag' AND o.is_readable
      AND (r.trusted_through IS NULL OR o.device_seq <= r.trusted_through)
    """,
    OpeningRow,
)

FORGET_BAGS: Final = statement("DELETE FROM bag_content WHERE item_id = ANY ($1::uuid[])")

KEEP_BAGS: Final = statement(
    """
    INSERT INTO bag_content AS b (item_id, sealing, code, sealed_by, ref, sealed_seq, sealed_depth, sscc, opening,
        opened_by, opened_seq, opened_tip, opened_depth)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::int[], $7::int[], $8::text[],
        $9::uuid[], $10::uuid[], $11::int[], $12::uuid[], $13::int[])
    ON CONFLICT (item_id) DO UPDATE
        SET sealing = EXCLUDED.sealing, code = EXCLUDED.code, sealed_by = EXCLUDED.sealed_by, ref = EXCLUDED.ref,
            sealed_seq = EXCLUDED.sealed_seq, sealed_depth = EXCLUDED.sealed_depth, sscc = EXCLUDED.sscc,
            opening = EXCLUDED.opening, opened_by = EXCLUDED.opened_by, opened_seq = EXCLUDED.opened_seq,
            opened_tip = EXCLUDED.opened_tip, opened_depth = EXCLUDED.opened_depth
        WHERE (b.*) IS DISTINCT FROM (EXCLUDED.*)
    """
)


class CodeOfSealing(msgspec.Struct, frozen=True):
    code: str


CODES_OF_SEALINGS: Final = statement(
    "SELECT DISTINCT code FROM event_item WHERE event_id = ANY ($1::uuid[]) AND kind = 'seal_bag' ORDER BY code",
    CodeOfSealing,
)
