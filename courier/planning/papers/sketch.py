"""A route as a line drawing: its stops in order, numbered, over the communes' outlines. No map, no network."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import shapely
from reportlab.lib.units import mm

from courier.intake.papers.drawing import BOLD, SEMI, Paper, width_of
from courier.planning.papers.model import DayPapers, PaperRoute, PaperStop


class Frame(NamedTuple):
    """Where the sketch goes, millimetres."""

    x: float
    y: float
    width: float
    height: float


class Spot(NamedTuple):
    """Stops at one place, by number from 1, and where that is on paper."""

    x: float
    y: float
    numbers: list[int]
    is_office: bool


def draw_sketch(paper: Paper, frame: Frame, day: DayPapers, route: PaperRoute) -> None:
    """Stops at one place share a mark; marks that would cover each other are moved aside, with a thin line home."""
    project = _projection(frame, [(day.office_lon, day.office_lat), *((s.lon, s.lat) for s in route.stops)])
    canvas = paper.canvas
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(frame.x * mm, (paper.height - frame.y - frame.height) * mm, frame.width * mm, frame.height * mm)
    canvas.clipPath(clip, stroke=0)
    _draw_outlines(paper, day, project)
    home = project(day.office_lon, day.office_lat)
    spots = _spots(route.stops, project)
    _draw_way(paper, [home, *_points(route.stops, project), home])
    marks = _apart([(spot.x, spot.y) for spot in spots], [_reach(spot) for spot in spots], home, frame)
    for spot, mark in zip(spots, marks, strict=True):
        _draw_mark(paper, spot, mark)
    _draw_home(paper, home)
    _draw_names(paper, frame, day, project, [home, *marks])
    canvas.restoreState()
    paper.box(*frame, weight=0.6)
    paper.text(frame.x + frame.width - 3, frame.y + 4.5, "Bắc ở trên", 7, SEMI, align="right")


_MARGIN_MM: Final = 9.0
_LEAST_SPAN: Final = 0.004
"""Degrees: stops in one street are not blown up past some 400 m across."""
_MARK_PT: Final = 7.5
_HEIGHT_MM: Final = 4.4


class _Projection(NamedTuple):
    """Plane coordinates, north up: lon shrunk by the latitude's cosine."""

    lon: float
    lat: float
    scale: float
    squeeze: float
    x: float
    y: float

    def __call__(self, lon: float, lat: float) -> tuple[float, float]:
        return self.x + (lon - self.lon) * self.squeeze * self.scale, self.y - (lat - self.lat) * self.scale


def _projection(frame: Frame, places: Sequence[tuple[float, float]]) -> _Projection:
    lons, lats = [lon for lon, _ in places], [lat for _, lat in places]
    lon, lat = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
    squeeze = math.cos(math.radians(lat))
    across = max((max(lons) - min(lons)) * squeeze, _LEAST_SPAN)
    up = max(max(lats) - min(lats), _LEAST_SPAN)
    scale = min((frame.width - 2 * _MARGIN_MM) / across, (frame.height - 2 * _MARGIN_MM) / up)
    return _Projection(lon, lat, scale, squeeze, frame.x + frame.width / 2, frame.y + frame.height / 2)


def _draw_outlines(paper: Paper, day: DayPapers, project: _Projection) -> None:
    canvas = paper.canvas
    canvas.setLineWidth(0.9)
    canvas.setStrokeGray(0.62)
    canvas.setDash(4, 2)
    for outline in day.outlines:
        for ring in outline.rings:
            path = canvas.beginPath()
            for place, (lon, lat) in enumerate(ring):
                x, y = project(lon, lat)
                (path.lineTo if place else path.moveTo)(x * mm, (paper.height - y) * mm)
            path.close()
            canvas.drawPath(path, stroke=1, fill=0)
    canvas.setDash()
    canvas.setStrokeGray(0)


def _draw_names(
    paper: Paper, frame: Frame, day: DayPapers, project: _Projection, taken: list[tuple[float, float]]
) -> None:
    """Each commune's name where there is most room inside it, away from stops and from other names."""
    paper.canvas.setFillGray(0.45)
    for outline in day.outlines:
        area = shapely.union_all(
            [shapely.Polygon([project(*at) for at in ring]) for ring in outline.rings if len(ring) > 3]
        )
        half = width_of(outline.name, SEMI, 8) / 2 + 2
        places = [
            (frame.x + half + (frame.width - 2 * half) * across / 12, frame.y + 8 + (frame.height - 14) * down / 12)
            for across in range(13)
            for down in range(13)
        ]
        inside = [place for place in places if shapely.contains_xy(area, *place)]
        if inside:
            x, y = max(inside, key=lambda at: min(_room(at, one, half) for one in taken))
            paper.text(x, y, outline.name, 8, SEMI, align="middle")
            taken.append((x, y))
    paper.canvas.setFillGray(0)


def _room(one: tuple[float, float], other: tuple[float, float], half: float) -> float:
    """How far a name is from a place: names are wide, so sideways counts less."""
    return math.hypot(max(0.0, abs(one[0] - other[0]) - half), one[1] - other[1])


def _points(stops: Sequence[PaperStop], project: _Projection) -> list[tuple[float, float]]:
    return [project(stop.lon, stop.lat) for stop in stops]


def _draw_way(paper: Paper, points: Sequence[tuple[float, float]]) -> None:
    """From the office through all stops and back, an arrow head amid each longer stretch."""
    canvas = paper.canvas
    canvas.setLineWidth(0.9)
    canvas.setLineJoin(1)
    path = canvas.beginPath()
    for place, (x, y) in enumerate(points):
        (path.lineTo if place else path.moveTo)(x * mm, (paper.height - y) * mm)
    canvas.drawPath(path, stroke=1, fill=0)
    for (x, y), (to_x, to_y) in pairwise(points):
        length = math.hypot(to_x - x, to_y - y)
        if length > 9:
            _draw_arrow(paper, (x + to_x) / 2, (y + to_y) / 2, (to_x - x) / length, (to_y - y) / length)


def _draw_arrow(paper: Paper, x: float, y: float, dx: float, dy: float) -> None:
    path = paper.canvas.beginPath()
    corners = ((1.1, 0), (-0.9, 0.9), (-0.9, -0.9))
    for place, (along, aside) in enumerate(corners):
        at_x, at_y = x + along * dx - aside * dy, y + along * dy + aside * dx
        (path.lineTo if place else path.moveTo)(at_x * mm, (paper.height - at_y) * mm)
    path.close()
    paper.canvas.drawPath(path, stroke=0, fill=1)


def _spots(stops: Sequence[PaperStop], project: _Projection) -> list[Spot]:
    """Stops within a millimetre of each other on paper are one place."""
    spots: list[Spot] = []
    for number, stop in enumerate(stops, 1):
        x, y = project(stop.lon, stop.lat)
        same = next((s for s in spots if math.hypot(s.x - x, s.y - y) < 1.0 and s.is_office != stop.is_citizen), None)
        if same:
            same.numbers.append(number)
        else:
            spots.append(Spot(x, y, [number], not stop.is_citizen))
    return spots


def _says(spot: Spot) -> str:
    """`3`, `3–5`, `3, 9`; of many the first and how many more."""
    runs: list[list[int]] = []
    for number in spot.numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    words = [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    return ", ".join(words[:3]) + ("…" if len(words) > 3 else "")


def _reach(spot: Spot) -> float:
    """Half the width of its mark."""
    return max(_HEIGHT_MM, width_of(_says(spot), BOLD, _MARK_PT) + 1.6) / 2


def _apart(
    points: Sequence[tuple[float, float]], reaches: Sequence[float], home: tuple[float, float], frame: Frame
) -> list[tuple[float, float]]:
    """Marks pushed off each other and off the office until none overlap, or after 200 rounds as far as it got."""
    at = [list(point) for point in points] + [list(home)]
    halves = [*reaches, 3.0]
    for _ in range(200):
        moved = False
        for one in range(len(at)):
            for other in range(one + 1, len(at)):
                moved |= _push(at[one], at[other], halves[one] + halves[other] + 0.4, is_fixed=other == len(points))
        for mark, half in zip(at[:-1], reaches, strict=True):
            mark[0] = min(max(mark[0], frame.x + half + 0.6), frame.x + frame.width - half - 0.6)
            mark[1] = min(max(mark[1], frame.y + 3), frame.y + frame.height - 3)
        if not moved:
            break
    return [(x, y) for x, y in at[:-1]]


def _push(one: list[float], other: list[float], across: float, *, is_fixed: bool) -> bool:
    """Along the shorter way out; `is_fixed` moves only the first."""
    dx, dy = one[0] - other[0], one[1] - other[1]
    need_x, need_y = across - abs(dx), _HEIGHT_MM + 0.4 - abs(dy)
    if need_x <= 0.01 or need_y <= 0.01:
        return False
    axis, need, way = (0, need_x, dx) if need_x < need_y else (1, need_y, dy)
    step = math.copysign(need if is_fixed else need / 2, way if way else 1)
    one[axis] += step
    if not is_fixed:
        other[axis] -= step
    return True


def _draw_mark(paper: Paper, spot: Spot, mark: tuple[float, float]) -> None:
    x, y = mark
    if math.hypot(x - spot.x, y - spot.y) > 1.2:
        paper.rule(spot.x, spot.y, x, y, weight=0.35)
        paper.canvas.circle(spot.x * mm, (paper.height - spot.y) * mm, 0.6 * mm, stroke=0, fill=1)
    half = _reach(spot)
    canvas = paper.canvas
    canvas.setFillGray(0 if spot.is_office else 1)
    canvas.setLineWidth(0.8)
    radius = (0.6 if spot.is_office else _HEIGHT_MM / 2) * mm
    canvas.roundRect(
        (x - half) * mm, (paper.height - y - _HEIGHT_MM / 2) * mm, half * 2 * mm, _HEIGHT_MM * mm, radius, fill=1
    )
    canvas.setFillGray(1 if spot.is_office else 0)
    paper.text(x, y + 0.95, _says(spot), _MARK_PT, BOLD, align="middle")
    canvas.setFillGray(0)


def _draw_home(paper: Paper, home: tuple[float, float]) -> None:
    x, y = home
    paper.canvas.setFillGray(1)
    paper.canvas.setLineWidth(1.4)
    paper.canvas.rect((x - 2.6) * mm, (paper.height - y - 2.6) * mm, 5.2 * mm, 5.2 * mm, fill=1)
    paper.canvas.setFillGray(0)
    paper.text(x, y + 1.1, "BC", 7.5, BOLD, align="middle")
