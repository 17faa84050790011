"""Load what is known of a province's units, hamlets and points, as of a day."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Final

from courier.database import Executor
from courier.network.addresses.gazetteer import Gazetteer
from courier.network.addresses.model import AddressPoint, AddressRead
from courier.network.addresses.read_address import point_keys, read_address
from courier.network.addresses.statements import (
    DIVISION_VERSION,
    HAMLETS_IN,
    LARGER_UNITS,
    POINTS_AT,
    DivisionVersion,
)
from courier.network.model import UnitKey
from courier.network.statements import COMMUNES_EVER, SUCCESSIONS_IN


async def load_gazetteer(
    executor: Executor, province_code: str, on: date, *, addresses: Sequence[str] = ()
) -> Gazetteer:
    """The gazetteer of a province; with the points known of the `addresses` that will be asked about.

    Units, successions and hamlets hardly ever change: they are read anew only where their version has moved.
    """
    gazetteer = await _find_gazetteer(executor, province_code, on)
    if not addresses:
        return gazetteer
    # A list of 10,000 takes a second or two: not in the event loop.
    reads = await asyncio.to_thread(_read_all, gazetteer, addresses)
    keys = sorted({key for read in reads.values() for key in point_keys(read)})
    return gazetteer.with_addresses(reads, await _find_points(executor, keys))


_KEPT: Final = 8
"""Provinces and days at hand; a post office asks for its own province today."""
_loaded: dict[tuple[str, date], tuple[DivisionVersion, Gazetteer]] = {}
"""The one asked for last stands last. Gazetteers are never changed, so that all may share them."""


async def _find_gazetteer(executor: Executor, province_code: str, on: date) -> Gazetteer:
    # The version first: what is written after it is read only makes the next version differ.
    version = await DIVISION_VERSION.one(executor, province_code)
    assert version is not None
    found = _loaded.pop((province_code, on), None)
    gazetteer = found[1] if found and found[0] == version else await _read_gazetteer(executor, province_code, on)
    _loaded[province_code, on] = version, gazetteer
    for oldest in list(_loaded)[:-_KEPT]:
        del _loaded[oldest]
    return gazetteer


async def _read_gazetteer(executor: Executor, province_code: str, on: date) -> Gazetteer:
    return Gazetteer(
        await COMMUNES_EVER.all(executor, province_code),
        await SUCCESSIONS_IN.all(executor, province_code),
        on,
        districts=await LARGER_UNITS.all(executor, province_code, on),
        hamlets=await HAMLETS_IN.all(executor, province_code, on),
        province_code=province_code,
    )


def _read_all(gazetteer: Gazetteer, addresses: Sequence[str]) -> dict[str, AddressRead]:
    return {text: read_address(gazetteer, text) for text in dict.fromkeys(addresses)}


async def _find_points(executor: Executor, keys: Sequence[tuple[UnitKey, str]]) -> list[AddressPoint]:
    return await POINTS_AT.all(
        executor,
        [unit.code for unit, _ in keys],
        [unit.valid_from for unit, _ in keys],
        [address_key for _, address_key in keys],
    )
