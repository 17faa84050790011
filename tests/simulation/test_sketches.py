"""The sketched areas: whole, without gap or overlap, former ones within present ones."""

from itertools import combinations

import pytest
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from courier.simulation import divisions, setting, sketches

HAIR = 1e-6
"""Degrees, some ten centimetres."""


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
    present, former = areas(sketches.present_areas()), areas(sketches.former_areas(setting.FORMER))
    assert set(former) == set(setting.FORMER)
    assert len(former) == 22
    for code, area in former.items():
        assert area.is_valid, code
        owners = [name for name, whole in present.items() if whole.buffer(HAIR).covers(area)]
        assert owners == [setting.FORMER[code].commune_code], code


def test_former_units_fill_the_communes_without_overlap() -> None:
    present, former = areas(sketches.present_areas()), areas(sketches.former_areas(setting.FORMER))
    assert sum(area.area for area in former.values()) == pytest.approx(sum(area.area for area in present.values()))
    assert all(a.intersection(b).area < HAIR**2 for a, b in combinations(former.values(), 2))


def test_offices_stand_in_their_communes() -> None:
    present = areas(sketches.present_areas())
    present |= areas(sketches.former_areas(setting.FORMER)) | present
    quiet = [desk for desk, _ in setting.QUIET_DESKS]
    open_now = (*setting.POST_OFFICES, *setting.COMMUNE_OFFICES, *setting.OTHER_OFFICES, *quiet)
    for office in (*open_now, *(desk.office for desk in setting.DESKS)):
        assert office.unit is not None
        assert present[office.unit.code].contains(shapely.Point(office.lon, office.lat)), office.name


def test_every_listed_unit_has_its_area() -> None:
    listed = [line.split(";")[0] for line in divisions.former_units().splitlines()[2:]]
    assert sorted(listed) == sorted(setting.FORMER)
    assert sorted([*divisions.codes_until_present(), *divisions.codes_merged()]) == sorted(setting.FORMER)


def test_seventeen_units_stood_for_half_a_year_on_the_same_ground() -> None:
    former = areas(sketches.former_areas(setting.FORMER))
    standing = areas(sketches.former_areas(divisions.codes_until_present())) | areas(sketches.areas_between())
    assert len(standing) == 17
    assert all(area.is_valid for area in standing.values())
    assert sum(area.area for area in standing.values()) == pytest.approx(sum(area.area for area in former.values()))
