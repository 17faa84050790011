"""A plan as a picture: SVG with each route in its colour, stops as dots, depots as squares; no map behind it."""

from collections.abc import Mapping, Sequence
from html import escape
from math import cos, radians

from routing.errors import UnreadableFile
from routing.instance import Instance, visits_of

WIDTH, MARGIN = 1000.0, 20.0
TURN = 137.508  # degrees between two neighbours' colours: the golden angle keeps any number of them apart


def plot(instance: Instance, lines: Sequence[tuple[str, Sequence[str]]], title: str) -> str:
    """The picture of routes given as places in order. Raises UnreadableFile where the places have no positions."""
    positions = {place.id: (place.lon, place.lat) for place in instance.places}
    points = _to_paper(positions)
    height = max((y for _, y in points.values()), default=0.0) + MARGIN
    called = {place for _, line in lines for place in line}
    depots = {depot.place for depot in instance.depots}
    asked = {visit.place for request in instance.requests for _, visit in visits_of(request)}
    waiting = sorted(asked - called - depots)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {height:.1f}" role="img">',
            f"<title>{escape(title)}</title>",
            '<rect width="100%" height="100%" fill="#fff"/>',
            *(_route(points, name, line, index) for index, (name, line) in enumerate(lines)),
            *(_dot(points[place], "#888", f"chưa xếp / unserved: {place}") for place in waiting),
            *(_depot(points[place], place) for place in sorted(depots)),
            "</svg>\n",
        ]
    )


def _to_paper(positions: Mapping[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Positions as points of the sheet, north up, a degree of each axis as long as on the ground at its middle."""
    lons, lats = ([position[axis] for position in positions.values()] for axis in (0, 1))
    if not lons or (len(lons) > 1 and min(lons) == max(lons) and min(lats) == max(lats)):
        raise UnreadableFile(
            "không có vị trí để vẽ: ghi lon và lat của các địa điểm (VROOM: location)",
            "has no positions to draw: give its places lon and lat (VROOM: location)",
        )
    narrow = cos(radians((min(lats) + max(lats)) / 2))
    span = max((max(lons) - min(lons)) * narrow, (max(lats) - min(lats)), 1e-12)
    scale = (WIDTH - 2 * MARGIN) / span
    return {
        name: (MARGIN + (lon - min(lons)) * narrow * scale, MARGIN + (max(lats) - lat) * scale)
        for name, (lon, lat) in positions.items()
    }


def _route(points: Mapping[str, tuple[float, float]], name: str, line: Sequence[str], index: int) -> str:
    colour = f"hsl({index * TURN % 360:.0f} 70% 40%)"
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (points[place] for place in line))
    dots = "".join(_dot(points[place], colour, place) for place in line)
    return (
        f'<g><title>{escape(name)}</title><polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>'
        f"{dots}</g>"
    )


def _dot(point: tuple[float, float], colour: str, name: str) -> str:
    return (
        f'<circle cx="{point[0]:.1f}" cy="{point[1]:.1f}" r="3" fill="{colour}"><title>{escape(name)}</title></circle>'
    )


def _depot(point: tuple[float, float], name: str) -> str:
    x, y = point[0] - 6, point[1] - 6
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="12" height="12" fill="#000"><title>{escape(name)}</title></rect>'
