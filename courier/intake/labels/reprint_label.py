"""In lại: the same code on paper again. Nothing is voided, and each printing is counted."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from courier.clock import new_id
from courier.database import Connection
from courier.errors import Conflict, FieldError, InvalidInput, NotFound
from courier.intake.label_items import show_labels
from courier.intake.labels.statements import (
    BOUND_JOBS_OF_IMPORT,
    COPIES_PRINTED,
    LABEL_STANDING,
    RECORD_PRINTS,
    LabelStanding,
)
from courier.intake.model import LabelFace, LabelRefused

MOST_COPIES: Final = 10


async def reprint_label(connection: Connection, asker: UUID, code: str, copies: int = 1) -> LabelFace:
    """What to print; `copies` (1 to 10) are counted.

    Raises `InvalidInput`, `NotFound`, `LabelRefused` for a void code (print its successor), `Conflict` for a label
    that names no item yet.
    """
    if not 1 <= copies <= MOST_COPIES:
        raise InvalidInput([_WRONG_COPIES])
    standing = await get_label(connection, asker, code)
    if standing.is_void:
        raise LabelRefused("label_void", code)
    if standing.job_id is None:
        raise Conflict("Nhãn này còn trên cuộn, chưa gắn bưu gửi", "This label is still on its roll and names no item")
    await RECORD_PRINTS.run(connection, [new_id()], [code], copies, asker)
    [face] = await show_labels(connection, asker, [standing.job_id])
    return face


async def count_prints(connection: Connection, code: str) -> int:
    """How often a label was printed again."""
    return int(await COPIES_PRINTED.value(connection, code))


async def print_labels(connection: Connection, asker: UUID, job_ids: Sequence[UUID]) -> list[LabelFace]:
    """The faces of labels bound before, in the order asked; what has none is left out. Changes nothing."""
    return await show_labels(connection, asker, job_ids)


async def list_labelled_jobs(connection: Connection, asker: UUID, import_id: UUID) -> list[UUID]:
    """An import's jobs that have their label, in the order of its lines."""
    return [row.job_id for row in await BOUND_JOBS_OF_IMPORT.all(connection, asker, import_id)]


async def get_label(connection: Connection, asker: UUID, code: str) -> LabelStanding:
    """A label of an office the asker works at. Raises `NotFound`."""
    standing = await LABEL_STANDING.one(connection, asker, code)
    if standing is None:
        raise NotFound("Không tìm thấy nhãn này", "There is no such label")
    return standing


_WRONG_COPIES: Final = FieldError(
    field="copies",
    problem="out-of-range",
    message_vi=f"Số bản in lại phải từ 1 đến {MOST_COPIES}",
    message_en=f"Between 1 and {MOST_COPIES} copies",
    remedy_vi="Ghi số bản cần in",
    remedy_en="Give the number of copies needed",
)
