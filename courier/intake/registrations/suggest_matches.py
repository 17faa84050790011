"""Registered results whose dossier code nobody knows yet: a desk's list may mean them. Said, never matched."""

from collections.abc import Sequence
from uuid import UUID

from courier.database import Connection
from courier.errors import FieldError
from courier.fold import fold
from courier.intake.read_list import field_error
from courier.intake.registrations.statements import UNCODED
from courier.intake.settle_lines import NewJob


async def suggest_matches(connection: Connection, desk_id: UUID, jobs: Sequence[NewJob]) -> list[FieldError]:
    """A note for each new job of a new dossier whose name (folded) and telephone are those of such a registration.

    The note's value is the registration's id: a person compares the two. One query, however long the list.
    """
    asked = [job for job in jobs if job.is_new_dossier and job.row.phone]
    if not asked:
        return []
    waiting: dict[tuple[str, str | None], UUID] = {}
    for row in await UNCODED.all(connection, desk_id, sorted({job.row.phone or "" for job in asked})):
        waiting.setdefault((fold(row.full_name), row.phone), row.registration_id)
    named = [(job, waiting.get((fold(job.row.full_name), job.row.phone))) for job in asked]
    return [_note(job, registration_id) for job, registration_id in named if registration_id is not None]


def _note(job: NewJob, registration_id: UUID) -> FieldError:
    return field_error(
        job.line,
        "dossier_code",
        "may-be-registered",
        (
            "Có đăng ký trả kết quả chưa ghi mã hồ sơ, cùng họ tên và điện thoại; đơn này phát theo danh sách",
            "Hỏi lại người dân: nếu là một, dùng «Đổi người nhận» ở đơn này nếu cần, rồi đóng đăng ký kia",
        ),
        (
            "A result registered without a dossier code has the same name and telephone; the list counts for this job",
            "Ask the citizen: if they are one, change this job's recipient where needed, then close the registration",
        ),
        str(registration_id),
    )
