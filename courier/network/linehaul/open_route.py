"""Open a linehaul route."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Final
from uuid import UUID

from courier.clock import new_id
from courier.database import Connection
from courier.errors import FieldError, InvalidInput
from courier.network.linehaul.model import NewRoute, NewStop
from courier.network.linehaul.statements import ADD_ROUTE, ADD_STOPS, KINDS_OF_OFFICES
from courier.network.refusals import Explanation, explained, unknown

CALLED_AT: Final = ("point", "hub")
"""Kinds of offices where bags are handed over."""


async def open_route(connection: Connection, route: NewRoute) -> UUID:
    """The new route's id.

    Raises `InvalidInput` naming the field, or `Conflict` where a route of that code runs in that time.
    """
    wrong = [*_wrong_stops(route.stops), *await _wrong_offices(connection, route)]
    if wrong:
        raise InvalidInput(wrong)
    route_id = new_id()
    with explained(ROUTE_REFUSALS):
        await ADD_ROUTE.run(
            connection,
            route_id,
            route.code,
            route.name,
            route.linehaul_id,
            sorted(set(route.weekdays)),
            route.valid_from,
            route.valid_to,
        )
        await ADD_STOPS.run(
            connection,
            route_id,
            [stop.office_id for stop in route.stops],
            [stop.arrives_s for stop in route.stops],
            [stop.departs_s for stop in route.stops],
        )
    return route_id


def _wrong_stops(stops: list[NewStop]) -> Iterable[FieldError]:
    if not 2 <= len(stops) <= 100:
        return [_FEW_STOPS]
    if any(before.office_id == after.office_id for before, after in pairwise(stops)):
        return [_SAME_OFFICE]
    if stops[0].arrives_s is not None or stops[-1].departs_s is not None:
        return [_ENDS]
    times: list[int | None] = [stops[0].departs_s]
    for stop in stops[1:-1]:
        times += [stop.arrives_s, stop.departs_s]
    times.append(stops[-1].arrives_s)
    told = [at for at in times if at is not None]
    if len(told) < len(times) or not all(0 <= at <= 172_800 for at in told):
        return [_TIMES]
    rides, waits = zip(told[::2], told[1::2], strict=True), zip(told[1:-1:2], told[2:-1:2], strict=True)
    if any(out >= into for out, into in rides) or any(into > out for into, out in waits):
        return [_TIMES]
    return []


async def _wrong_offices(connection: Connection, route: NewRoute) -> list[FieldError]:
    offices = [route.linehaul_id, *(stop.office_id for stop in route.stops)]
    kinds = {row.office_id: row.kind for row in await KINDS_OF_OFFICES.all(connection, offices)}
    wrong = []
    if kinds.get(route.linehaul_id) != "linehaul":
        wrong.append(unknown("linehaul_id", "đơn vị đường thư", "linehaul office"))
    if any(kinds.get(stop.office_id) not in CALLED_AT for stop in route.stops):
        wrong.append(unknown("stops", "bưu cục hoặc điểm khai thác", "post office or hub"))
    return wrong


def _stops_wrong(problem: str, message: tuple[str, str], remedy: tuple[str, str]) -> FieldError:
    return FieldError(
        field="stops",
        problem=problem,
        message_vi=message[0],
        message_en=message[1],
        remedy_vi=remedy[0],
        remedy_en=remedy[1],
    )


_FEW_STOPS: Final = _stops_wrong(
    "number-of-stops",
    ("Đường thư phải có từ 2 đến 100 điểm dừng", "A linehaul route has 2 to 100 stops"),
    ("Ghi đủ các điểm dừng theo thứ tự đi", "Give its stops in order"),
)
_SAME_OFFICE: Final = _stops_wrong(
    "same-office",
    ("Hai điểm dừng liền nhau là cùng một đơn vị", "Two stops in a row are the same office"),
    ("Bỏ điểm dừng ghi trùng", "Leave out the stop given twice"),
)
_ENDS: Final = _stops_wrong(
    "ends",
    (
        "Điểm đầu không có giờ đến, điểm cuối không có giờ đi",
        "The first stop has no arrival, the last one no departure",
    ),
    ("Bỏ arrives_s của điểm đầu và departs_s của điểm cuối", "Leave out the first arrives_s and the last departs_s"),
)
_TIMES: Final = _stops_wrong(
    "out-of-order",
    ("Giờ đến và giờ đi của các điểm dừng thiếu hoặc không tăng dần", "Times of the stops are missing or out of order"),
    (
        "Ghi số giây sau 0 giờ của ngày xuất phát, tăng dần, tối đa 172800",
        "Seconds after midnight of the day it sets out, growing, 172800 at most",
    ),
)
_WEEKDAYS: Final = FieldError(
    field="weekdays",
    problem="not-weekdays",
    message_vi="Ngày chạy trong tuần phải là các số từ 1 (thứ hai) đến 7 (chủ nhật)",
    message_en="Weekdays are numbers from 1 (Monday) to 7 (Sunday)",
    remedy_vi="Ghi ít nhất một ngày, ví dụ [1, 2, 3, 4, 5]",
    remedy_en="Give at least one, for example [1, 2, 3, 4, 5]",
)
ROUTE_REFUSALS: Final[dict[str, Explanation]] = {
    "linehaul_route_code_daterange_excl": (
        "Đã có đường thư mang mã này trong thời gian đó. Hãy kết thúc đường thư cũ hoặc đổi mã",
        "A linehaul route of this code runs in that time. End the old one or choose another code",
    ),
    "linehaul_route_code_check": FieldError(
        field="code",
        problem="not-a-route-code",
        message_vi="Mã đường thư gồm 2-32 chữ in hoa không dấu, chữ số, dấu chấm, gạch nối",
        message_en="A route code is 2-32 capitals without accents, digits, dots and hyphens",
        remedy_vi="Ghi ví dụ DT1",
        remedy_en="Write for example DT1",
    ),
    "linehaul_route_name_check": FieldError(
        field="name",
        problem="out-of-range",
        message_vi="Tên đường thư phải có từ 1 đến 200 chữ",
        message_en="A route's name has 1 to 200 characters",
        remedy_vi="Ghi tên ngắn gọn",
        remedy_en="Write a short name",
    ),
    "linehaul_route_weekdays_check": _WEEKDAYS,
    "linehaul_route_check": FieldError(
        field="valid_to",
        problem="out-of-order",
        message_vi="Ngày hết hiệu lực phải sau ngày bắt đầu",
        message_en="The route must end after it begins",
        remedy_vi="Ghi ngày sau valid_from, hoặc bỏ trống",
        remedy_en="Give a day after valid_from, or none",
    ),
}
"""Every constraint of a route that a caller can break."""
