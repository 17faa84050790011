"""Close a case of money with a note: it opens again by itself when its figures change."""

from uuid import UUID

from courier.database import Connection
from courier.errors import NotFound
from courier.money.model import CaseKind
from courier.money.statements import CLOSE_CASE, CLOSED_ALREADY


async def close_case(connection: Connection, case_key: str, kind: CaseKind, asked_by: UUID, note: str) -> None:
    """Close it as it stands; said again by the same person in the same words, nothing changes.

    Raises `NotFound` unless it is open at an office that `asked_by` supervises.
    """
    if await CLOSE_CASE.run(connection, case_key, kind, asked_by, note):
        return
    if not await CLOSED_ALREADY.value(connection, case_key, kind, asked_by, note):
        raise NotFound("Không có vụ việc này đang mở", "No such open case")
