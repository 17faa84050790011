"""Tell an office the next act for each of its open jobs, in words."""

from datetime import datetime
from typing import Final
from uuid import UUID

from courier.clock import VIETNAM
from courier.database import Executor
from courier.errors import NotFound
from courier.network.linehaul.model import Departure
from courier.planning.legs.model import JobLeg, Leg, StuckReason, Whereabouts
from courier.planning.legs.read_whereabouts import read_office_legs
from courier.planning.legs.statements import OFFICE_FOR, OFFICE_NAMES


async def read_legs(connection: Executor, office_id: UUID, asked_by: UUID, at: datetime) -> list[JobLeg]:
    """Every open job that the office fetches, brings or holds, with its next act; sorted by id.

    Raises `NotFound` unless `asked_by` works at that post office or hub.
    """
    if await OFFICE_FOR.one(connection, office_id, asked_by) is None:
        raise NotFound("Không tìm thấy bưu cục này", "No such office")
    legs, _ = await read_office_legs(connection, office_id, at)
    ends = {party for _, leg in legs for party in (leg.by_office_id, leg.from_id, leg.to_id) if party is not None}
    names = {office.office_id: office.name for office in await OFFICE_NAMES.all(connection, sorted(ends))}
    return [_told(item, leg, names) for item, leg in legs if leg.kind != "done"]


def _told(item: Whereabouts, leg: Leg, names: dict[UUID, str]) -> JobLeg:
    says_vi, says_en = leg_in_words(leg, names)
    return JobLeg(
        job_id=item.job_id,
        code=item.code,
        title=item.title,
        leg=item.leg,
        kind=leg.kind,
        way=leg.way,
        by_office_id=leg.by_office_id,
        from_id=leg.from_id,
        to_id=leg.to_id,
        departure=leg.departure,
        reason=leg.reason,
        says_vi=says_vi,
        says_en=says_en,
    )


def leg_in_words(leg: Leg, names: dict[UUID, str]) -> tuple[str, str]:
    """The leg as the office reads it; an office by its name, a citizen or carrier by no name."""
    to_vi, to_en = (names.get(leg.to_id, other) for other in ("nơi nhận", "its receiver")) if leg.to_id else ("", "")
    by = names.get(leg.by_office_id, "") if leg.by_office_id else ""
    match leg.kind:
        case "stuck":
            return STUCK[leg.reason or "elsewhere"]
        case "bag" | "sort" if leg.departure is not None:
            when = _hour(leg.departure)
            return (
                f"Đóng túi đi {to_vi}, đường thư {leg.departure.route_code} lúc {when}",
                f"Into the bag to {to_en}, linehaul {leg.departure.route_code} at {when}",
            )
        case "linehaul":
            return f"Đang trên đường thư đến {to_vi}", f"Under way by linehaul to {to_en}"
        case "counter":
            return f"Chờ công dân đến quầy {by}", f"Waits for its citizen at the counter of {by}"
    back_vi, back_en = ("chuyển hoàn ", "back ") if leg.way == "back" else ("", "")
    return f"Bưu tá {by} đi {back_vi}đến {to_vi}", f"A carrier of {by} takes it {back_en}to {to_en}"


def _hour(departure: Departure) -> str:
    return f"{departure.departs_at.astimezone(VIETNAM):%H:%M %d/%m}"


STUCK: Final[dict[StuckReason, tuple[str, str]]] = {
    "disputed": ("Đang tranh chấp ai giữ: giải quyết xong mới đi tiếp", "Who holds it is disputed: resolve that first"),
    "forward": (
        "Phải chuyển tiếp đến nơi khác: cần bưu cục chỉ dẫn",
        "It is to be forwarded: the office must say where to",
    ),
    "no_linehaul": (
        "Chưa có đường thư từ đây đến bưu cục phát",
        "No linehaul route goes from here to the office that delivers",
    ),
    "elsewhere": (
        "Đang ở tay bên không có phần trong việc này: tìm và nhận lại",
        "Someone holds it who has no part in it: find it and take it back",
    ),
}
