"""Record who was trained for what; warn where somebody works without it, and list both. Nothing is blocked."""

from datetime import date
from typing import Final
from uuid import UUID

from courier.clock import new_id, today
from courier.database import Connection, Executor
from courier.errors import Conflict, FieldError, NotFound
from courier.network.refusals import Explanation, explained
from courier.network.staff.model import NewTrainingMark, TrainingGap, TrainingMark, TrainingWarning
from courier.network.staff.statements import (
    ADD_MARK,
    FIND_MARK,
    GAPS,
    HEADS_PERSON,
    IS_TRAINED,
    WARN_UNTRAINED,
    WARNINGS,
)


async def train(connection: Connection, asker: UUID, mark: NewTrainingMark) -> TrainingMark:
    """The mark; the same one again changes nothing.

    Raises `InvalidInput`, `NotFound` where the person works for no office of the asker's, or `Conflict` where a mark
    of that day says something else.
    """
    if not await HEADS_PERSON.value(connection, asker, mark.person_id):
        raise NotFound("Không tìm thấy người này", "No such person")
    known = await FIND_MARK.one(connection, mark.person_id, mark.skill, mark.trained_on)
    if known is not None:
        if (known.trained_by, known.valid_to) == (mark.trained_by, mark.valid_to):
            return known
        raise Conflict(*_ANOTHER)
    recorded = TrainingMark(new_id(), mark.person_id, mark.skill, mark.trained_on, mark.trained_by, mark.valid_to)
    with explained(MARK_REFUSALS):
        await ADD_MARK.run(
            connection,
            recorded.mark_id,
            recorded.person_id,
            recorded.skill,
            recorded.trained_on,
            recorded.trained_by,
            recorded.valid_to,
            asker,
        )
    return recorded


async def is_trained(executor: Executor, person_id: UUID, skill: str, on: date) -> bool:
    """Whether somebody holds a mark that counts on a day."""
    return bool(await IS_TRAINED.value(executor, person_id, skill, on))


async def warn_untrained(
    connection: Connection, person_id: UUID, skill: str, office_id: UUID, subject_id: UUID | None = None
) -> bool:
    """True and listed where the person did something today without a valid mark; once a subject (job, act).

    For the acts that need training; they go on either way.
    """
    await WARN_UNTRAINED.run(connection, new_id(), person_id, skill, office_id, subject_id)
    return not await IS_TRAINED.value(connection, person_id, skill, today())


async def training_gaps(
    executor: Executor, asker: UUID, office_id: UUID, on: date, skill: str = "intake"
) -> list[TrainingGap]:
    """Carriers, tellers and clerks of the office and the desks it serves who lack the training, or soon will."""
    return await GAPS.all(executor, asker, office_id, skill, on)


async def training_warnings(executor: Executor, asker: UUID, office_id: UUID, since: date) -> list[TrainingWarning]:
    """What was done without training there, the latest first; 1,000 at most."""
    return await WARNINGS.all(executor, asker, office_id, since)


_ANOTHER: Final = (
    "Người này đã có dấu tập huấn ngày đó với nội dung khác. Hãy ghi ngày tập huấn khác",
    "A mark of that day says something else. Give another day",
)
MARK_REFUSALS: Final[dict[str, Explanation]] = {
    "training_mark_person_id_skill_trained_on_key": _ANOTHER,
    "training_mark_skill_check": FieldError(
        field="skill",
        problem="not-a-skill",
        message_vi="Nội dung tập huấn ghi bằng mã chữ thường, gạch dưới",
        message_en="A skill is a code of small letters and underscores",
        remedy_vi="Ví dụ intake, return, cash",
        remedy_en="For example intake, return, cash",
    ),
    "training_mark_trained_by_check": FieldError(
        field="trained_by",
        problem="wrong-length",
        message_vi="Nơi tập huấn phải có từ 1 đến 200 ký tự",
        message_en="Who held the class has 1 to 200 characters",
        remedy_vi="Ghi người hoặc đơn vị tập huấn",
        remedy_en="Name the person or office",
    ),
    "training_mark_check": FieldError(
        field="valid_to",
        problem="out-of-order",
        message_vi="Ngày hết hiệu lực phải sau ngày tập huấn",
        message_en="The end must come after the day of the training",
        remedy_vi="Ghi ngày đầu tiên không còn hiệu lực, hoặc bỏ trống",
        remedy_en="Give the first day it no longer counts, or leave it empty",
    ),
}
"""Every constraint of a mark that a caller can break; a test compares them with the schema's."""
