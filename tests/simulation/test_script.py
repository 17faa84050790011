"""The seeded day: of the size asked for, in the shares stated, the same again, and readable as the lists it becomes."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
import shapely

from courier.intake.list_files import write_list
from courier.intake.read_list import read_list
from courier.simulation import setting, sketches
from courier.simulation.script import FAILURES, deal, write_script
from courier.simulation.size import ORDINARY, PEAK, SIZES, DaySize

DAY = date(2026, 11, 23)


def test_the_ordinary_day_and_the_peak_are_as_large_as_a_district_has_them() -> None:
    assert 60 <= ORDINARY.jobs <= 120
    assert PEAK.jobs == 600
    assert sum(PEAK.carriers.values()) >= 20


@pytest.mark.parametrize("size", SIZES.values(), ids=lambda size: size.name)
def test_a_day_has_the_jobs_of_its_size_and_is_the_same_again(size: DaySize) -> None:
    script = write_script(size, DAY)
    assert len(script.results) + len(script.requests) == size.jobs
    assert write_script(size, DAY) == script
    assert write_script(size, DAY + timedelta(days=1)) != script


@pytest.mark.parametrize("size", SIZES.values(), ids=lambda size: size.name)
def test_every_good_line_is_read_back_and_the_bad_one_is_not(size: DaySize) -> None:
    script = write_script(size, DAY)
    for desk in setting.DESKS:
        lines = read_list(write_list(script.lines_of(desk.office.code), "csv")).lines
        assert [line.row for line in lines if line.row] == [r.row for r in script.results_of(desk.office.code)]
    assert len(script.to_mend) == 1


def test_the_peak_keeps_to_the_shares_of_the_estimates() -> None:
    script = write_script(PEAK, DAY)
    results = script.results
    assert sum(result.row.amount_vnd is None for result in results) / len(results) == pytest.approx(0.45, abs=0.06)
    assert 0.80 <= 1 - sum(result.failure is not None for result in results) / len(results) <= 0.87
    paying = [result for result in results if result.row.amount_vnd]
    assert sum(result.pays_by_transfer for result in paying) / len(paying) == pytest.approx(0.6, abs=0.1)
    assert Counter(result.row.weight_g for result in results)[100] / len(results) == pytest.approx(0.7, abs=0.02)
    assert {unit.name for unit in setting.FORMER.values()} <= {
        name for result in results for name in [u.name for u in setting.FORMER.values()] if name in result.row.address
    }


def test_doors_lie_in_the_communes_and_phones_are_each_ones_own() -> None:
    script = write_script(PEAK, DAY)
    everywhere = shapely.union_all([sketches.former_shape(code) for code in setting.FORMER])
    doors = [(r.row.lon, r.row.lat) for r in script.results if r.row.lon is not None and r.row.lat is not None]
    assert doors
    assert all(everywhere.contains(shapely.Point(door)) for door in doors)
    phones = [r.row.phone for r in script.results] + [request.sender.phone for request in script.requests]
    assert len(set(phones)) == len(phones)


def test_what_is_dealt_out_is_exactly_as_many_in_the_nearest_shares() -> None:
    assert deal(Random(1), 0, FAILURES) == []
    assert Counter(deal(Random(1), 10, [("a", 45), ("b", 55)])) in ({"a": 5, "b": 5}, {"a": 4, "b": 6})
    assert len(deal(Random(1), 7, FAILURES)) == 7


def test_later_lists_take_results_for_doors_off_the_mornings() -> None:
    script = write_script(ORDINARY, DAY)
    for desk_code, hours in ORDINARY.later.items():
        for hour, count in hours.items():
            later = script.results_of(desk_code, hour)
            assert len(later) == count
            assert not any(result.row.at_counter for result in later)
        morning = script.results_of(desk_code)
        assert len(morning) == ORDINARY.results[desk_code] - sum(hours.values())


def test_some_citizens_live_across_the_river() -> None:
    script = write_script(PEAK, DAY)
    across = [name for code, name in setting.COMMUNES.items() if code == "00541"]
    names = across + [unit.name for unit in setting.FORMER.values() if unit.commune_code == "00541"]
    south = [r for r in script.results if r.desk_code != "H26.PHUDONG"]
    far = [r for r in south if any(name in r.row.address for name in names)]
    assert 0.02 < len(far) / len(south) < 0.12
