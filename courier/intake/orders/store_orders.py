"""Write what settled orders make: a dozen statements, however many orders."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from courier.changes import RECORD_CHANGE
from courier.clock import today
from courier.database import Connection
from courier.errors import FieldError
from courier.intake.agreement import AgreedDesk
from courier.intake.orders.settle_orders import Settled
from courier.intake.orders.statements import (
    ADD_DOCUMENTS,
    ADD_DOSSIERS,
    ADD_JOBS,
    ADD_ORDERS,
    ADD_REGISTRATIONS,
    ADD_SUPPLEMENT,
    SET_CODES,
    SET_DUE,
)
from courier.intake.statements import ADD_AMOUNTS, ADD_CITIZENS, ADD_CONTACTS


async def store_orders(connection: Connection, asker: UUID, agreed: AgreedDesk, orders: Sequence[Settled]) -> None:
    """All of them; the caller holds the desk's lock and has settled them against what it read under it."""
    if not orders:
        return
    await _add_citizens(connection, agreed, orders)
    await _add_dossiers(connection, agreed, [order for order in orders if order.is_new_dossier])
    await _complete_dossiers(connection, [order for order in orders if not order.is_new_dossier])
    await _add_jobs(connection, agreed, [order for order in orders if order.job_id is not None])
    await _add_registrations(connection, agreed, [order for order in orders if order.registration_id is not None])
    await _add_supplements(connection, asker, orders)
    await ADD_ORDERS.run(
        connection,
        [order.order.order_id for order in orders],
        [order.order.kind for order in orders],
        [order.dossier_id for order in orders],
        [order.job_id for order in orders],
        [order.registration_id for order in orders],
        [order.request_id for order in orders],
        [order.digest for order in orders],
        [_kept(order.warnings) for order in orders],
        asker,
    )
    await _tell(connection, agreed, orders)


REGISTERED: Final = 1
"""Official state «Mới đăng ký» (DOMAIN 4.3)."""


def _kept(warnings: Sequence[FieldError]) -> str:
    """As JSON, an array of arrays being none in SQL; without what was written, which may name somebody."""
    return msgspec.json.encode([msgspec.structs.replace(warning, value=None) for warning in warnings]).decode()


async def _add_citizens(connection: Connection, agreed: AgreedDesk, orders: Sequence[Settled]) -> None:
    province_code = agreed.desk.province_code
    citizens = [citizen for order in orders for citizen in order.citizens]
    await ADD_CITIZENS.run(connection, [citizen.party_id for citizen in citizens], province_code)
    await ADD_CONTACTS.run(
        connection,
        [citizen.party_id for citizen in citizens],
        [" ".join(citizen.person.full_name.split()) for citizen in citizens],
        [citizen.phone for citizen in citizens],
        [citizen.person.address for citizen in citizens],
        [citizen.person.landmark or citizen.place.landmark for citizen in citizens],
        [citizen.place.unit and citizen.place.unit.code for citizen in citizens],
        [citizen.place.unit and citizen.place.unit.valid_from for citizen in citizens],
        [citizen.place.position.lon for citizen in citizens],
        [citizen.place.position.lat for citizen in citizens],
        [citizen.place.quality for citizen in citizens],
        province_code,
    )


async def _add_dossiers(connection: Connection, agreed: AgreedDesk, orders: Sequence[Settled]) -> None:
    await ADD_DOSSIERS.run(
        connection,
        [order.dossier_id for order in orders],
        [order.dossier_code for order in orders],
        [order.order.procedure_code for order in orders],
        [order.procedure and order.procedure.valid_from for order in orders],
        [order.order.title for order in orders],
        [order.owner_id for order in orders],
        [order.view_code for order in orders],
        [order.order.due_on for order in orders],
        [order.order.competent_agency_id for order in orders],
        [order.order.is_online_born for order in orders],
        REGISTERED,
        agreed.desk.office_id,
        agreed.desk.province_code,
    )
    lines = [
        (order.dossier_id, number, line) for order in orders for number, line in enumerate(order.documents, start=1)
    ]
    await ADD_DOCUMENTS.run(
        connection,
        [dossier_id for dossier_id, _, _ in lines],
        [number for _, number, _ in lines],
        [line.name for _, _, line in lines],
        [line.originals for _, _, line in lines],
        [line.certified_copies for _, _, line in lines],
        [line.photocopies for _, _, line in lines],
        [line.is_required for _, _, line in lines],
        [line.is_shown_and_returned for _, _, line in lines],
    )


async def _complete_dossiers(connection: Connection, orders: Sequence[Settled]) -> None:
    """A dossier known before learns its code and its day from a later order."""
    codes = {order.dossier_id: order.dossier_code for order in orders if order.dossier_code}
    days = {order.dossier_id: order.order.due_on for order in orders if order.order.due_on}
    if codes:
        await SET_CODES.run(connection, list(codes), list(codes.values()))
    if days:
        await SET_DUE.run(connection, list(days), list(days.values()))


async def _add_jobs(connection: Connection, agreed: AgreedDesk, orders: Sequence[Settled]) -> None:
    await ADD_JOBS.run(
        connection,
        [order.job_id for order in orders],
        [order.dossier_id for order in orders],
        [order.order.legs[0] for order in orders],
        [order.origin_id for order in orders],
        [order.serving_office_id for order in orders],
        [order.order.at_counter for order in orders],
        [order.order.requested_by for order in orders],
        [order.order.channel for order in orders],
        [order.order.weight_g for order in orders],
        [order.order.window_from for order in orders],
        [order.order.window_to for order in orders],
        agreed.desk.office_id,
        agreed.post_office_id,
        agreed.desk.province_code,
    )
    stated = [(order.job_id, amount) for order in orders for amount in order.order.amounts]
    await ADD_AMOUNTS.run(
        connection,
        [job_id for job_id, _ in stated],
        [amount.kind for _, amount in stated],
        [amount.payer for _, amount in stated],
        [amount.amount_vnd for _, amount in stated],
    )


async def _add_registrations(connection: Connection, agreed: AgreedDesk, orders: Sequence[Settled]) -> None:
    await ADD_REGISTRATIONS.run(
        connection,
        [order.registration_id for order in orders],
        [order.dossier_id for order in orders],
        [order.recipient_id for order in orders],
        [order.order.requested_by for order in orders],
        [order.order.channel for order in orders],
        [_takes_at_counter(order) for order in orders],
        [order.personal_only for order in orders],
        [order.order.papers_to_take_back for order in orders],
        agreed.desk.province_code,
    )


def _takes_at_counter(order: Settled) -> bool:
    own = order.order.return_at_counter
    return order.order.at_counter if own is None else own


async def _add_supplements(connection: Connection, asker: UUID, orders: Sequence[Settled]) -> None:
    """One by one: a list of lists is no array, and files hold few of them."""
    for order in orders:
        asked = order.order.supplement
        if asked is not None:
            await ADD_SUPPLEMENT.run(
                connection,
                order.request_id,
                order.dossier_id,
                asked.asked_on or min(today(), asked.deadline_on or date.max),
                asked.deadline_on,
                asked.missing,
                asked.reason,
                asker,
            )


async def _tell(connection: Connection, agreed: AgreedDesk, orders: Sequence[Settled]) -> None:
    """Each post office that has something to fetch; the desk's own of what was registered as well."""
    fetched: dict[UUID, list[UUID]] = {}
    for order in orders:
        if order.job_id is not None:
            fetched.setdefault(order.serving_office_id, []).append(order.job_id)
    registered = sum(order.registration_id is not None for order in orders)
    for office_id in {agreed.post_office_id, *fetched}:
        jobs = fetched.get(office_id, [])
        facts: dict[str, object] = {"jobs_created": len(jobs)}
        if len(jobs) == 1:
            facts["job_id"] = str(jobs[0])
        if office_id == agreed.post_office_id and registered:
            facts["returns_registered"] = registered
        await RECORD_CHANGE.run(connection, "job", office_id, None, facts)
