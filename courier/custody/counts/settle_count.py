"""A person says why a counted bag differs. It moves nothing: a later fact that changes the result opens it again."""

from uuid import UUID

from courier.custody.counts.statements import FIND_COUNT, SETTLE_COUNT
from courier.database import Connection
from courier.errors import Conflict, NotFound


async def settle_count(connection: Connection, count_event: UUID, number: int, note: str, person_id: UUID) -> None:
    """Settle the result with this number. Said again, nothing changes.

    Raises NotFound unless `person_id` runs the office of the device that counted; Conflict where the result has
    changed since it was read, or nothing differs.
    """
    if await SETTLE_COUNT.run(connection, count_event, number, note, person_id):
        return
    found = await FIND_COUNT.one(connection, count_event, person_id)
    if found is None:
        raise NotFound("Không tìm thấy lần kiểm đếm này", "No such count")
    if found.number != number or not found.is_settled:
        raise Conflict(
            "Kết quả kiểm đếm đã thay đổi hoặc không có chênh lệch; hãy tải lại rồi xem",
            "The count's result has changed, or nothing differs; reload and look again",
        )
