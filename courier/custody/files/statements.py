"""The SQL of proof files."""

from typing import Final

import msgspec

from courier.custody.files.model import FileRow
from courier.database import statement

DECLARE_FILE: Final = statement(
    """
    INSERT INTO proof_file (sha256, size_bytes, received_bytes, media_type, uploaded_by)
    VALUES ($1, $2, 0, $3, $4)
    ON CONFLICT DO NOTHING
    """
)


class FilesToday(msgspec.Struct, frozen=True):
    """What a device has declared within a day that no act kept here names."""

    files: int
    size_bytes: int


UNNAMED_FILES_TODAY: Final = statement(
    """
    SELECT count(*)::int AS files, coalesce(sum(f.size_bytes), 0)::bigint AS size_bytes
    FROM proof_file AS f
    WHERE f.uploaded_by = $1 AND f.started_at > courier_now() - interval '1 day'
      AND NOT EXISTS (SELECT FROM event_proof AS p WHERE p.sha256 = f.sha256)
      AND NOT EXISTS (SELECT FROM event_proof AS p WHERE p.sha256 = $2)
    """,
    FilesToday,
)
"""Nothing where the file now declared ($2) is named by an act: that is always let in."""

FIND_FILE: Final = statement(
    "SELECT size_bytes, received_bytes, media_type, uploaded_by FROM proof_file WHERE sha256 = $1", FileRow
)
LOCK_FILE: Final = statement(
    "SELECT size_bytes, received_bytes, media_type, uploaded_by FROM proof_file WHERE sha256 = $1 FOR UPDATE", FileRow
)
RECORD_PROGRESS: Final = statement(
    """
    UPDATE proof_file SET received_bytes = $2,
           completed_at = CASE WHEN $2 = size_bytes THEN courier_now() END
    WHERE sha256 = $1
    """
)
FORGET_FILE: Final = statement("DELETE FROM proof_file WHERE sha256 = $1 AND completed_at IS NULL")


class FileSeen(msgspec.Struct, frozen=True):
    """Of what kind a whole file is."""

    media_type: str


FILE_FOR: Final = statement(
    """
    SELECT f.media_type FROM proof_file AS f
    WHERE f.sha256 = $1 AND f.completed_at IS NOT NULL AND EXISTS (
        SELECT FROM event_proof AS p JOIN signed_event AS e USING (event_id) JOIN device AS v USING (device_id)
        WHERE p.sha256 = f.sha256
          AND (has_role($2, v.office_id, 'teller', 'dispatcher', 'supervisor', 'desk_clerk')
               OR EXISTS (SELECT FROM event_item AS x JOIN item_label AS l USING (code) JOIN item USING (item_id)
                          JOIN job AS j USING (job_id) JOIN dossier AS d USING (dossier_id)
                          WHERE x.event_id = e.event_id
                            AND (has_role($2, j.serving_office_id, 'teller', 'dispatcher', 'supervisor')
                                 OR has_role($2, j.delivering_office_id, 'teller', 'dispatcher', 'supervisor')
                                 OR has_role($2, d.desk_id, 'desk_clerk', 'supervisor')))))
    """,
    FileSeen,
)
"""For who serves at the office of the act, or at one that has the item's order."""
