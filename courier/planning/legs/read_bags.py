"""What an office has to do with bags now: fill them, hand them over, open them."""

from collections import defaultdict
from datetime import datetime
from itertools import groupby
from uuid import UUID

from courier.database import Executor
from courier.errors import NotFound
from courier.planning.legs.model import Bag, BagItem, BagProposal, Leg, OfficeBags, Whereabouts
from courier.planning.legs.read_whereabouts import read_office_legs
from courier.planning.legs.statements import (
    BAGS_AT,
    OFFICE_FOR,
    OFFICE_NAMES,
    UNUSED_BAG_CODES,
    BaggedItem,
    OfficeSeen,
)


async def read_bags(connection: Executor, office_id: UUID, asked_by: UUID, at: datetime) -> OfficeBags:
    """The bags of a post office, hub or linehaul as they stand. Raises `NotFound` unless `asked_by` works there.

    A bag that came in is to be opened here unless its code was given out for another office; a linehaul opens none.
    """
    office = await OFFICE_FOR.one(connection, office_id, asked_by)
    if office is None:
        raise NotFound("Không tìm thấy bưu cục này", "No such office")
    bags = _bags(await BAGS_AT.all(connection, office_id))
    legs, _ = await read_office_legs(connection, office_id, at)
    codes: dict[UUID, list[str]] = defaultdict(list)
    for label in await UNUSED_BAG_CODES.all(connection, office_id):
        codes[label.to_office_id].append(label.sscc)
    loose: dict[UUID, list[tuple[Whereabouts, Leg]]] = defaultdict(list)
    for item, leg in legs:
        if leg.kind in ("bag", "sort") and leg.by_office_id == office_id and item.sealing is None and leg.to_id:
            loose[leg.to_id].append((item, leg))
    nexts = sorted(loose.keys() | codes.keys())
    names = {office.office_id: office.name for office in await OFFICE_NAMES.all(connection, nexts)}
    return OfficeBags(
        office_id=office_id,
        proposals=[_proposal(to, names[to], loose[to], codes[to]) for to in nexts],
        to_hand_over=[bag for bag in bags if _goes_on(bag, office)],
        to_open=[bag for bag in bags if not _goes_on(bag, office)],
    )


def _goes_on(bag: Bag, office: OfficeSeen) -> bool:
    if office.kind == "linehaul" or bag.sealed_by == office.office_id:
        return True
    return bag.to_office_id not in (None, office.office_id)


def _proposal(to: UUID, name: str, legs: list[tuple[Whereabouts, Leg]], codes: list[str]) -> BagProposal:
    items = [
        BagItem(code=item.code, job_id=item.job_id, weight_g=item.weight_g) for item, _ in legs if item.code is not None
    ]
    return BagProposal(
        to_office_id=to,
        to_office_name=name,
        departure=legs[0][1].departure if legs else None,
        items=sorted(items, key=lambda item: item.code),
        weight_g=sum(item.weight_g for item in items),
        unused_sscc=codes,
    )


def _bags(rows: list[BaggedItem]) -> list[Bag]:
    groups = (list(group) for _, group in groupby(rows, key=lambda row: row.sealing))
    return [
        Bag(
            sscc=first.sscc,
            seal=first.seal,
            sealing=first.sealing,
            predecessor=first.predecessor,
            sealed_by=first.sealed_by,
            to_office_id=first.to_office_id,
            items=[BagItem(code=row.code, job_id=row.job_id, weight_g=row.weight_g) for row in (first, *rest)],
        )
        for first, *rest in groups
    ]
