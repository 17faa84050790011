"""What every plan keeps, and how a breach of it is told."""

from collections.abc import Iterator
from enum import Enum
from typing import Final

import msgspec


class Rule(Enum):
    """What every plan keeps."""

    INSTANCE = "the plan names its instance, its travel providers and whether they are estimates"
    VEHICLE = "a route belongs to a vehicle of the instance, one route each, and stops at least once"
    STOP = "a stop makes at least one visit and stands at its visits' place"
    ONCE = "every request is served whole and once, or listed as unserved"
    ASSIGNMENT = "the vehicle has the depot, the skills and the pinned requests it is given"
    PAIR = "a shipment is picked up before it is delivered, by one vehicle"
    LOCKED = "locked visits head their vehicle's route in order, done ones stand apart with their time"
    TRIPS = "a route makes no more trips than its vehicle may, none of them empty"
    ENDS = "a route starts and ends where its vehicle does"
    TRAVEL = "travel and distance are the matrix's, arrival is departure, travel and breaks on the way"
    SERVICE = "each service takes its kind's time and none begins before the one before it has ended"
    WINDOW = "service starts and ends within one of the visit's windows"
    RELEASE = "no load moves before it exists, no trip leaves but in a wave and loaded"
    SHIFT = "the route lies within the shift and its overtime"
    BREAK = "each break due is taken once, in its window and order, outside services"
    SHARE_OF_DAY = "travel and service stay within the vehicle's share of the day"
    DISTANCE = "the route is no longer than its vehicle may ride"
    CAPACITY = "no load is above the vehicle's capacity or below nothing"
    LOAD = "the loads reported are those on board"
    TOTALS = "a route's totals and waits are the sums of its parts"
    COST = "the plan's cost is that of its routes and of what it leaves out"


IN_VIETNAMESE: Final = {
    Rule.INSTANCE: "kế hoạch ghi đúng đề bài, nguồn đường đi và có phải ước tính không",
    Rule.VEHICLE: "mỗi tuyến là của một xe trong đề bài, mỗi xe một tuyến, có ít nhất một điểm",
    Rule.STOP: "một điểm dừng làm ít nhất một việc và ở đúng chỗ của việc",
    Rule.ONCE: "mỗi yêu cầu được làm trọn một lần, hoặc nằm trong danh sách để lại",
    Rule.ASSIGNMENT: "xe có bưu cục, kỹ năng và việc được chỉ định",
    Rule.PAIR: "lấy trước, giao sau, cùng một xe",
    Rule.LOCKED: "điểm đã khóa đứng đầu tuyến theo thứ tự, điểm đã xong ghi riêng kèm giờ",
    Rule.TRIPS: "số chuyến không quá mức của xe, không chuyến nào rỗng",
    Rule.ENDS: "tuyến bắt đầu và kết thúc đúng chỗ của xe",
    Rule.TRAVEL: "giờ đi và quãng đường theo ma trận; đến = đi + đường + nghỉ",
    Rule.SERVICE: "mỗi lần phục vụ đúng thời gian, không lần nào bắt đầu trước khi lần trước xong",
    Rule.WINDOW: "phục vụ trọn trong một khung giờ của điểm",
    Rule.RELEASE: "chưa có hàng thì chưa chở, chuyến chỉ đi theo đợt và khi đã chất xong",
    Rule.SHIFT: "tuyến nằm trong ca kể cả làm thêm",
    Rule.BREAK: "mỗi giờ nghỉ một lần, đúng khung, đúng thứ tự, ngoài giờ phục vụ",
    Rule.SHARE_OF_DAY: "đi và phục vụ không quá phần ngày của xe",
    Rule.DISTANCE: "tuyến không dài quá mức của xe",
    Rule.CAPACITY: "không quá sức chở, không dưới không",
    Rule.LOAD: "số đang chở ghi đúng",
    Rule.TOTALS: "tổng của tuyến và giờ chờ bằng tổng các phần",
    Rule.COST: "chi phí của kế hoạch bằng chi phí các tuyến và việc để lại",
}


class Violation(msgspec.Struct, frozen=True):
    """A rule broken, where, what the instance demands and what the plan says."""

    rule: Rule
    where: str
    expected: str
    found: str


def differs(rule: Rule, where: str, expected: object, found: object) -> Iterator[Violation]:
    if expected != found:
        yield Violation(rule, where, str(expected), str(found))


def unless(kept: bool, rule: Rule, where: str, expected: object, found: object) -> Iterator[Violation]:
    if not kept:
        yield Violation(rule, where, str(expected), str(found))
