"""Growth as a picture: time, memory and cost over the number of jobs, both axes by powers of ten."""

from collections.abc import Callable, Iterator, Sequence
from math import ceil, floor, log10
from typing import NamedTuple, Protocol

WIDTH, HEIGHT, MARGIN, GAP = 300.0, 220.0, 46.0, 24.0
COLOUR = "#1d6fa5"


class Measured(Protocol):
    """What is drawn of one size."""

    @property
    def jobs(self) -> int: ...
    @property
    def complete_cpu_s(self) -> float | None: ...
    @property
    def peak_mb(self) -> float: ...
    @property
    def cost_s(self) -> int: ...


Place = Callable[[float, float], tuple[float, float]]
"""Where on the paper so many jobs and this value lie."""


class _Panel(NamedTuple):
    title: str
    points: list[tuple[float, float]]


def picture(sizes: Sequence[Measured]) -> str:
    """Three panels side by side."""
    panels = [
        _Panel(
            "đủ việc sau, giây CPU / all served after, CPU s",
            [(each.jobs, each.complete_cpu_s) for each in sizes if each.complete_cpu_s],
        ),
        _Panel("bộ nhớ, MB / memory, MB", [(each.jobs, each.peak_mb) for each in sizes]),
        _Panel(
            "chi phí mỗi việc, giây / cost for each job, s", [(each.jobs, each.cost_s / each.jobs) for each in sizes]
        ),
    ]
    width = len(panels) * (WIDTH + GAP)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {HEIGHT:g}" role="img"'
            ' font-family="sans-serif" font-size="11">',
            "<title>Bộ lập tuyến từ 100 đến 10.000 việc / The planner from 100 to 10,000 jobs</title>",
            '<rect width="100%" height="100%" fill="#fff"/>',
            *(_drawn(panel, number * (WIDTH + GAP)) for number, panel in enumerate(panels)),
            "</svg>\n",
        ]
    )


def _drawn(panel: _Panel, left: float) -> str:
    if not panel.points:
        return ""
    lows, highs = zip(*(_decades([point[axis] for point in panel.points]) for axis in (0, 1)), strict=True)

    def place(jobs: float, value: float) -> tuple[float, float]:
        across = (log10(jobs) - lows[0]) / (highs[0] - lows[0])
        up = (log10(value) - lows[1]) / (highs[1] - lows[1])
        return left + MARGIN + across * (WIDTH - MARGIN), HEIGHT - MARGIN / 2 - up * (HEIGHT - MARGIN * 1.2)

    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*point) for point in panel.points))
    return "\n".join(
        [
            f'<text x="{left + MARGIN:.1f}" y="14" font-weight="bold">{panel.title}</text>',
            *_grid(place, lows, highs),
            f'<polyline points="{line}" fill="none" stroke="{COLOUR}" stroke-width="2"/>',
            *(_dot(*place(*point), point[1]) for point in panel.points),
        ]
    )


def _decades(values: Sequence[float]) -> tuple[int, int]:
    low = floor(log10(min(values)))
    return low, max(low + 1, ceil(log10(max(values))))


def _grid(place: Place, lows: Sequence[int], highs: Sequence[int]) -> Iterator[str]:
    for power in range(lows[0], highs[0] + 1):
        x, bottom = place(10**power, 10 ** lows[1])
        _, top = place(10**power, 10 ** highs[1])
        yield f'<line x1="{x:.1f}" y1="{bottom:.1f}" x2="{x:.1f}" y2="{top:.1f}" stroke="#ddd"/>'
        yield f'<text x="{x:.1f}" y="{bottom + 14:.1f}" text-anchor="middle">{10**power:,}</text>'
    for power in range(lows[1], highs[1] + 1):
        left, y = place(10 ** lows[0], 10**power)
        right, _ = place(10 ** highs[0], 10**power)
        yield f'<line x1="{left:.1f}" y1="{y:.1f}" x2="{right:.1f}" y2="{y:.1f}" stroke="#ddd"/>'
        yield f'<text x="{left - 4:.1f}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:,g}</text>'


def _dot(x: float, y: float, value: float) -> str:
    told = f"{value:.2f}" if value < 10 else f"{value:.0f}"
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{COLOUR}"/>'
        f'<text x="{x:.1f}" y="{y - 7:.1f}" text-anchor="middle">{told}</text>'
    )
