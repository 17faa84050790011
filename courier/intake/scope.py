"""What of a desk somebody may take in: a teller's or clerk's hat may be limited to agencies, legs and fields.

An order is refused to its citizen only where no agreement exists or the law wants them in person (PEOPLE 34, 21). This
refuses the person at the screen alone: a colleague with the wider hat takes the same order. Heads are never limited.
"""

from collections.abc import Collection
from uuid import UUID

from courier.database import Connection
from courier.errors import Forbidden
from courier.intake.statements import OUT_OF_SCOPE, Work
from courier.network.model import Leg


class NotInScope(Forbidden):
    """The asker's hat is for other agencies, legs or fields; nothing was taken in."""

    type = "not-in-scope"
    title_vi = "Ngoài phạm vi được giao"
    title_en = "Outside of what was assigned"

    def __init__(self, leg: Leg) -> None:
        self.leg = leg
        work_vi, work_en = _WORKS[leg]
        super().__init__(
            f"Vai của anh/chị ở đây không gồm {work_vi} của cơ quan, lĩnh vực này. Hãy nhờ người được giao việc đó, "
            "hoặc xin quản trị mở rộng phạm vi",
            f"Your role here does not cover {work_en} for this agency or field. Ask a colleague whose role does, "
            "or an administrator to widen yours",
        )


async def find_out_of_scope(
    connection: Connection, asker: UUID, desk_id: UUID, works: Collection[Work]
) -> frozenset[Work]:
    """Those of `works` that the asker may not take in at the desk. What a work leaves None is not judged."""
    asked = list(works)
    refused = await OUT_OF_SCOPE.all(
        connection,
        asker,
        desk_id,
        [work.agency_id for work in asked],
        [work.leg for work in asked],
        [work.field for work in asked],
    )
    return frozenset(refused)


async def check_scope(connection: Connection, asker: UUID, desk_id: UUID, leg: Leg) -> None:
    """For what names neither agency nor field, a desk's list. Raises `NotInScope`."""
    if await find_out_of_scope(connection, asker, desk_id, [Work(None, leg, None)]):
        raise NotInScope(leg)


_WORKS: dict[Leg, tuple[str, str]] = {
    "SEND": ("nhận gửi hồ sơ", "taking dossiers in"),
    "RETURN": ("trả kết quả", "returning results"),
    "SUPPLEMENT": ("nhận giấy tờ bổ sung", "taking supplements in"),
}
