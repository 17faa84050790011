"""Address → units: addresses a second on one core, as people write them, former and present names mixed.

On the real division of Hà Nội before and after 1/7/2025 where its files are found (COURIER_TEST_DATA), else on a made
one of as many communes; which one is printed.
"""

import random
import time
from datetime import date
from pathlib import Path
from typing import Final

from bench.server import Bench
from courier.fold import fold
from courier.network.addresses.gazetteer import Gazetteer
from courier.network.addresses.read_address import read_address
from courier.network.geojson import read_features
from courier.network.model import AdministrativeUnit
from courier.settings import read_settings

FORMER_FILE: Final = "geo/pre2025_ha_noi.geojson"
PRESENT_FILE: Final = "geo/post2025_01_ha_noi.geojson"
ADDRESSES: Final = 20_000
FORMER, PRESENT, TODAY = date(2008, 8, 1), date(2025, 7, 1), date(2026, 11, 23)


async def measure(_: Bench) -> dict[str, float]:
    """20,000 addresses read: with and without accents, commas, types, districts"""
    former, present, districts = find_division()
    gazetteer = Gazetteer([*present, *former], [], TODAY, districts=districts, province_code="01")
    lines = write_addresses(former, present, districts)
    began = time.process_time()
    read = [read_address(gazetteer, line) for line in lines]
    taken_s = time.process_time() - began
    return {
        f"communes, former and present ({'real files' if _folder() else 'made'})": len(gazetteer.by_key),
        "addresses a CPU second": len(lines) / taken_s,
        "µs an address": 1e6 * taken_s / len(lines),
        "plain, %": 100 * sum(each.status == "plain" for each in read) / len(read),
        "asked back, %": 100 * sum(each.status == "ask" for each in read) / len(read),
    }


_SYLLABLES: Final = "An Bình Cao Dương Đông Gia Hòa Khánh Lâm Minh Ninh Phú Quang Sơn Tân Thượng Trung Văn Xuân Yên"
Division = tuple[list[AdministrativeUnit], list[AdministrativeUnit], list[AdministrativeUnit]]


def find_division() -> Division:
    """Communes before and after 1/7/2025, and the districts before."""
    return _real() or _made()


def _folder() -> Path | None:
    folder = read_settings().test_data or Path(__file__).resolve().parents[2] / "shared"
    return folder if (folder / FORMER_FILE).exists() and (folder / PRESENT_FILE).exists() else None


def _real() -> Division | None:
    folder = _folder()
    if folder is None:
        return None
    former, districts = {}, {}
    for feature in read_features((folder / FORMER_FILE).read_bytes()):
        named = feature.properties
        if named["code"]:
            former[named["code"]] = _unit(named["code"], named["type"], named["name"], FORMER, named["district_code"])
        kind = next(kind for kind in ("Thị xã", "Huyện", "Quận", "Thành phố") if named["district"].startswith(kind))
        code = named["district_code"]
        districts[code] = _unit(code, kind, named["district"], FORMER, None, "district")
    present = [
        _unit(feature.properties["code"], feature.properties["type"], feature.properties["name"], PRESENT, None)
        for feature in read_features((folder / PRESENT_FILE).read_bytes())
    ]
    return list(former.values()), present, list(districts.values())


def _made() -> Division:
    """As many units as Hà Nội had and has, with names of two syllables."""
    syllables = [*_SYLLABLES.split()]
    names = [f"{one} {two}" for one in syllables for two in syllables if one != two] * 2
    former = [_unit(f"{at:05}", "Xã", names[at], FORMER, f"{at % 30 + 1:03}") for at in range(575)]
    present = [_unit(f"{at:05}", "Xã", names[at * 4], PRESENT, None) for at in range(126)]
    districts = [_unit(f"{at + 1:03}", "Huyện", names[at * 7], FORMER, None, "district") for at in range(30)]
    return former, present, districts


def _unit(
    code: str, kind: str, name: str, since: date, district: str | None, level: str = "commune"
) -> AdministrativeUnit:
    bare = name.removeprefix(f"{kind} ")
    ended = PRESENT if since == FORMER else None
    return AdministrativeUnit(code, since, ended, level, kind, bare, "01", district, None, None)  # type: ignore[arg-type]


def write_addresses(
    former: list[AdministrativeUnit], present: list[AdministrativeUnit], districts: list[AdministrativeUnit]
) -> list[str]:
    """20,000 addresses in these units, the same each time."""
    drawn = random.Random(7)
    by_code = {district.code: district for district in districts}
    lines = []
    for _ in range(ADDRESSES):
        house = f"Số {drawn.randint(1, 200)} ngõ {drawn.randint(1, 90)}, "
        unit = drawn.choice(former if drawn.random() < 0.6 else present)
        name = f"{unit.unit_type} {unit.name}" if drawn.random() < 0.6 else unit.name
        district = by_code.get(unit.district_code or "")
        name += f", {district.full_name if drawn.random() < 0.5 else district.name}" if district else ""
        line = f"{house}{name}, Hà Nội"
        line = fold(line) if drawn.random() < 0.25 else line
        lines.append(line.upper() if drawn.random() < 0.1 else line)
    return lines
