"""Phiếu hành trình: one A4 page a carrier with his shift, a sketch of his route, its order with times and kilometres.

Citizens stand on it by masked name and commune only: the sheet lies open on the motorbike.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from courier.intake.papers.drawing import A4_MM, BOLD, SEMI, TEXT, Paper, fit, wrap_smaller
from courier.intake.papers.words import say_day, say_distance, say_phone, say_seconds, say_time, say_weekday
from courier.planning.papers.model import DayPapers, PaperRoute, PaperStop
from courier.planning.papers.sketch import Frame, draw_sketch


def route_sheet_pdf(day: DayPapers) -> bytes:
    """A page a carrier; further ones only past some eighty stops. Raises `NotReady` without fonts."""
    paper = Paper(f"Phiếu hành trình {say_day(day.on_date)}", A4_MM)
    for place, route in enumerate(day.routes):
        if place:
            paper.next_page()
        _draw_route(paper, day, route)
    return paper.finish()


_LEFT: Final = 10.0
_RIGHT: Final = A4_MM[0] - 10.0
_BOTTOM: Final = A4_MM[1] - 12.0
_GAP: Final = 4.0
_COLUMN_MM: Final = (_RIGHT - _LEFT - _GAP) / 2
_LEAST_ROW_MM: Final = 3.7
_MOST_ROW_MM: Final = 5.2


def _draw_route(paper: Paper, day: DayPapers, route: PaperRoute) -> None:
    y = _draw_head(paper, day, route)
    y = _draw_shift(paper, day, route, y)
    rows = math.ceil(len(route.stops) / 2)
    hours = _hours(route.stops)
    hours_mm = 6.5 + len(hours) * 3.9 if hours else 0.0
    free = _BOTTOM - y - 9 - hours_mm
    row_mm = min(_MOST_ROW_MM, max(_LEAST_ROW_MM, (free - 70) / max(rows, 1)))
    sketch_mm = min(125.0, max(62.0, free - rows * row_mm - 4))
    draw_sketch(paper, Frame(_LEFT, y, _RIGHT - _LEFT, sketch_mm), day, route)
    y += sketch_mm + 3
    ridden = _ridden(day, route)
    fits = max(1, int((_BOTTOM - hours_mm - y - 6) / row_mm))
    first = min(rows, fits)
    end = _draw_stops(paper, route, ridden, range(min(2 * first, len(route.stops))), y, row_mm)
    if hours:
        _draw_hours(paper, hours, end + 4)
    _draw_foot(paper, day)
    done = 2 * first
    while done < len(route.stops):
        paper.next_page()
        y = _draw_head(paper, day, route)
        more = min(len(route.stops) - done, 2 * int((_BOTTOM - y - 5) / _LEAST_ROW_MM))
        _draw_stops(paper, route, ridden, range(done, done + more), y, _LEAST_ROW_MM)
        _draw_foot(paper, day)
        done += more


def _draw_head(paper: Paper, day: DayPapers, route: PaperRoute) -> float:
    paper.text(_LEFT, 14, day.office_name.upper(), 9, BOLD, width=90)
    paper.text(_LEFT, 22, "PHIẾU HÀNH TRÌNH", 17, BOLD)
    paper.text(_LEFT, 27.4, f"{say_weekday(day.on_date)}, {say_day(day.on_date)}", 9.5, SEMI)
    paper.text(_RIGHT, 14, f"kế hoạch lần {day.version}", 8, align="right")
    paper.text(_RIGHT, 21.5, route.carrier_name, 14, BOLD, align="right", width=100)
    said = [
        f"{len(route.stops)} điểm",
        f"{_items(route)} bưu gửi",
        say_distance(route.distance_m),
    ]
    paper.text(_RIGHT, 27.4, " · ".join(said), 9.5, SEMI, align="right")
    paper.rule(_LEFT, 30, _RIGHT, weight=1)
    return 32.0


def _draw_shift(paper: Paper, day: DayPapers, route: PaperRoute, y: float) -> float:
    """The day's times: shift, ride, lunch, other work, when the office lets trips go."""
    facts = [
        ("Ca", f"{say_time(route.starts_at)}–{say_time(route.ends_at)}"),
        ("Đi · về", f"{say_time(route.leaves_at)} · {say_time(route.returns_at)}"),
        ("Nghỉ trưa", _lunch(route)),
        ("Đợt đi", ", ".join(say_seconds(wave) for wave in day.waves_s) or "lúc nào cũng được"),
    ]
    x = _LEFT
    for (name, said), room in zip(facts, (34.0, 34.0, 62.0, 60.0), strict=True):
        paper.text(x, y + 3, name, 7.5)
        paper.text(x, y + 7.8, said, 10, SEMI, width=room - 3)
        x += room
    y += 11
    if route.spells:
        said = " · ".join(f"{say_time(s.starts_at)}–{say_time(s.ends_at)} {s.reason}" for s in route.spells)
        rows, size = wrap_smaller(f"Việc khác: {said}", TEXT, 8.5, _RIGHT - _LEFT, 2, 6.5)
        y = paper.lines(_LEFT, y + 3.2, rows, size) + 0.2
    return y


def _items(route: PaperRoute) -> int:
    """What is fetched and brought on the same day counts once."""
    codes = [item.code for stop in route.stops for item in stop.items]
    return len({code for code in codes if code}) + codes.count(None)


def _lunch(route: PaperRoute) -> str:
    if route.lunch_from is None or route.lunch_to is None:
        return "không"
    times = f"{say_time(route.lunch_from)}–{say_time(route.lunch_to)}"
    return times if route.lunch_duration_s is None else f"{route.lunch_duration_s // 60} phút trong {times}"


def _ridden(day: DayPapers, route: PaperRoute) -> list[float]:
    """Metres from the start at each stop: the plan's length shared out by how far apart stops are as the crow flies."""
    places = [(day.office_lon, day.office_lat), *((s.lon, s.lat) for s in route.stops)]
    places.append(places[0])
    legs = [_apart(one, other) for one, other in pairwise(places)]
    share = route.distance_m / (sum(legs) or 1.0)
    ridden, so_far = [], 0.0
    for leg in legs[:-1]:
        so_far += leg * share
        ridden.append(so_far)
    return ridden


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    squeeze = math.cos(math.radians((one[1] + other[1]) / 2))
    return math.hypot((one[0] - other[0]) * squeeze, one[1] - other[1])


def _draw_stops(
    paper: Paper, route: PaperRoute, ridden: Sequence[float], numbers: range, y: float, row_mm: float
) -> float:
    """Two columns, down the left one first; the baseline after the longer."""
    half = math.ceil(len(numbers) / 2)
    for column in range(2 if len(numbers) > 1 else 1):
        x = _LEFT + column * (_COLUMN_MM + _GAP)
        for at, words in ((0.0, "Số"), (7.5, "Giờ"), (18.5, "Việc"), (31.0, "Nơi"), (_COLUMN_MM, "km")):
            paper.text(x + at, y + 2.6, words, 7, SEMI, align="right" if at == _COLUMN_MM else "left")
        paper.rule(x, y + 4, x + _COLUMN_MM, weight=0.7)
    size = min(8.5, row_mm * 1.85)
    for place, number in enumerate(numbers):
        column, row = divmod(place, half)
        x, base = _LEFT + column * (_COLUMN_MM + _GAP), y + 4 + (row + 1) * row_mm - row_mm * 0.28
        stop = route.stops[number]
        paper.text(x, base, str(number + 1), size, BOLD)
        paper.text(x + 7.5, base, say_time(stop.arrive_at), size)
        paper.text(x + 18.5, base, _task(stop), size, width=12.2)
        paper.text(x + 31, base, fit(_where(stop), TEXT, size, _COLUMN_MM - 41, 6)[0], size, width=_COLUMN_MM - 41)
        paper.text(x + _COLUMN_MM, base, f"{ridden[number] / 1000:.1f}".replace(".", ","), size, align="right")
        paper.rule(x, base + row_mm * 0.28, x + _COLUMN_MM, weight=0.2)
    return y + 4 + half * row_mm


def _task(stop: PaperStop) -> str:
    if stop.act == "pickup":
        return f"Nhận {len(stop.items)}"
    return f"{'Phát' if stop.is_citizen else 'Giao'} {len(stop.items)}"


def _where(stop: PaperStop) -> str:
    return f"{stop.name} · {stop.commune}" if stop.is_citizen and stop.commune else stop.name


def _hours(stops: Sequence[PaperStop]) -> list[str]:
    """Desks and offices on the way, each once, with the hours in which they take dossiers in."""
    said: dict[str, str] = {}
    for stop in stops:
        if stop.opens is None or stop.name in said:
            continue
        spells = [
            f"{say_seconds(s.earliest_s)}–{say_seconds(s.closes_s)} (nhận đến {say_seconds(s.last_acceptance_s)})"
            for s in stop.opens
        ]
        phone = f" · {say_phone(stop.phone)}" if stop.phone else ""
        said[stop.name] = f"{stop.name}: {'; '.join(spells) or 'hôm nay đóng cửa'}{phone}"
    return [*said.values()][:12]


def _draw_hours(paper: Paper, hours: Sequence[str], y: float) -> None:
    paper.text(_LEFT, y, "Giờ nhận của một cửa, bưu cục trên tuyến", 8, BOLD)
    for line, words in enumerate(hours, 1):
        paper.text(_LEFT, y + line * 3.9, words, 8, width=_RIGHT - _LEFT)


def _draw_foot(paper: Paper, day: DayPapers) -> None:
    paper.rule(_LEFT, _BOTTOM + 1.5, _RIGHT, weight=0.4)
    called = (
        f"Gặp việc bất thường gọi ngay {day.office_name}: {say_phone(day.office_phone)}"
        if day.office_phone
        else day.office_name
    )
    paper.text(_LEFT, _BOTTOM + 5.6, called, 8.5, SEMI, width=120)
    paper.text(_RIGHT, _BOTTOM + 5.6, "BC: bưu cục · ô đen: một cửa, bưu cục · km tính ước", 7, align="right")
