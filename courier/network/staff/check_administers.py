"""Whether an administrator's reach covers an office: their own, those below or served by it, or a whole province."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from courier.database import Executor
from courier.errors import FieldError, Forbidden, InvalidInput, NotFound
from courier.network.refusals import unknown
from courier.network.staff.statements import ADMINISTERED, ADMINISTERS, ADMINISTERS_PROVINCE


async def check_administers(executor: Executor, asker: UUID, office_id: UUID) -> None:
    """Raises `NotFound` where the office is not there or not the asker's to administer."""
    if not await ADMINISTERS.value(executor, asker, office_id):
        raise NotFound("Không tìm thấy đơn vị này", "No such office")


async def check_administers_province(executor: Executor, asker: UUID, province_code: str) -> None:
    """For what stands under no other office. Raises `Forbidden`.

    That is for administrators of the province's post office; while a province has none, for those of any office.
    """
    if not await ADMINISTERS_PROVINCE.value(executor, asker, province_code):
        raise Forbidden(
            "Chỉ quản trị của bưu điện tỉnh, thành phố mở đơn vị không có cấp trên; hãy ghi đơn vị cấp trên",
            "Only an administrator of the province's post office opens an office under no other; name its superior",
        )


async def check_administers_all(executor: Executor, asker: UUID, field: str, office_ids: Sequence[UUID]) -> None:
    """Raises `InvalidInput` naming each place in `field` whose office is not there or not the asker's."""
    known = {row.office_id for row in await ADMINISTERED.all(executor, asker, list(office_ids))}
    wrong = [_foreign(field, place, office) for place, office in enumerate(office_ids) if office not in known]
    if wrong:
        raise InvalidInput(wrong)


def _foreign(field: str, place: int, office_id: UUID) -> FieldError:
    return msgspec.structs.replace(unknown(f"{field}[{place}]", "một cửa", "desk"), value=str(office_id))
