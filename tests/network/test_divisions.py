"""Divisions held against each other, and every real boundary file, read whole."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from courier.database import Connection
from courier.network.coverage import find_gaps, find_overlaps
from courier.network.derive_succession import derive_succession
from courier.network.import_boundaries import import_boundaries
from courier.network.import_successions import import_successions
from courier.network.import_units import import_units, type_in
from courier.network.locate import NOWHERE, UnitIndex, load_index, locate, locate_many
from courier.network.review_division import review_division
from courier.network.statements import IndexedUnit

FORMER, BETWEEN, PRESENT = date(2008, 8, 1), date(2025, 1, 1), date(2025, 7, 1)


def box(west: float, south: float, east: float, north: float) -> shapely.MultiPolygon:
    return shapely.MultiPolygon([shapely.box(west, south, east, north)])


def test_an_area_within_another_is_an_overlap_and_a_shared_edge_is_none() -> None:
    areas = {
        "00001": box(105.90, 21.00, 105.94, 21.04),
        "00002": box(105.91, 21.01, 105.92, 21.02),
        "00003": box(105.94, 21.00, 105.98, 21.04),
    }
    found = list(find_overlaps(areas))
    assert [(overlap.code, overlap.other) for overlap in found] == [("00001", "00002")]
    assert found[0].area_m2 == pytest.approx(1_154_000, rel=0.01)


def test_a_hole_between_communes_names_them_and_where_it_lies() -> None:
    ring = {
        "00001": box(105.90, 21.00, 105.93, 21.01),
        "00002": box(105.90, 21.02, 105.93, 21.03),
        "00003": box(105.90, 21.01, 105.91, 21.02),
        "00004": box(105.92, 21.01, 105.93, 21.02),
    }
    (gap,) = find_gaps(ring)
    assert gap.codes == ["00001", "00002", "00003", "00004"]
    assert (gap.lon, gap.lat) == (pytest.approx(105.915), pytest.approx(21.015))
    assert list(find_gaps({code: ring[code] for code in ("00001", "00002", "00003")})) == []  # open to one side


def feature(code: str, name: str, area: shapely.Geometry, kind: str = "Xã") -> dict[str, object]:
    return {
        "type": "Feature",
        "properties": {"code": code, "name": name, "type": kind, "province_code": "01"},
        "geometry": shapely.geometry.mapping(area),
    }


async def divide(connection: Connection, day: date, until: date | None, *features: dict[str, object]) -> None:
    content = msgspec.json.encode({"type": "FeatureCollection", "features": features})
    units = await import_units(connection, content, source="test", valid_from=day, valid_to=until)
    bounded = [each for each in features if each["geometry"] is not None]
    content = msgspec.json.encode({"type": "FeatureCollection", "features": bounded})
    areas = await import_boundaries(connection, content, valid_from=day, kind="sketch")
    assert (units.rejected, areas.rejected) == ([], [])


async def test_a_review_names_what_two_divisions_leave_open(service_connection: Connection) -> None:
    connection = service_connection
    await divide(
        connection, FORMER, PRESENT,
        feature("00001", "An", box(105.90, 21.00, 105.92, 21.02)),
        feature("00002", "Bình", box(105.92, 21.00, 105.94, 21.02), "Thị trấn"),
        feature("00003", "Cát", box(105.94, 21.00, 105.96, 21.02)),
    )  # fmt: skip
    await divide(connection, FORMER, None, feature("00004", "Dương", box(105.96, 21.00, 105.98, 21.02)))
    nowhere = feature("00009", "Mới", box(0, 0, 1, 1)) | {"geometry": None}
    await divide(connection, PRESENT, None, feature("00001", "An Bình", box(105.90, 21.00, 105.94, 21.02)), nowhere)
    table = "Mã cũ;Mã mới;Cách chuyển;Tỷ lệ diện tích\n00001;00001;Toàn bộ;\n00002;00001;Một phần;60%\n"
    days = {"former_valid_from": FORMER, "present_valid_from": PRESENT}
    await import_successions(connection, table.encode(), **days, source="Nghị quyết thử")

    review = await review_division(connection, "01", BETWEEN, PRESENT)
    assert (review.former, review.present, review.unchanged) == (4, 3, 1)
    assert [unit.full_name for unit in review.without_successor] == ["Xã Cát"]
    assert [unit.full_name for unit in review.without_predecessor] == ["Xã Mới"]
    assert [(found.unit.name, found.share) for found in review.uncertain_shares] == [("Bình", 0.6)]
    assert [(found.former.name, found.present.name) for found in review.reused_codes] == [("An", "An Bình")]
    assert [unit.name for unit in review.without_boundary] == ["Mới"]


async def test_a_former_unit_may_go_into_several_and_several_into_one(service_connection: Connection) -> None:
    await divide(
        service_connection, FORMER, PRESENT,
        feature("00001", "An", box(105.90, 21.00, 105.94, 21.02)),
        feature("00002", "Bình", box(105.94, 21.00, 105.96, 21.02)),
    )  # fmt: skip
    await divide(
        service_connection, PRESENT, None,
        feature("00001", "Tây", box(105.90, 21.00, 105.91, 21.02)),
        feature("00002", "Đông", box(105.91, 21.00, 105.96, 21.02)),
    )  # fmt: skip
    await derive_succession(service_connection, FORMER, PRESENT, source="overlay")
    rows = await service_connection.fetch(
        "SELECT from_code, to_code, kind, round(share::numeric, 2)::float AS share FROM unit_succession ORDER BY 1, 2"
    )
    assert [tuple(row) for row in rows] == [
        ("00001", "00001", "part", 0.25),
        ("00001", "00002", "part", 0.75),
        ("00002", "00002", "whole", 1.0),
    ]
    review = await review_division(service_connection, "01", BETWEEN, PRESENT)
    assert (review.without_successor, review.without_predecessor, review.uncertain_shares) == ([], [], [])


async def test_ties_and_what_lies_outside_are_flagged(service_connection: Connection) -> None:
    await divide(
        service_connection, PRESENT, None,
        feature("00001", "Tây", box(105.90, 21.00, 105.92, 21.02)),
        feature("00002", "Đông", box(105.92, 21.00, 105.94, 21.02)),
    )  # fmt: skip
    index = await load_index(service_connection, PRESENT)
    lon, lat = np.array([105.91, 105.92, 105.93, 105.95, np.nan]), np.array([21.01] * 5)
    located = locate_many(index, lon, lat)
    assert located.first.tolist() == [0, 0, 1, NOWHERE, NOWHERE]
    assert located.is_tie.tolist() == [False, True, False, False, False]
    assert located.is_outside.tolist() == [False, False, False, True, True]
    assert [unit.name for unit in locate(index, 105.92, 21.01)] == ["Tây", "Đông"]
    assert len(locate_many(index, np.array([]), np.array([])).first) == 0


@given(st.lists(st.tuples(st.floats(105.89, 105.95), st.floats(20.99, 21.03)), max_size=40))
def test_many_positions_at_once_are_those_found_one_by_one(positions: list[tuple[float, float]]) -> None:
    boxes = [box(105.90, 21.00, 105.92, 21.02), box(105.915, 21.00, 105.94, 21.02)]
    index = UnitIndex([
        IndexedUnit(f"0000{n}", PRESENT, None, "commune", "Xã", str(n), "01", None, None, None, shapely.to_wkb(area))
        for n, area in enumerate(boxes)
    ])  # fmt: skip
    located = locate_many(index, np.array([p[0] for p in positions]), np.array([p[1] for p in positions]))
    for at, (lon, lat) in enumerate(positions):
        singly = locate(index, lon, lat)
        assert located.how_many[at] == len(singly)
        assert located.first[at] == (index.units.index(singly[0]) if singly else NOWHERE)


@pytest.mark.parametrize("day", ["30/02/2025", "2025-13-01", "tháng 7 năm 2025", "45839", "1/7/25"])
async def test_a_day_that_is_none_is_named_never_replaced_by_another(service_connection: Connection, day: str) -> None:
    lines = f"Mã;Tên;Loại;Mã tỉnh;Có hiệu lực từ\n00565;Gia Lâm;Xã;01;{day}\n00577;Bát Tràng;Xã;01;01/07/2025\n"
    report = await import_units(service_connection, lines.encode(), source="test", valid_from=PRESENT)
    assert (report.created, [(e.line, e.field, e.problem, e.value) for e in report.rejected]) == (
        1, [(2, "valid_from", "not-a-day", day)],
    )  # fmt: skip
    table = f"Mã cũ;Mã mới;Cũ có hiệu lực từ\n00565;00577;{day}\n"
    days = {"former_valid_from": FORMER, "present_valid_from": PRESENT}
    successions = await import_successions(service_connection, table.encode(), **days, source="test")
    assert [(e.line, e.field, e.problem) for e in successions.rejected] == [(2, "from_valid_from", "not-a-day")]


@pytest.mark.parametrize(
    ("full_name", "expected"),
    [
        ("Phường Ba Đình", "Phường"),
        ("Thị trấn Yên Viên", "Thị trấn"),
        ("Đặc khu Lý Sơn", "Đặc khu"),
        ("Xã", ""),
        ("", ""),
    ],
)
def test_a_full_name_says_its_type(full_name: str, expected: str) -> None:
    assert type_in(full_name) == expected


async def test_lines_left_by_a_simplification_are_left_out_and_said(service_connection: Connection) -> None:
    area = shapely.geometry.mapping(shapely.box(105.90, 21.00, 105.92, 21.02))
    line = {"type": "LineString", "coordinates": [[105.9, 21.0], [105.91, 21.01]]}
    mixed = feature("00001", "An", box(0, 0, 1, 1)) | {
        "geometry": {"type": "GeometryCollection", "geometries": [area, line]}
    }
    content = msgspec.json.encode({"type": "FeatureCollection", "features": [mixed]})
    await import_units(service_connection, content, source="test", valid_from=PRESENT)
    report = await import_boundaries(service_connection, content, valid_from=PRESENT, kind="sketch")
    assert (report.stored, [note.problem for note in report.notes]) == (1, ["parts-left-out"])
    only_lines = {"type": "GeometryCollection", "geometries": [line]}
    for nothing in (only_lines, {"type": "GeometryCollection"}, {"type": "GeometryCollection", "geometries": [7]}):
        content = msgspec.json.encode({"features": [mixed | {"geometry": nothing}]})
        report = await import_boundaries(service_connection, content, valid_from=PRESENT, kind="sketch")
        assert [wrong.problem for wrong in report.rejected] == ["not-an-area"]


# File, units with a code of their own, first day, and what its notes count: overlaps and gaps of 1,000 m² or more.
REAL = [
    ("post2025_gia_lam_4_communes", 4, PRESENT, {}),
    ("post2025_01_ha_noi", 126, PRESENT, {"parts-left-out": 1}),
    ("post2025_12_lai_chau", 38, PRESENT, {}),
    ("post2025_42_ha_tinh", 69, PRESENT, {}),
    ("post2025_92_can_tho", 103, PRESENT, {}),
    ("post2025_vietnam_3321_coarse", 3321, PRESENT, {"overlap": 95, "gap": 147}),
    ("pre2025_gia_lam_22_units", 22, FORMER, {"overlap": 28, "gap": 30}),
    ("pre2025_ha_noi", 575, FORMER, {"overlap": 925, "gap": 1045}),
    ("pre2025_lai_chau", 101, FORMER, {"overlap": 169, "gap": 329}),
    ("pre2025_ha_tinh", 186, FORMER, {"overlap": 282, "gap": 439}),
    ("pre2025_ha_tinh_city", 14, FORMER, {"overlap": 15, "gap": 17}),
    ("pre2025_hau_giang", 72, FORMER, {"overlap": 108, "gap": 128}),
]


@pytest.mark.parametrize(("name", "units", "day", "odd"), REAL, ids=[row[0] for row in REAL])
async def test_every_real_boundary_file_comes_in_and_says_what_is_odd(
    service_connection: Connection,
    test_data: Callable[[str], Path],
    name: str,
    units: int,
    day: date,
    odd: dict[str, int],
) -> None:
    content = test_data(f"geo/{name}.geojson").read_bytes()
    features = len(msgspec.json.decode(content)["features"])
    listed = await import_units(service_connection, content, source=name, valid_from=day)
    bounded = await import_boundaries(service_connection, content, valid_from=day, kind="simplified")
    assert listed.created == bounded.stored == units
    assert len(listed.rejected) == len(bounded.rejected) == features - units
    assert {wrong.problem for wrong in listed.rejected} <= {"not-a-unit-code"}
    assert Counter(note.problem for note in bounded.notes) == odd
