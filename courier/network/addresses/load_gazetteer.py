"""Load what is known of a province's units, hamlets and points, as of a day."""

from collections.abc import Sequence
from datetime import date

from courier.database import Executor
from courier.network.addresses.gazetteer import Gazetteer
from courier.network.addresses.model import AddressPoint
from courier.network.addresses.read_address import point_keys, read_address
from courier.network.addresses.statements import HAMLETS_IN, LARGER_UNITS, POINTS_AT
from courier.network.model import UnitKey
from courier.network.statements import COMMUNES_EVER, SUCCESSIONS_IN


async def load_gazetteer(
    executor: Executor, province_code: str, on: date, *, addresses: Sequence[str] = ()
) -> Gazetteer:
    """The gazetteer of a province; with the points known of the `addresses` that will be asked about."""
    communes = await COMMUNES_EVER.all(executor, province_code)
    successions = await SUCCESSIONS_IN.all(executor, province_code)
    districts = await LARGER_UNITS.all(executor, province_code, on)
    hamlets = await HAMLETS_IN.all(executor, province_code, on)

    def make(points: Sequence[AddressPoint]) -> Gazetteer:
        return Gazetteer(
            communes,
            successions,
            on,
            districts=districts,
            hamlets=hamlets,
            points=points,
            province_code=province_code,
        )

    gazetteer = make(())
    keys = {key for address in addresses for key in point_keys(read_address(gazetteer, address))}
    return make(await _find_points(executor, sorted(keys))) if keys else gazetteer


async def _find_points(executor: Executor, keys: Sequence[tuple[UnitKey, str]]) -> list[AddressPoint]:
    return await POINTS_AT.all(
        executor,
        [unit.code for unit, _ in keys],
        [unit.valid_from for unit, _ in keys],
        [address_key for _, address_key in keys],
    )
