"""Propose which communes each carrier is at home in: compact, of like weight, and as they ride already."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

import numpy as np
import shapely
from numpy.typing import NDArray

from courier.database import Connection, Executor, Pool, in_transaction
from courier.errors import Conflict, NotFound
from courier.network.locate import NOWHERE, UnitIndex, locate_many
from courier.network.statements import BOUNDARIES_ON, IndexedUnit
from courier.planning.territory.model import CarrierHome, HomeCommune, TerritoryProposal
from courier.planning.territory.statements import (
    CARRIERS_AT,
    OFFICE_AT,
    OFFICE_CODED,
    PAST_DOORS,
    Asker,
    HomeCarrier,
    PastDoor,
)
from routing.territory import Partition, partition

DAYS: Final = 60
MOST_COMMUNES: Final = 130
"""The greatest province has 126; the model has a place for each pair."""

Visits = NDArray[np.float64]
"""Shape (communes, carriers)."""


async def propose_homes(
    pool: Pool, office_id: UUID, on_date: date, asked_by: UUID, days: int = DAYS
) -> TerritoryProposal:
    """From the visits told to carriers in the `days` before, and where communes lie; without any, by where they lie.

    Raises `NotFound` unless `asked_by` works at that post office; `Conflict` where it has no carrier, or no commune
    whose boundary is known.
    """
    facts = await in_transaction(pool, lambda connection: _read(connection, office_id, on_date, asked_by, days))
    communes, carriers, visits = await asyncio.to_thread(_work, facts)
    if not carriers or not communes:
        raise Conflict(
            "Chưa có bưu tá, hoặc chưa biết bưu cục phục vụ xã, phường nào và ranh giới ở đâu",
            "There is no carrier, or no commune that the office serves and whose boundary is known",
        )
    shared = await asyncio.to_thread(partition, _middles(communes), [int(row.sum()) for row in visits], visits)
    homes = _homes(communes, carriers, visits, shared)
    busiest = _imbalance_percent(homes)
    return TerritoryProposal(
        office_id=office_id,
        on_date=on_date,
        days=days,
        homes=homes,
        imbalance_percent=busiest,
        vi=f"{len(communes)} xã, phường cho {len(carriers)} bưu tá; người nhiều việc nhất hơn mức chung {busiest} %",
        en=f"{len(communes)} communes for {len(carriers)} carriers; the busiest has {busiest} % more than the mean",
    )


async def find_asker(connection: Executor, office_code: str) -> Asker:
    """For the command line: the office, and one of its own to ask as. Raises `NotFound`."""
    found = await OFFICE_CODED.one(connection, office_code)
    if found is None:
        raise NotFound(
            f"Không có bưu cục nào mã {office_code} có điều hành hoặc kiểm soát",
            f"No post office has the code {office_code} and a dispatcher or supervisor",
        )
    return found


class _Facts(NamedTuple):
    own: list[str]
    carriers: list[HomeCarrier]
    doors: list[PastDoor]
    units: list[IndexedUnit]


async def _read(connection: Connection, office_id: UUID, on_date: date, asked_by: UUID, days: int) -> _Facts:
    office = await OFFICE_AT.one(connection, office_id, asked_by, on_date)
    if office is None:
        raise NotFound("Không tìm thấy bưu cục này", "No such office")
    return _Facts(
        office.communes,
        await CARRIERS_AT.all(connection, office_id, on_date),
        await PAST_DOORS.all(connection, office_id, on_date, days),
        await BOUNDARIES_ON.all(connection, on_date, office.province_code),
    )


def _work(facts: _Facts) -> tuple[list[IndexedUnit], list[HomeCarrier], Visits]:
    """The office's communes and those it called in, its carriers, and the visits of each (communes, carriers)."""
    own, carriers, doors, units = facts
    located = locate_many(UnitIndex(list(units)), np.array([d.lon for d in doors]), np.array([d.lat for d in doors]))
    at = [None if unit == NOWHERE else units[unit].code for unit in located.first.tolist()]
    called = {code for code in at if code is not None}
    communes = [unit for unit in units if unit.code in called or unit.code in set(own)][:MOST_COMMUNES]
    row_of = {unit.code: row for row, unit in enumerate(communes)}
    column_of = {carrier.carrier_id: column for column, carrier in enumerate(carriers)}
    visits = np.zeros((len(communes), len(carriers)))
    for door, code in zip(doors, at, strict=True):
        if code in row_of and door.carrier_id in column_of:
            visits[row_of[code], column_of[door.carrier_id]] += door.visits
    return communes, carriers, visits


def _middles(communes: Sequence[IndexedUnit]) -> NDArray[np.float64]:
    """A point within each commune."""
    inside = shapely.point_on_surface(shapely.from_wkb(np.array([unit.boundary for unit in communes], dtype=object)))
    return np.column_stack([shapely.get_x(inside), shapely.get_y(inside)])


def _homes(
    communes: Sequence[IndexedUnit],
    carriers: Sequence[HomeCarrier],
    visits: Visits,
    shared: Partition,
) -> list[CarrierHome]:
    homes = []
    for district, its_carriers in enumerate(shared.carriers_of):
        rows = [row for row, of in enumerate(shared.district_of) if of == district]
        for column in its_carriers:
            whole, his = float(visits[rows].sum()), float(visits[rows, column].sum())
            homes.append(
                CarrierHome(
                    carrier_id=carriers[column].carrier_id,
                    carrier_name=carriers[column].carrier_name,
                    district=district + 1,
                    communes=[
                        HomeCommune(
                            code=communes[row].code,
                            name=f"{communes[row].unit_type} {communes[row].name}",
                            visits=int(visits[row].sum()),
                        )
                        for row in rows
                    ],
                    visits=round(whole / len(its_carriers)),
                    known_percent=round(100 * his / whole) if whole else 0,
                )
            )
    order = {carrier.carrier_id: place for place, carrier in enumerate(carriers)}
    return sorted(homes, key=lambda home: order[home.carrier_id])


def _imbalance_percent(homes: Sequence[CarrierHome]) -> int:
    mean = sum(home.visits for home in homes) / len(homes)
    return round(100 * (max(home.visits for home in homes) / mean - 1)) if mean else 0
