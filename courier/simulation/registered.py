"""Results registered before they exist, one order for both ways, papers sent after, a recipient changed in time."""

from typing import Any, Final
from uuid import UUID

import msgspec

from courier import clock
from courier.intake.model import NewOrder, OrderPlaced, Sender, SupplementAsked
from courier.simulation.cast import Cast, Counter, Team
from courier.simulation.script import Request, Result, Script

MATCHED: Final = 2
"""Registrations whose result is on this morning's list."""


class Registered(msgspec.Struct):
    """What was asked for beforehand, and what came of it."""

    ids: list[UUID] = []
    """Registrations, the BOTH's too."""
    order_ids: list[UUID] = []
    placed: list[tuple[Request, UUID]] = []
    """What is to be fetched: the dossier of BOTH, the papers of SUPPLEMENT."""
    listed: list[Result] = []
    """Whose result the desk lists."""
    changed_job: UUID | None = None
    new_name: str = ""


async def register(cast: Cast, script: Script) -> Registered:
    """Before the desks send: two results that are listed today, one taken in person, one of BOTH that waits on."""
    team = cast.teams[0]
    desk = team.desks[0]
    registered = Registered()
    plain = [r for r in script.results_of(desk.office.code) if not r.failure and not r.row.at_counter]
    for result in plain[:MATCHED]:
        order = _return(desk, result.row.dossier_code, result.row.title, _sender_of(result))
        registered.ids.append(_whole((await _place(team, order)).registration_id))
        registered.listed.append(result)
    spare = plain[MATCHED]
    taken = await _place(team, _return(desk, f"{spare.row.dossier_code}9", spare.row.title, _sender_of(spare)))
    registered.ids.append(_whole(taken.registration_id))
    closing = {"reason": "taken_in_person", "asked_by": "desk", "how_checked": "desk_confirmed"}
    await team.dispatcher.ask("POST", f"/registrations/{taken.registration_id}/closing", closing)
    await _ask_both_ways(team, desk, script, registered)
    return registered


async def _ask_both_ways(team: Team, desk: Counter, script: Script, registered: Registered) -> None:
    """A dossier to the desk and its result home; then the papers that the desk misses of it."""
    asked = next(r for r in script.requests if r.desk_code == desk.office.code and not r.is_drop_off and not r.failure)
    both = NewOrder(
        order_id=clock.new_id(), desk_id=desk.office.office_id, kind="BOTH", title=asked.title, sender=asked.sender
    )
    placed = await _place(team, both)
    supplement = NewOrder(
        order_id=clock.new_id(),
        desk_id=desk.office.office_id,
        kind="SUPPLEMENT",
        title=asked.title,
        dossier_id=placed.dossier_id,
        sender=asked.sender,
        supplement=SupplementAsked(asked_on=clock.today(), missing=["Trích đo thửa đất"]),
    )
    more = await _place(team, supplement)
    registered.ids.append(_whole(placed.registration_id))
    registered.order_ids += [both.order_id, supplement.order_id]
    registered.placed += [(asked, _whole(placed.job_id)), (asked, _whole(more.job_id))]


async def change_recipient(cast: Cast, registered: Registered, results: dict[UUID, Result]) -> None:
    """The owner calls back in time: a relative takes the result; the phones are told with the day's list."""
    job_id = next(job_id for job_id, result in results.items() if result is registered.listed[0])
    registered.changed_job = job_id
    registered.new_name = "Nguyễn Thị Người Nhà"
    change = {"asked_by": "owner", "how_checked": "call_back", "full_name": registered.new_name}
    await cast.teams[0].dispatcher.ask("POST", f"/recipients/{job_id}", change)


def _return(desk: Counter, dossier_code: str, title: str, recipient: Sender) -> NewOrder:
    return NewOrder(
        order_id=clock.new_id(),
        desk_id=desk.office.office_id,
        kind="RETURN",
        title=title,
        dossier_code=dossier_code,
        recipient=recipient,
    )


def _sender_of(result: Result) -> Sender:
    row = result.row
    return Sender(full_name=row.full_name, phone=row.phone or "", address=row.address, lon=row.lon, lat=row.lat)


async def _place(team: Team, order: NewOrder) -> OrderPlaced:
    placed: Any = await team.dispatcher.ask("POST", "/orders", order)
    return msgspec.convert(placed, OrderPlaced)


def _whole(known: UUID | None) -> UUID:
    assert known is not None
    return known
