"""No order without an agreement in force between the desk and a post office."""

from typing import NamedTuple
from uuid import UUID

from courier.clock import today
from courier.database import Connection
from courier.errors import Conflict, NotFound
from courier.intake.statements import DESK, DeskRow
from courier.network.model import Leg


class NoAgreement(Conflict):
    """The desk has no agreement in force for this leg; `desk_id` says which."""

    type = "no-agreement"
    title_vi = "Chưa có thỏa thuận phục vụ"
    title_en = "There is no agreement"

    def __init__(self, desk: DeskRow, leg: Leg) -> None:
        self.desk_id = desk.office_id
        service_vi, service_en = _SERVICES[leg]
        helper = desk.helper_name or "bưu điện tỉnh"
        phone = f" ({desk.helper_phone})" if desk.helper_phone else ""
        super().__init__(
            f"{desk.name} chưa có thỏa thuận {service_vi} còn hiệu lực. Hãy liên hệ {helper}{phone} để ký",
            f"{desk.name} has no agreement in force for {service_en}. Ask {helper}{phone} to sign one",
        )


class AgreedDesk(NamedTuple):
    """A desk with the post office that serves it under the agreement in force today."""

    desk: DeskRow
    post_office_id: UUID


async def get_agreed_desk(connection: Connection, asker: UUID, desk_id: UUID, leg: Leg) -> AgreedDesk:
    """The desk, for who works at it or at its post office.

    Raises `NotFound` for everybody else and for other offices, `NoAgreement` where today none covers the leg.
    """
    desk = await DESK.one(connection, asker, desk_id, today())
    if desk is None:
        raise NotFound("Không tìm thấy một cửa", "There is no such desk")
    # A supplement is one more sending under the same dossier (DOMAIN 3): who may send may supplement.
    agreed = [*(desk.legs or []), *(["SUPPLEMENT"] if "SEND" in (desk.legs or []) else [])]
    if desk.post_office_id is None or leg not in agreed:
        raise NoAgreement(desk, leg)
    return AgreedDesk(desk, desk.post_office_id)


_SERVICES: dict[Leg, tuple[str, str]] = {
    "SEND": ("nhận gửi hồ sơ", "collecting dossiers"),
    "RETURN": ("trả kết quả", "returning results"),
    "SUPPLEMENT": ("bổ sung hồ sơ", "supplements"),
}
