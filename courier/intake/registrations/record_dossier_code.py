"""Record the official code, and the day of the result, that the desk gave a dossier."""

from datetime import date
from uuid import UUID

from courier.changes import RECORD_CHANGE
from courier.database import Connection
from courier.errors import Conflict, FieldError, InvalidInput, NotFound
from courier.intake.orders.check_order import says_something
from courier.intake.orders.doubts import UNUSUAL_CODE
from courier.intake.registrations.statements import DOSSIER_STANDING, RECORD_CODE
from courier.intake.statements import LOCK_OFFICE
from mobile_contract.codes import find_dossier_code_doubt, tidy_dossier_code


async def record_dossier_code(
    connection: Connection, asker: UUID, dossier_id: UUID, code: str, due_on: date | None = None
) -> list[FieldError]:
    """What looks odd about the code, which is kept all the same. The same code again changes nothing but the day.

    Locks the desk. Raises `NotFound`, `InvalidInput`, or `Conflict` where the dossier has another code, or another
    dossier has this one.
    """
    tidy = tidy_dossier_code(code)
    if not says_something(tidy) or len(tidy) > 64 or "\x00" in tidy:
        raise InvalidInput([_NOT_A_CODE])
    standing = await DOSSIER_STANDING.one(connection, asker, dossier_id, tidy)
    if standing is not None:
        await LOCK_OFFICE.run(connection, standing.desk_id)
        standing = await DOSSIER_STANDING.one(connection, asker, dossier_id, tidy)
    if standing is None:
        raise NotFound("Không tìm thấy hồ sơ", "There is no such dossier")
    if standing.code not in (None, tidy):
        raise Conflict(
            f"Hồ sơ này đã có mã {standing.code}. So lại giấy hẹn; nếu là hồ sơ khác, ghi mã ở hồ sơ đó",
            f"This dossier has the code {standing.code}. Compare the slip; if it is another dossier, record it there",
        )
    if standing.other_id is not None:
        raise Conflict(
            "Mã này đã ghi cho hồ sơ khác, có thể từ danh sách của một cửa. So lại giấy hẹn; nếu là một, dùng "
            "«Đổi người nhận» ở đơn của danh sách rồi đóng đăng ký này",
            "Another dossier has this code, perhaps from the desk's list. Compare the slip; if they are one, change "
            "the recipient of the list's job, then close this registration",
        )
    await RECORD_CODE.run(connection, dossier_id, tidy, due_on)
    if standing.post_office_id is not None:
        facts = {"dossier_id": str(dossier_id), "coded": True}
        await RECORD_CHANGE.run(connection, "job", standing.post_office_id, None, facts)
    return [UNUSUAL_CODE] if find_dossier_code_doubt(tidy) else []


_NOT_A_CODE = FieldError(
    field="code",
    problem="wrong-length",
    message_vi="Mã hồ sơ phải có từ 1 đến 64 ký tự",
    message_en="A dossier code has 1 to 64 characters",
    remedy_vi="Ghi mã trên giấy hẹn của một cửa",
    remedy_en="Write the code on the desk's slip",
)
