"""Send back what was kept long enough: planning is told, and the item's next leg leads to the desk that issued it."""

from collections.abc import Sequence
from uuid import UUID

from courier import clock
from courier.care.holding.list_held import judge_rows
from courier.care.holding.statements import HELD
from courier.database import Connection
from courier.errors import Conflict, NotFound
from courier.planning.legs.instruct import instruct


async def return_due(connection: Connection, office_id: UUID, job_ids: Sequence[UUID], asked_by: UUID) -> int:
    """How many were newly told to go back; those on their way already change nothing.

    Raises `NotFound` for what the office does not keep, or the asker may not see; `Conflict` naming what is not due:
    the law asks for two invitations, two working days apart (49/2010, art. 17).
    """
    rows = await HELD.all(connection, office_id, asked_by, list(job_ids))
    if {row.job_id for row in rows} != set(job_ids):
        raise NotFound("Có bưu gửi bưu cục không giữ", "The office does not keep all of these")
    items = await judge_rows(connection, rows, clock.today())
    early = [item.code for item in items if item.state not in ("due", "returning")]
    if early:
        raise Conflict(
            f"Chưa đến hạn chuyển hoàn: {', '.join(early)}; hãy mời đủ lần và giữ đủ ngày",
            f"Not due to go back: {', '.join(early)}; invite as often and keep as long as the rule says",
        )
    due = [item for item in items if item.state == "due"]
    for item in due:
        await instruct(
            connection,
            instruction_id=clock.new_id(),
            job_id=item.job_id,
            solution="RETURN",
            note=f"Đến hạn chuyển hoàn: giữ đến {item.kept_until:%d/%m/%Y}, mời {item.invitations} lần",
            asked_by=asked_by,
        )
    return len(due)
