"""Close a case of money with a note: it opens again by itself when its figures change."""

from uuid import UUID

from courier.database import Connection
from courier.errors import NotFound
from courier.money.model import CaseKind
from courier.money.statements import CLOSE_CASE


async def close_case(connection: Connection, case_key: str, kind: CaseKind, asked_by: UUID, note: str) -> None:
    """Close it as it stands. Raises `NotFound` unless it is open at an office that `asked_by` supervises."""
    if not await CLOSE_CASE.run(connection, case_key, kind, asked_by, note):
        raise NotFound("Không có vụ việc này đang mở", "No such open case")
