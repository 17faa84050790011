"""The hand-drawn areas: whole, without gap or overlap, former ones within present ones."""

from itertools import combinations

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from courier.simulation import setting, sketches


def areas(collection: dict[str, object]) -> dict[str, BaseGeometry]:
    features: list[dict[str, dict[str, str]]] = collection["features"]  # type: ignore[assignment]
    return {feature["properties"]["code"]: shape(feature["geometry"]) for feature in features}


def test_the_four_communes_touch_and_do_not_overlap() -> None:
    present = areas(sketches.present_areas())
    assert set(present) == {"00541", "00562", "00565", "00577"}
    assert all(area.is_valid for area in present.values())
    assert all(a.intersection(b).area == 0 for a, b in combinations(present.values(), 2))
    assert shapely.union_all(list(present.values())).geom_type == "Polygon"


def test_each_former_unit_lies_in_one_present_commune() -> None:
    present, former = areas(sketches.present_areas()), areas(sketches.former_areas())
    assert len(former) == 10
    for code, area in former.items():
        assert area.is_valid, code
        assert sum(whole.covers(area) for whole in present.values()) == 1, code


def test_offices_and_doors_stand_in_their_communes() -> None:
    present = areas(sketches.present_areas())
    for office in (setting.POST_OFFICE, *setting.DESKS):
        assert office.unit is not None
        assert present[office.unit.code].contains(shapely.Point(office.lon, office.lat)), office.name
    everywhere = shapely.union_all(list(present.values()))
    for row in [row for rows in setting.day_lists(setting.PRESENT_FROM) for row in rows]:
        if row.lon is not None and row.lat is not None:
            assert everywhere.contains(shapely.Point(row.lon, row.lat)), row.address
