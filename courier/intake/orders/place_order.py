"""Place orders: a dossier to the desk, its result home, both under one dossier, or a supplement to it."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from courier.clock import today
from courier.database import Connection
from courier.errors import CourierError, FieldError, InvalidInput
from courier.intake.agreement import AgreedDesk, get_agreed_desk
from courier.intake.model import NewOrder, OrderPlaced
from courier.intake.orders.check_order import check_order
from courier.intake.orders.settle_orders import Known, Settled, settle_order
from courier.intake.orders.statements import (
    AGENCIES,
    CHECKLISTS,
    DOSSIERS,
    PLACED_ORDERS,
    PROCEDURES,
    TAKEN_IDS,
    TRAINED,
    ChecklistRow,
    PlacedRow,
    ProcedureRow,
)
from courier.intake.orders.store_orders import store_orders
from courier.intake.scope import find_out_of_scope
from courier.intake.serving_areas import load_areas
from courier.intake.statements import LOCK_OFFICE, Work
from courier.network.addresses.load_gazetteer import load_gazetteer
from courier.network.staff.train import warn_untrained
from mobile_contract.codes import tidy_dossier_code


async def place_order(connection: Connection, asker: UUID, order: NewOrder) -> OrderPlaced:
    """What the order makes; the same order again is answered as it was.

    SEND, BOTH and SUPPLEMENT make a job, ready now, whose item is registered when a roll label is bound at the door;
    RETURN and BOTH register a result, which waits for the desk's list. Locks the desk. Raises `NotFound`,
    `NoAgreement`, `NotInScope`, `PresenceRequired`, `InvalidInput`, `IdInUse` where another order has its id, or
    `Conflict` where the result is registered already. Everything else is only warned of.
    """
    for leg in order.legs:
        agreed = await get_agreed_desk(connection, asker, order.desk_id, leg)
    wrong = check_order(order)
    if wrong:
        raise InvalidInput(wrong)
    await LOCK_OFFICE.run(connection, order.desk_id)
    [answer] = await place_orders(connection, asker, agreed, [order])
    if isinstance(answer, CourierError):
        raise answer
    if answer.is_new:
        await warn_untrained(connection, asker, "intake", agreed.post_office_id, order.order_id)
    return answer


async def place_orders(
    connection: Connection, asker: UUID, agreed: AgreedDesk, orders: Sequence[NewOrder]
) -> list[OrderPlaced | CourierError]:
    """What became of each, in their order: a refused one hinders no other. A dozen statements however many.

    The caller has checked each order by itself and holds the desk's lock.
    """
    known = await _find_known(connection, asker, agreed, orders)
    settled = await asyncio.to_thread(_settle, known, orders)  # seconds for a file of 10,000
    await store_orders(connection, asker, agreed, [each for each in settled if isinstance(each, Settled)])
    return [_answer(each) for each in settled]


def _settle(known: Known, orders: Sequence[NewOrder]) -> list[Settled | PlacedRow | CourierError]:
    return [settle_order(known, order, digest_of(order)) for order in orders]


def digest_of(order: NewOrder) -> bytes:
    """Of all an order's words: another order may not use its id."""
    return hashlib.sha256(msgspec.json.encode(order)).digest()


async def _find_known(connection: Connection, asker: UUID, agreed: AgreedDesk, orders: Sequence[NewOrder]) -> Known:
    on, desk = today(), agreed.desk
    ids = [order.order_id for order in orders]
    placed = await PLACED_ORDERS.all(connection, ids)
    codes = [tidy_dossier_code(order.dossier_code) for order in orders if order.dossier_code]
    dossiers = await DOSSIERS.all(
        connection, desk.office_id, [order.dossier_id for order in orders if order.dossier_id], codes
    )
    asked = {order.procedure_code for order in orders} | {dossier.procedure_code for dossier in dossiers}
    procedure_codes = sorted(code for code in asked if code)
    agencies = {order.competent_agency_id for order in orders} - {None}
    trained = await TRAINED.one(connection, asker, on)
    known_ids = {row.order_id for row in placed}
    new = [order for order in orders if order.order_id not in known_ids]
    people = [person for order in new for person in (order.sender, order.recipient) if person is not None]
    addresses = [person.address for person in people]
    procedures = {row.procedure_code: row for row in await PROCEDURES.all(connection, procedure_codes, on)}
    return Known(
        agreed=agreed,
        placed={row.order_id: row for row in placed},
        taken=frozenset(row.job_id for row in await TAKEN_IDS.all(connection, ids)),
        by_code={dossier.code: dossier for dossier in dossiers if dossier.code},
        by_id={dossier.dossier_id: dossier for dossier in dossiers},
        procedures=procedures,
        out_of_scope=await find_out_of_scope(connection, asker, desk.office_id, _works(orders, procedures)),
        checklists=_by_procedure(await CHECKLISTS.all(connection, procedure_codes, on)),
        agencies=frozenset(row.office_id for row in await AGENCIES.all(connection, list(agencies))),
        is_trained=trained is not None and trained.is_trained,
        gazetteer=await load_gazetteer(connection, desk.province_code, on, addresses=addresses),
        areas=await load_areas(connection, desk.province_code, on),
    )


def _works(orders: Sequence[NewOrder], procedures: Mapping[str, ProcedureRow]) -> set[Work]:
    """Everything the orders may turn out to be: a few, however many orders."""
    asked = {(order.competent_agency_id, leg) for order in orders for leg in order.legs}
    fields = {None, *(procedure.field for procedure in procedures.values())}
    return {Work(agency_id, leg, field) for agency_id, leg in asked for field in fields}


def _by_procedure(rows: Sequence[ChecklistRow]) -> dict[str, list[ChecklistRow]]:
    checklists: dict[str, list[ChecklistRow]] = {}
    for row in rows:
        checklists.setdefault(row.procedure_code, []).append(row)
    return checklists


def _answer(settled: Settled | PlacedRow | CourierError) -> OrderPlaced | CourierError:
    match settled:
        case CourierError():
            return settled
        case PlacedRow():
            return OrderPlaced(
                dossier_id=settled.dossier_id,
                view_code=settled.view_code,
                position_quality=settled.position_quality or "commune",
                is_new=False,
                job_id=settled.job_id,
                registration_id=settled.registration_id,
                warnings=msgspec.convert(settled.warnings, list[FieldError]),
            )
        case Settled():
            return OrderPlaced(
                dossier_id=settled.dossier_id,
                view_code=settled.view_code,
                position_quality=settled.position_quality,
                is_new=True,
                job_id=settled.job_id,
                registration_id=settled.registration_id,
                warnings=settled.warnings,
            )
