"""The demo's three divisions, sketches and hamlets put in by the importers that an administrator has."""

from datetime import date

import msgspec

from courier.database import Connection
from courier.errors import FieldError
from courier.network.addresses.import_hamlets import import_hamlets
from courier.network.derive_succession import derive_succession
from courier.network.import_boundaries import import_boundaries
from courier.network.import_successions import import_successions
from courier.network.import_units import import_units
from courier.simulation import divisions, setting, sketches
from courier.simulation.setting import BETWEEN_FROM, FORMER_FROM, PRESENT_FROM


async def import_geography(connection: Connection) -> None:
    """Former units first, for most later ones bear a code used before.

    Areas of units that ended on 1/1/2025 come last: the overlay derives successions to the present communes from what
    stood until then, and those ended in the merged units, by the table. Raises `ValueError` where a line is refused.
    """
    await _import_lists(connection)
    standing = sketches.former_areas(divisions.codes_until_present())
    for areas, valid_from in (
        (standing, FORMER_FROM),
        (sketches.areas_between(), BETWEEN_FROM),
        (sketches.present_areas(), PRESENT_FROM),
    ):
        await _import_areas(connection, areas, valid_from)
    for former in (FORMER_FROM, BETWEEN_FROM):
        await derive_succession(connection, former, PRESENT_FROM, source=divisions.PRESENT)
    await _import_areas(connection, sketches.former_areas(divisions.codes_merged()), FORMER_FROM)
    listed = await import_hamlets(
        connection, hamlet_list().encode(), province_code=setting.PROVINCE, on=PRESENT_FROM, source=setting.SOURCE
    )
    _refuse(listed.rejected)


def hamlet_list() -> str:
    """Every village of the sketch under its present commune, with its made-up place, as an office would send it."""
    lines = ["Mã xã;Tên thôn;Kinh độ;Vĩ độ"]
    for code, unit in setting.FORMER.items():
        for village in unit.villages:
            lon, lat = sketches.village_place(code, village)
            lines.append(f"{unit.commune_code};{village};{lon};{lat}")
    return "\n".join(lines)


async def _import_lists(connection: Connection) -> None:
    for units, valid_from, valid_to in (
        (divisions.former_units(), FORMER_FROM, PRESENT_FROM),
        (divisions.units_between(), BETWEEN_FROM, PRESENT_FROM),
        (divisions.PRESENT_UNITS, PRESENT_FROM, None),
    ):
        listed = await import_units(
            connection, units.encode(), source=divisions.UNIT_SOURCE, valid_from=valid_from, valid_to=valid_to
        )
        _refuse(listed.rejected)
    merged = await import_successions(
        connection,
        divisions.mergers().encode(),
        former_valid_from=FORMER_FROM,
        present_valid_from=BETWEEN_FROM,
        source=divisions.MERGER,
    )
    _refuse(merged.rejected)


async def _import_areas(connection: Connection, areas: object, valid_from: date) -> None:
    stored = await import_boundaries(connection, msgspec.json.encode(areas), valid_from=valid_from, kind="sketch")
    _refuse(stored.rejected)


def _refuse(rejected: list[FieldError]) -> None:
    if rejected:
        raise ValueError(f"the demo's own lists are wrong: {rejected}")
