"""Units, boundaries, succession and position → commune, on a small division of our own and on the real files."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
import numpy as np
import pytest
import shapely

from courier.database import Connection
from courier.network.derive_succession import derive_succession
from courier.network.import_boundaries import import_boundaries
from courier.network.import_successions import import_successions
from courier.network.import_units import import_units
from courier.network.locate import NOWHERE, load_index, locate, locate_many
from courier.spreadsheets import UnreadableFile

FORMER, BETWEEN, PRESENT = date(2008, 8, 1), date(2025, 1, 1), date(2025, 7, 1)
REAL_FORMER, REAL_PRESENT = "geo/pre2025_gia_lam_22_units.geojson", "geo/post2025_gia_lam_4_communes.geojson"


def square(code: str, name: str, west: float, south: float, width: float = 0.02, kind: str = "Xã") -> dict[str, object]:
    """A feature: a square of `width` degrees."""
    east, north = west + width, south + width
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "type": "Feature",
        "properties": {"code": code, "name": f"{kind} {name}", "type": kind, "province_code": "01"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def collection(*features: dict[str, object]) -> bytes:
    return msgspec.json.encode({"type": "FeatureCollection", "features": features})


A_AND_B_BEFORE = collection(
    square("00001", "An", 105.90, 21.0), square("00002", "Bình", 105.92, 21.0, 0.02, "Thị trấn")
)
ONE_NOW = collection(square("00001", "An Bình", 105.90, 20.99, 0.04))


async def test_a_unit_list_and_its_areas_come_in_once(service_connection: Connection) -> None:
    units = await import_units(service_connection, A_AND_B_BEFORE, source="test", valid_from=FORMER, valid_to=PRESENT)
    assert (units.created, units.changed, units.known, units.rejected) == (2, 0, 0, [])
    areas = await import_boundaries(service_connection, A_AND_B_BEFORE, valid_from=FORMER, kind="sketch")
    assert (areas.stored, areas.known, areas.rejected, areas.notes) == (2, 0, [], [])
    again = await import_units(service_connection, A_AND_B_BEFORE, source="test", valid_from=FORMER, valid_to=PRESENT)
    assert (again.created, again.changed, again.known) == (0, 0, 2)
    areas_again = await import_boundaries(service_connection, A_AND_B_BEFORE, valid_from=FORMER, kind="sketch")
    assert (areas_again.stored, areas_again.known) == (0, 2)


async def test_names_lose_their_type_and_a_code_may_be_used_again(service_connection: Connection) -> None:
    await import_units(service_connection, A_AND_B_BEFORE, source="test", valid_from=FORMER, valid_to=PRESENT)
    await import_units(service_connection, ONE_NOW, source="test", valid_from=PRESENT)
    rows = await service_connection.fetch(
        "SELECT code, valid_from, name, name_key FROM administrative_unit ORDER BY 1, 2"
    )
    assert [tuple(row) for row in rows] == [
        ("00001", FORMER, "An", "an"),
        ("00001", PRESENT, "An Bình", "an binh"),
        ("00002", FORMER, "Bình", "binh"),
    ]


async def test_a_former_unit_without_an_end_stands_in_the_way(service_connection: Connection) -> None:
    await import_units(service_connection, A_AND_B_BEFORE, source="test", valid_from=FORMER)
    report = await import_units(service_connection, ONE_NOW, source="test", valid_from=PRESENT)
    assert (report.created, [wrong.problem for wrong in report.rejected]) == (0, ["overlapping-unit"])
    assert "hết hiệu lực" in report.rejected[0].remedy_vi


async def test_a_csv_list_names_line_field_and_remedy(service_connection: Connection) -> None:
    lines = "Danh sách\nMã;Tên;Loại;Mã tỉnh;Hiệu lực\n00565;Gia Lâm;Xã;01;\n562;Thuận An;Xã;01;\n00577;;Xã;01;\n"
    report = await import_units(service_connection, lines.encode(), source="test", valid_from=PRESENT)
    assert report.created == 1
    assert [(e.line, e.field, e.problem, e.value) for e in report.rejected] == [
        (4, "code", "not-a-unit-code", "562"),
        (5, "name", "missing", None),
    ]
    assert all(e.remedy_vi and e.remedy_en for e in report.rejected)


def ring(*positions: tuple[float, float]) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [[list(position) for position in positions]]}


@pytest.mark.parametrize(
    ("geometry", "problem"),
    [
        (None, "not-an-area"),
        ({"type": "Point", "coordinates": [105.9, 21.0]}, "not-an-area"),
        ({"type": "Polygon", "coordinates": [[[105.9, "21"]]]}, "not-an-area"),
        ({"type": "MultiPolygon", "coordinates": []}, "not-an-area"),
        (ring((105.9, 21.0), (105.92, 21.0), (105.92, 21.02), (105.9, 21.02)), "open-ring"),
        (ring((105.9, 21.0), (105.92, 21.0), (105.9, 21.0)), "too-few-points"),
        (ring((105.9, 21.0), (105.92, 21.02), (105.92, 21.0), (105.9, 21.02), (105.9, 21.0)), "self-crossing"),
        (ring((21.0, 105.9), (21.02, 105.9), (21.02, 105.92), (21.0, 105.9)), "swapped-axes"),
        (ring((2.0, 48.0), (3.0, 48.0), (3.0, 49.0), (2.0, 48.0)), "outside-vietnam"),
        (ring((589000, 2323000), (590000, 2323000), (590000, 2324000), (589000, 2323000)), "outside-vietnam"),
    ],
)
async def test_a_wrong_area_is_named_and_the_good_one_kept(
    service_connection: Connection, geometry: object, problem: str
) -> None:
    await import_units(service_connection, A_AND_B_BEFORE, source="test", valid_from=FORMER)
    good = square("00001", "An", 105.90, 21.0)
    bad = square("00002", "Bình", 0, 0) | {"geometry": geometry}
    report = await import_boundaries(service_connection, collection(good, bad), valid_from=FORMER, kind="sketch")
    assert report.stored == 1
    assert [(wrong.field, wrong.problem) for wrong in report.rejected] == [("features[1].geometry", problem)]


async def test_unknown_and_doubled_codes_are_named(service_connection: Connection) -> None:
    await import_units(service_connection, A_AND_B_BEFORE, source="test", valid_from=FORMER)
    file = collection(
        square("00001", "An", 105.9, 21.0), square("00001", "An", 105.95, 21.0), square("9", "X", 106, 21)
    )
    report = await import_boundaries(service_connection, file, valid_from=FORMER, kind="sketch")
    assert [(wrong.field, wrong.problem) for wrong in report.rejected] == [
        ("features[1].properties.code", "doubled-code"),
        ("features[2].properties.code", "unknown-code"),
    ]


async def test_overlapping_neighbours_are_kept_and_noted(service_connection: Connection) -> None:
    await import_units(service_connection, A_AND_B_BEFORE, source="test", valid_from=FORMER)
    file = collection(square("00001", "An", 105.90, 21.0), square("00002", "Bình", 105.919, 21.0))
    report = await import_boundaries(service_connection, file, valid_from=FORMER, kind="sketch")
    assert (report.stored, [note.problem for note in report.notes]) == (2, ["overlap"])
    index = await load_index(service_connection, BETWEEN)
    assert [unit.code for unit in locate(index, 105.9195, 21.01)] == ["00001", "00002"]


@pytest.mark.parametrize(
    "content", [b"{", b'{"type": "Feature"}', b'{"features": 1}', b'{"a":' + b"[" * 5000, b"{\xff}"]
)
async def test_what_is_not_geojson_is_refused_whole(service_connection: Connection, content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        await import_boundaries(service_connection, content, valid_from=FORMER, kind="sketch")


async def test_succession_is_the_share_of_area_and_is_kept_once(service_connection: Connection) -> None:
    half = collection(square("00010", "Tây", 105.89, 20.99, 0.02), square("00011", "Đông", 105.91, 20.99, 0.04))
    for file, day, until in ((A_AND_B_BEFORE, FORMER, PRESENT), (half, PRESENT, None)):
        await import_units(service_connection, file, source="test", valid_from=day, valid_to=until)
        await import_boundaries(service_connection, file, valid_from=day, kind="sketch")
    derived = await derive_succession(service_connection, FORMER, PRESENT, source="overlay")
    assert (derived.whole, derived.part, derived.known) == (1, 2, 0)
    assert derived.uncovered == {"00001": pytest.approx(0.25)}
    again = await derive_succession(service_connection, FORMER, PRESENT, source="overlay")
    assert (again.whole, again.part, again.known) == (0, 0, 3)


async def test_a_sourced_table_takes_the_place_of_what_was_derived(service_connection: Connection) -> None:
    for file, day, until in ((A_AND_B_BEFORE, FORMER, PRESENT), (ONE_NOW, PRESENT, None)):
        await import_units(service_connection, file, source="test", valid_from=day, valid_to=until)
        await import_boundaries(service_connection, file, valid_from=day, kind="sketch")
    await derive_succession(service_connection, FORMER, PRESENT, source="overlay")
    table = "Mã cũ;Mã mới;Cách chuyển;Tỷ lệ diện tích\n00001;00001;Một phần;35%\n00002;00001;;\n00009;00001;;\n"
    table += "00002;00001;bán;\n00002;00001;part;2\n"
    days = {"former_valid_from": FORMER, "present_valid_from": PRESENT}
    report = await import_successions(service_connection, table.encode(), **days, source="NQ 1656/NQ-UBTVQH15")
    assert (report.stored, report.known) == (2, 0)
    assert [(wrong.line, wrong.field, wrong.value) for wrong in report.rejected] == [
        (4, "from_code", "00009"),
        (5, "kind", "bán"),
        (6, "share", "2"),
    ]
    rows = await service_connection.fetch("SELECT from_code, kind, share, is_derived FROM unit_succession ORDER BY 1")
    assert [tuple(row) for row in rows] == [("00001", "part", 0.35, False), ("00002", "whole", 1.0, False)]
    again = await import_successions(service_connection, table.encode(), **days, source="NQ 1656/NQ-UBTVQH15")
    assert (again.stored, again.known) == (0, 2)
    assert (await derive_succession(service_connection, FORMER, PRESENT, source="overlay")).known == 2


async def load_real(connection: Connection, test_data: Callable[[str], Path]) -> None:
    for name, day, until in ((REAL_FORMER, FORMER, PRESENT), (REAL_PRESENT, PRESENT, None)):
        content = test_data(name).read_bytes()
        units = await import_units(connection, content, source=name, valid_from=day, valid_to=until)
        areas = await import_boundaries(connection, content, valid_from=day, kind="simplified")
        assert (units.rejected, areas.rejected) == ([], [])


async def test_the_22_units_of_gia_lam_went_into_4(
    service_connection: Connection, test_data: Callable[[str], Path]
) -> None:
    await load_real(service_connection, test_data)
    derived = await derive_succession(service_connection, FORMER, PRESENT, source="overlay of the two files")
    rows = await service_connection.fetch("SELECT from_code, to_code, share FROM unit_succession ORDER BY 3 DESC")
    mainly = {row["from_code"]: row["to_code"] for row in reversed(rows)}
    assert len(mainly) == 22
    assert mainly["00565"] == "00565"  # thị trấn Trâu Quỳ → xã Gia Lâm
    assert derived.whole + derived.part == len(rows)
    assert {"00541", "00562", "00565", "00577"} == set(mainly.values())


async def test_locating_by_the_index_equals_looking_at_every_commune(
    service_connection: Connection, test_data: Callable[[str], Path]
) -> None:
    await load_real(service_connection, test_data)
    random = np.random.default_rng(7)
    lon, lat = random.uniform(105.85, 106.05, 3000), random.uniform(20.93, 21.11, 3000)
    for day, count in ((BETWEEN, 22), (PRESENT, 4)):
        index = await load_index(service_connection, day, "01")
        assert len(index.units) == count
        rows = await service_connection.fetch(
            "SELECT boundary FROM administrative_unit WHERE valid_from = $1 ORDER BY code",
            FORMER if day == BETWEEN else PRESENT,
        )
        inside = np.array([shapely.intersects_xy(shapely.from_wkb(row["boundary"]), lon, lat) for row in rows])
        expected = np.where(inside.any(axis=0), inside.argmax(axis=0), NOWHERE)
        assert (locate_many(index, lon, lat).first == expected).all()
        assert (expected != NOWHERE).sum() > 500
        for at in range(0, 3000, 50):
            found = [index.units.index(unit) for unit in locate(index, lon[at], lat[at])]
            assert found == list(np.flatnonzero(inside[:, at]))
