"""Labels on a roll, to be printed before they name anything."""

from uuid import UUID

from courier.database import Executor
from courier.errors import NotFound
from courier.intake.papers.model import MOST_ROLL_LABELS, IssuingPost, RollFace
from courier.intake.papers.statements import POST, ROLL_LABEL, ROLL_LABELS


async def read_roll(
    executor: Executor, asker: UUID, office_id: UUID, count: int = MOST_ROLL_LABELS, from_s10: str | None = None
) -> tuple[IssuingPost, list[RollFace]]:
    """The office, and up to `count` (1 to 1,000) of its labels that name nothing yet, by number from `from_s10` on.

    Raises `NotFound` where the asker does not work, or nothing is left on the roll.
    """
    post = await POST.one(executor, asker, office_id)
    if post is None:
        raise NotFound("Không tìm thấy bưu cục", "There is no such post office")
    found = await ROLL_LABELS.all(executor, office_id, from_s10, min(count, MOST_ROLL_LABELS))
    if not found:
        raise NotFound(
            "Trên cuộn không còn nhãn nào từ số này. Hãy lấy thêm nhãn cuộn rồi in",
            "No label is left on the roll from this number on. Take out roll labels first (POST /office/rolls)",
        )
    return post, found


async def find_roll_label(executor: Executor, asker: UUID, code: str) -> tuple[IssuingPost, RollFace] | None:
    """A label that names nothing yet, with its office, for who works there; None for any other."""
    label = await ROLL_LABEL.one(executor, asker, code)
    if label is None:
        return None
    post = await POST.one(executor, asker, label.office_id)
    return None if post is None else (post, RollFace(label.code, label.s10))
