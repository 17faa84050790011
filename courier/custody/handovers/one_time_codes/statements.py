"""The SQL of one-time codes, each statement beside the Struct it fills."""

from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement


class IssuedCode(msgspec.Struct, frozen=True):
    """A code told to a citizen, as kept."""

    code_id: UUID
    job_id: UUID
    salt: bytes
    digest: bytes
    is_over: bool


CODES_OF_ITEMS: Final = statement(
    """
    SELECT c.code_id, c.job_id, c.salt, c.digest, c.expires_at < $2 AS is_over
    FROM item_label AS l JOIN item AS i USING (item_id) JOIN one_time_code AS c USING (job_id)
    WHERE l.code = ANY ($1::text[]) ORDER BY c.expires_at DESC
    """,
    IssuedCode,
)
KEEP_VERDICT: Final = statement(
    "INSERT INTO one_time_code_verdict (event_id, verdict, code_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
)
KEEP_CODE: Final = statement(
    """
    INSERT INTO one_time_code (code_id, job_id, salt, digest, expires_at) VALUES ($1, $2, $3, $4, $5)
    """
)


class ReturnToDeliver(msgspec.Struct, frozen=True):
    """A result still on its way to its citizen, opened by the second factor."""

    job_id: UUID
    codes_today: int


RETURN_TO_DELIVER: Final = statement(
    """
    SELECT j.job_id, (SELECT count(*) FROM one_time_code AS c
                      WHERE c.job_id = j.job_id AND c.issued_at > courier_now() - interval '1 day')::int AS codes_today
    FROM item_label AS l JOIN item AS i USING (item_id) JOIN job AS j USING (job_id)
    JOIN dossier AS d USING (dossier_id) JOIN head AS h USING (item_id)
    LEFT JOIN contact AS c ON c.party_id = j.destination_id
    WHERE l.code = $1 AND j.leg = 'RETURN' AND j.cancelled_at IS NULL AND h.holder_id <> j.destination_id
      AND $2 <> '' AND ($2 IN (d.view_code, c.phone_last4)
           OR $2 IN (SELECT s.view_code FROM slip_view_code AS s WHERE s.dossier_id = d.dossier_id))
    FOR NO KEY UPDATE OF j
    """,
    ReturnToDeliver,
)
