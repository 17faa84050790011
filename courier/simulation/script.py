"""The seeded day: what desks list, who asks to be fetched from, who comes to the counter, and what each door will do.

Shares are DOMAIN 7.2's, dealt out exactly, so that a small day has of everything too. All people are made up.
"""

import math
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from random import Random
from typing import Final, NamedTuple, TypeVar

import msgspec
from shapely import Point

from courier.clock import VIETNAM
from courier.intake.model import ListRow, Sender
from courier.network.model import Position
from courier.simulation.setting import COMMUNES, DESKS, FORMER, Desk
from courier.simulation.size import DaySize
from courier.simulation.sketches import former_shape, village_place
from mobile_contract.fields import Reason, Solution

Dealt = TypeVar("Dealt")


class Failure(NamedTuple):
    """How the first visit to a door ends."""

    reason: Reason
    solution: Solution


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a desk's list and what its recipient will do."""

    desk_code: str
    row: ListRow
    failure: Failure | None = None
    pays_by_transfer: bool = False
    listed_at: time | None = None
    """When the list is sent on which it stands; None: the morning's."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One dossier a citizen sends, fetched at home or brought to the counter."""

    desk_code: str
    title: str
    sender: Sender
    weight_g: int
    window_from: datetime | None = None
    window_to: datetime | None = None
    is_drop_off: bool = False
    failure: Failure | None = None
    """How the carrier's visit ends, where he comes in vain."""


class Script(msgspec.Struct, frozen=True, kw_only=True):
    """A whole day before anybody knows of it."""

    results: list[Result]
    to_mend: list[Result]
    """Lines without a name: the desk gets them back."""
    requests: list[Request]

    def results_of(self, desk_code: str, listed_at: time | None = None) -> list[Result]:
        """Those of one list, the morning's or a later one."""
        return [r for r in self.results if r.desk_code == desk_code and r.listed_at == listed_at]

    def lines_of(self, desk_code: str) -> list[ListRow]:
        """The desk's list as it is sent, its line to mend in the middle."""
        good = [result.row for result in self.results_of(desk_code)]
        bad = [result.row for result in self.to_mend if result.desk_code == desk_code]
        return [*good[:3], *bad, *good[3:]]


def write_script(size: DaySize, day: date) -> Script:
    """The same size and day give the same script."""
    people = _People(Random(f"{size.name}/{day}"), day)
    results = [
        result
        for desk in DESKS
        for result in _list_later(
            list(_write_results(people, desk, size.results.get(desk.office.code, 0))),
            size.later.get(desk.office.code, {}),
        )
    ]
    listed = next(desk for desk in DESKS if size.results.get(desk.office.code))
    return Script(
        results=results,
        to_mend=[_without_name(people, listed)],
        requests=[
            *(request for desk in DESKS for request in _write_requests(people, desk, size.requests, day)),
            *(request for desk in DESKS for request in _write_drop_offs(people, desk, size.drop_offs)),
        ],
    )


# Mixes: (what, share).

FAILING: Final = 0.16
FAR: Final = 0.05
"""Share of results whose citizen the other post office's carriers go to."""
AT_COUNTER: Final = 0.05
FAILURES: Final[Sequence[tuple[Failure, float]]] = (
    (Failure("ABSENT", "RETRY"), 40),
    (Failure("NO_ANSWER", "RETRY"), 20),
    (Failure("APPOINT", "RETRY"), 18),
    (Failure("WRONG_ADDR", "HOLD_AT_POINT"), 8),
    (Failure("NO_ID", "RETRY"), 5),
    (Failure("NO_MONEY", "RETRY"), 4),
    (Failure("REFUSED", "RETURN"), 2),
    (Failure("FORCE_MAJEURE", "RETRY"), 3),
    (Failure("PICKUP_SELF", "HOLD_AT_POINT"), 2),
    (Failure("MOVED", "RETURN"), 1),
    (Failure("DECEASED", "RETURN"), 0.5),
    (Failure("DAMAGED", "RETURN"), 0.5),
    (Failure("RESULT_WRONG", "RETURN"), 1),
)
PICKUP_FAILURES: Final = (
    Failure("NOT_PREPARED", "RETRY"),
    Failure("SELF_FILED", "RETURN"),
    Failure("CHANGED_MIND", "RETURN"),
    Failure("ABSENT", "RETRY"),
)
"""How a visit to a citizen who sends may end in vain: one a desk, in turn."""
WINDOWS: Final[Sequence[tuple[tuple[time, time] | None, float]]] = (
    (None, 65),
    ((time(8, 0), time(11, 30)), 20),
    ((time(13, 0), time(16, 0)), 15),
)
"""Of those fetched from; what is fetched after 17:00 finds no desk open that day, so nobody is promised it here."""
WEIGHTS_G: Final[Sequence[tuple[int, float]]] = ((100, 70), (250, 22), (500, 7), (1_000, 1))
FREE: Final[Sequence[tuple[tuple[str, str], float]]] = (
    (("Đăng ký khai sinh", "Giấy khai sinh"), 25),
    (("Trợ cấp xã hội hằng tháng", "Quyết định trợ cấp"), 25),
    (("Xác nhận tình trạng hôn nhân", "Giấy xác nhận"), 20),
    (("Đăng ký khai tử", "Trích lục khai tử"), 10),
    (("Hỗ trợ chi phí mai táng", "Quyết định hỗ trợ"), 10),
    (("Đăng ký biến động đất đai", "Giấy chứng nhận"), 10),
)
PAID: Final[Sequence[tuple[tuple[str, str, int], float]]] = (
    (("Chứng thực bản sao", "Bản sao chứng thực", 20_000), 30),
    (("Cấp bản sao trích lục hộ tịch", "Trích lục khai sinh", 8_000), 25),
    (("Đăng ký hộ kinh doanh", "Giấy chứng nhận đăng ký hộ kinh doanh", 100_000), 15),
    (("Giấy phép xây dựng nhà ở riêng lẻ", "Giấy phép xây dựng", 135_000), 10),
    (("Đăng ký đất đai lần đầu", "Giấy chứng nhận quyền sử dụng đất", 0), 20),
)
"""An amount of 0 is drawn: log-normal about 300.000 đ, 5 million at most."""
FEES: Final[Sequence[tuple[bool, float]]] = ((False, 45), (True, 55))
BY_TRANSFER: Final = 0.6
SENT: Final = (
    "Cấp giấy chứng nhận quyền sử dụng đất lần đầu",
    "Đăng ký hộ kinh doanh",
    "Giấy phép xây dựng nhà ở riêng lẻ",
    "Trợ cấp xã hội hằng tháng",
)
LANDMARKS: Final = (
    "Cạnh đình làng, cổng xanh",
    "Đối diện trường tiểu học",
    "Sau nhà văn hoá thôn",
    "Gần chợ, mái tôn đỏ",
)
PINNED: Final = 0.8
"""Share of doors whose place is given; the others lie where their commune does."""


def deal(random: Random, count: int, mix: Sequence[tuple[Dealt, float]]) -> list[Dealt]:
    """`count` things in the shares of the mix, shuffled: what a whole share leaves over goes to the largest rests."""
    whole = sum(share for _, share in mix)
    exact = [count * share / whole for _, share in mix]
    counts = [math.floor(number) for number in exact]
    by_rest = sorted(range(len(mix)), key=lambda at: counts[at] - exact[at])
    for at in by_rest[: count - sum(counts)]:
        counts[at] += 1
    dealt = [what for (what, _), times in zip(mix, counts, strict=True) for _ in range(times)]
    random.shuffle(dealt)
    return dealt


class _Home(NamedTuple):
    address: str
    door: Position | None


class _People:
    """Citizens of one day, each made up once."""

    def __init__(self, random: Random, day: date) -> None:
        self.random = random
        self.day = day
        self._count = 0

    def phone(self) -> str:
        """Nobody else's that day, and hardly anybody's the next."""
        self._count += 1
        return f"+8491{(self.day.toordinal() * 1_009 + self._count) % 10_000_000:07d}"

    def name(self) -> str:
        return " ".join(self.random.choice(names) for names in (_SURNAMES, _MIDDLE_NAMES, _GIVEN_NAMES))

    def home(self, desk: Desk, far: float = 0.0) -> _Home:
        """Seven in ten in the desk's own commune, the others where it is nearest by; in one of the three writings.

        A share of `far` lives across the river.
        """
        own, *others = desk.communes
        commune = own if not others or self.random.random() < 0.7 else self.random.choice(others)
        if far and self.random.random() < far:
            commune = desk.far
        code = self.random.choice([code for code, unit in FORMER.items() if unit.commune_code == commune])
        unit = FORMER[code]
        village = self.random.choice(unit.villages)
        address = self.random.choice(
            (
                f"{village}, {unit.name} (cũ)",
                f"{village}, {unit.name}, huyện Gia Lâm, Hà Nội",
                f"{village}, {COMMUNES[commune]}, Hà Nội",
            )
        )
        is_pinned = self.random.random() < PINNED
        return _Home(address, _scatter(self.random, code, village) if is_pinned else None)


def _scatter(random: Random, code: str, village: str) -> Position:
    """A door within a few hundred metres of the middle of its village."""
    area, centre = former_shape(code), village_place(code, village)
    for _ in range(20):
        door = Point(centre.lon + random.gauss(0, 0.0022), centre.lat + random.gauss(0, 0.0020))
        if area.contains(door):
            return Position(round(door.x, 6), round(door.y, 6))
    return centre


def _write_results(people: _People, desk: Desk, count: int) -> Iterator[Result]:
    random = people.random
    failures = _deal_failures(random, count)
    at_counter = _deal_counter(random, count)
    for number, (has_fee, weight_g) in enumerate(
        zip(deal(random, count, FEES), deal(random, count, WEIGHTS_G), strict=True), start=1
    ):
        is_fetched = at_counter[number - 1]
        home = people.home(desk, 0.0 if is_fetched else FAR)
        title, result, amount_vnd = _draw_kind(random, has_fee and not is_fetched)
        failure = None if is_fetched else failures[number - 1]
        if failure and failure.reason == "NO_MONEY" and amount_vnd is None:
            failure = FAILURES[0][0]
        yield Result(
            desk_code=desk.office.code,
            row=ListRow(
                dossier_code=f"{desk.number}-{people.day:%y%m%d}-{number:04d}",
                title=title,
                result=result,
                full_name=people.name(),
                address=home.address,
                has_fee=amount_vnd is not None,
                phone=people.phone(),
                amount_vnd=amount_vnd,
                papers_to_take_back=int(title.startswith(("Đăng ký đất", "Đăng ký biến động"))),
                weight_g=weight_g,
                at_counter=is_fetched,
                lon=home.door.lon if home.door else None,
                lat=home.door.lat if home.door else None,
            ),
            failure=failure,
            pays_by_transfer=random.random() < BY_TRANSFER if count > 10 else number % 2 == 0,
        )


def _list_later(results: list[Result], later: dict[time, int]) -> Iterator[Result]:
    """The last ones that go to a door are ready only later in the day."""
    to_doors = [result for result in reversed(results) if not result.row.at_counter]
    hours = [hour for hour, count in sorted(later.items(), reverse=True) for _ in range(count)]
    listed_at = {result.row.dossier_code: hour for result, hour in zip(to_doors, hours, strict=False)}
    for result in results:
        yield msgspec.structs.replace(result, listed_at=listed_at.get(result.row.dossier_code))


def _deal_failures(random: Random, count: int) -> list[Failure | None]:
    """One door in six stays shut, rounded up."""
    shut = math.ceil(count * FAILING)
    failures = deal(random, shut, FAILURES)
    if shut >= len(FAILURES):  # a large list has each reason once
        rare = [failure for failure, _ in FAILURES if failure not in failures]
        common = [at for at, failure in enumerate(failures) if failure == FAILURES[0][0]]
        for at, failure in zip(common, rare, strict=False):
            failures[at] = failure
    dealt: list[Failure | None] = [*failures, *[None] * (count - shut)]
    random.shuffle(dealt)
    return dealt


def _deal_counter(random: Random, count: int) -> list[bool]:
    """Whose result waits at the post office's counter, as the citizen wished; of a desk's first six one at least."""
    waiting = max(round(count * AT_COUNTER), int(count >= 6))
    dealt = [True] * waiting + [False] * (count - waiting)
    random.shuffle(dealt)
    return dealt


def _draw_kind(random: Random, has_fee: bool) -> tuple[str, str, int | None]:
    """Title, result and what the citizen pays."""
    if not has_fee:
        (title, result), *_ = random.choices([kind for kind, _ in FREE], [share for _, share in FREE])
        return title, result, None
    (title, result, amount_vnd), *_ = random.choices([kind for kind, _ in PAID], [share for _, share in PAID])
    drawn = round(random.lognormvariate(math.log(300_000), 0.8), -3)
    return title, result, amount_vnd or int(min(5_000_000, max(10_000, drawn)))


def _without_name(people: _People, desk: Desk) -> Result:
    row = ListRow(
        dossier_code=f"{desk.number}-{people.day:%y%m%d}-9999",
        title="Cấp lại giấy khai sinh",
        result="Giấy khai sinh",
        full_name="",
        address=people.home(desk).address,
        has_fee=True,
        phone=people.phone(),
        amount_vnd=8_000,
    )
    return Result(desk_code=desk.office.code, row=row)


def _write_requests(people: _People, desk: Desk, counts: dict[str, int], day: date) -> Iterator[Request]:
    count = counts.get(desk.office.code, 0)
    for number, window in enumerate(deal(people.random, count, WINDOWS)):
        fails = number == count - 1 > 0
        yield Request(
            desk_code=desk.office.code,
            title=people.random.choice(SENT),
            sender=_sender(people, desk),
            weight_g=people.random.choice((100, 250, 500)),
            window_from=window and datetime.combine(day, window[0], VIETNAM),
            window_to=window and datetime.combine(day, window[1], VIETNAM),
            failure=PICKUP_FAILURES[DESKS.index(desk) % len(PICKUP_FAILURES)] if fails else None,
        )


def _write_drop_offs(people: _People, desk: Desk, counts: dict[str, int]) -> Iterator[Request]:
    for _ in range(counts.get(desk.office.code, 0)):
        yield Request(
            desk_code=desk.office.code,
            title=people.random.choice(SENT),
            sender=_sender(people, desk),
            weight_g=people.random.choice((100, 250, 500)),
            is_drop_off=True,
        )


def _sender(people: _People, desk: Desk) -> Sender:
    home = people.home(desk)
    return Sender(
        full_name=people.name(),
        phone=people.phone(),
        address=home.address,
        landmark=people.random.choice(LANDMARKS),
        lon=home.door.lon if home.door else None,
        lat=home.door.lat if home.door else None,
    )


_SURNAMES: Final = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương", "Đào", "Đinh", "Lưu", "Phùng",
)  # fmt: skip
_MIDDLE_NAMES: Final = ("Thị", "Văn", "Thu", "Đức", "Minh", "Ngọc", "Quốc", "Thanh", "Hữu", "Xuân", "Kim", "Đình")
_GIVEN_NAMES: Final = (
    "Hoa", "Bình", "Thu", "Toàn", "Sen", "Phúc", "Ngân", "Hạ", "Dũng", "Hương", "Khoa", "Lý", "Nam", "Oanh", "Phượng",
    "Quý", "Sáng", "Tuyết", "Uyên", "Vinh", "Xoan", "Yên", "Chiến", "Diệp", "Gấm", "Hiệp", "Khuê", "Lụa", "Mạnh",
)  # fmt: skip
