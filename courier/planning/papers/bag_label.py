"""A bag's label: A6, its SSCC as GS1-128 and in figures, from, to, ride, seal and count."""

from typing import Final
from uuid import UUID

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.units import mm

from courier.clock import VIETNAM
from courier.database import Connection
from courier.errors import NotFound
from courier.intake.papers.drawing import BOLD, MONO, SEMI, Paper, wrap_smaller
from courier.intake.papers.words import say_day, say_time
from courier.network.linehaul.read_timetable import read_timetable
from courier.planning.legs.statements import BAG_LABEL
from courier.planning.papers.model import BagFace
from courier.planning.papers.statements import PAPER_SEALING

A6_WIDE_MM: Final = (148.0, 105.0)


async def read_bag_face(connection: Connection, asker: UUID, bag_id: UUID) -> BagFace:
    """What is known of a bag whose code was given out: its next ride, and once closed its seal and count.

    Raises `NotFound` unless the asker works where it was given out.
    """
    label = await BAG_LABEL.one(connection, bag_id, asker)
    if label is None:
        raise NotFound("Không tìm thấy túi này", "No such bag")
    timetable = await read_timetable(connection, label.allotted_at.astimezone(VIETNAM).date())
    path = timetable.find_path(label.from_office_id, label.to_office_id, label.allotted_at)
    ride = path.departures[0] if path and path.departures else None
    sealing = await PAPER_SEALING.one(connection, label.sscc)
    return BagFace(
        sscc=label.sscc,
        from_office_name=label.from_office_name,
        to_office_name=label.to_office_name,
        route_code=ride.route_code if ride else None,
        departs_at=ride.departs_at if ride else None,
        seal=sealing.seal if sealing else None,
        items=sealing.items if sealing else None,
    )


def bag_label_pdf(face: BagFace) -> bytes:
    """One page. Raises `NotReady` without fonts."""
    paper = Paper(f"Nhãn túi {face.sscc}", A6_WIDE_MM)
    paper.box(5, 5, 138, 95, weight=1.0, radius=2)
    paper.text(10, 13.5, "TÚI HỒ SƠ", 13, BOLD)
    paper.text(138, 13.5, "Không mở dọc đường · Báo ngay nếu niêm phong hỏng", 7.5, align="right")
    paper.rule(5, 17, 143, weight=0.8)
    paper.text(10, 22.5, "Từ", 8)
    rows, size = wrap_smaller(face.from_office_name, SEMI, 11, 112, 2, 7)
    paper.lines(24, 23, rows, size, SEMI)
    paper.text(10, 34.5, "ĐẾN", 9, BOLD)
    rows, size = wrap_smaller(face.to_office_name, BOLD, 19, 112, 2, 8)
    paper.lines(24, 37 if len(rows) == 1 else 34.5, rows, size, BOLD)
    paper.rule(5, 46, 143, weight=0.4)
    _draw_field(paper, 10, "Chuyến", _ride(face), 104)
    _draw_field(paper, 108, "Số bưu gửi", None if face.items is None else str(face.items), 138)
    paper.rule(5, 55.5, 143, weight=0.4)
    paper.text(10, 61.5, "Số niêm phong", 8)
    if face.seal:
        paper.text(33, 62, face.seal, 12, MONO, width=105)
    else:
        paper.dots(33, 61.5, 138)
    paper.rule(5, 65, 143, weight=0.4)
    _draw_barcode(paper, face.sscc)
    return paper.finish()


_FNC1: Final = "\xf1"
"""The sign that opens a GS1-128 symbol, as reportlab names it."""


def _draw_barcode(paper: Paper, sscc: str) -> None:
    """GS1-128 with application identifier 00 (GS1 General Specifications 5.4): modules of 0.6 mm, ten clear beside."""
    bars = Code128(f"{_FNC1}00{sscc}", barWidth=0.6 * mm, barHeight=22 * mm, quiet=False)
    bars.drawOn(paper.canvas, (paper.width * mm - bars.width) / 2, (paper.height - 90.5) * mm)
    paper.text(74, 96, f"(00) {sscc[0]} {sscc[1:8]} {sscc[8:17]} {sscc[17]}", 12, MONO, align="middle", width=130)


def _ride(face: BagFace) -> str | None:
    if face.departs_at is None:
        return None
    at = f"{say_time(face.departs_at)} {say_day(face.departs_at.astimezone(VIETNAM).date())}"
    return f"{at} · {face.route_code}" if face.route_code else at


def _draw_field(paper: Paper, x: float, name: str, said: str | None, right: float) -> None:
    paper.text(x, 52, name, 8)
    if said:
        paper.text(x + 18, 52.3, said, 11, BOLD, width=right - x - 18)
    else:
        paper.dots(x + 18, 52, right)
