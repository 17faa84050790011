"""Which post office serves a citizen: by the present commune of the address, else the one the agreement names."""

from collections.abc import Mapping
from datetime import date
from typing import TypeAlias
from uuid import UUID

from courier.database import Connection
from courier.intake.statements import SERVED_COMMUNES
from courier.network.addresses.gazetteer import Gazetteer
from courier.network.model import UnitKey

Areas: TypeAlias = Mapping[UnitKey, UUID]
"""Present commune → the post office whose carriers call there."""


async def load_areas(connection: Connection, province_code: str, on: date) -> Areas:
    """Every commune of a province that some post office serves on a day: one query, however many citizens."""
    rows = await SERVED_COMMUNES.all(connection, province_code, on)
    return {UnitKey(row.unit_code, row.unit_valid_from): row.office_id for row in rows}


def find_serving(areas: Areas, gazetteer: Gazetteer, unit: UnitKey | None, otherwise: UUID) -> UUID:
    """The post office for someone in a unit, perhaps a former one; `otherwise` where no row says."""
    named = gazetteer.by_key.get(unit) if unit is not None else None
    present = gazetteer.find_present(named) if named is not None else None
    return areas.get(present.key, otherwise) if present is not None else otherwise
