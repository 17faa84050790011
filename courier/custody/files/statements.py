"""The SQL of proof files."""

from typing import Final

from courier.custody.files.model import FileRow
from courier.database import statement

DECLARE_FILE: Final = statement(
    """
    INSERT INTO proof_file (sha256, size_bytes, received_bytes, media_type, uploaded_by)
    VALUES ($1, $2, 0, $3, $4)
    ON CONFLICT DO NOTHING
    """
)
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
