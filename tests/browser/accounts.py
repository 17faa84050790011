"""Money of one morning at two post offices, and a dossier that its desk refuses: made by devices as on any day."""

from typing import Final, NamedTuple

import httpx

from courier.simulation.cast import Counter
from courier.simulation.device import event_id_of
from courier.simulation.working_days import FIRST_DAY
from mobile_contract import events
from tests.browser.world import PASSWORD, Day

SLIP_OF_OTHER: Final = "CT-07"


class Accounts(NamedTuple):
    """What was made, by the codes of the items."""

    mistaken: str
    """Taken at the counter, to be taken back."""
    kept: str
    """Taken at the counter, now in the safe."""
    elsewhere: str
    """Gia Lâm's, paid at Phù Đổng's counter."""
    past_trust: str
    """Taken by a phone that was reported lost before."""
    handed_in_vnd: int
    desk: Counter
    """Where a dossier was refused by form 03."""
    refused: str
    """The code under which it came."""
    free_label: str
    """On the roll, naming nothing yet."""


async def make_accounts(day: Day) -> Accounts:
    """Nothing here asks what the plan has."""
    first, second = day.cast.teams[0], day.cast.teams[1]
    counter, lan, minh = first.counter, day.lan.phone, day.minh.phone
    teller = counter.clerk.person_id
    dues = [
        (day.prepared.codes[job_id], row.amount_vnd)
        for job_id, row in day.prepared.rows.items()
        if row.amount_vnd and job_id in day.prepared.codes
    ]
    (mistaken, a), (kept, b), (elsewhere, c), (past_trust, d), (by_lan, handed_in_vnd) = dues[:5]
    counter.workstation.collect(kept, b, teller)
    counter.workstation.close_till(teller)
    counter.workstation.collect(mistaken, a, teller)
    lan.record(events.Collect, code=by_lan, amount_vnd=handed_in_vnd, mode="cash")
    handed_in = lan.hand_in(handed_in_vnd, counter.office.office_id)
    minh.record(events.Collect, code=past_trust, amount_vnd=d, mode="cash")
    for phone in (lan, minh):
        await phone.send_what_can_be()
    counter.workstation.count_in(event_id_of(handed_in), handed_in_vnd, teller)
    await counter.workstation.send_all()
    other = second.counter.workstation
    other.collect(elsewhere, c, second.counter.clerk.person_id)
    other.close_till(second.counter.clerk.person_id)
    await other.send_all()
    supervisor = await day.cast.log_in("hanh")
    lost = {"mode": "lost", "trusted_through": 0}
    await supervisor.ask("POST", f"/devices/{minh.me.device_id}/revocation", lost)
    await _appoint_second_supervisor(day)
    desk, refused = await _refuse_a_dossier(day)
    free_label = day.prepared.rolls[first.office.office_id][-1]
    return Accounts(mistaken, kept, elsewhere, past_trust, handed_in_vnd, desk, refused, free_label)


async def _appoint_second_supervisor(day: Day) -> None:
    """Two people decide some things; the administrator wears this hat as well."""
    grant = {
        "person_id": str(day.cast.world.person("quantri").person_id),
        "role": "supervisor",
        "office_id": str(day.cast.world.post_office.office_id),
        "valid_from": str(FIRST_DAY),
    }
    async with httpx.AsyncClient(base_url=day.url) as client:
        login = {"username": "quantri", "password": PASSWORD}
        for address, said in (("/api/v1/office/session", login), ("/api/v1/admin/grants", grant)):
            (await client.post(address, json=said)).raise_for_status()


async def _refuse_a_dossier(day: Day) -> tuple[Counter, str]:
    """Brought to the counter this morning, handed to its desk, not taken in by form 03."""
    team = day.cast.teams[0]
    wanted = {one.job_id: one.request.desk_code for one in day.prepared.placed}
    desks = {desk.office.code: desk for desk in team.desks}
    job_id, code = next((job, code) for job, code in day.prepared.dropped.items() if wanted[job] in desks)
    desk = desks[wanted[job_id]]
    by = desk.clerk.person_id
    offered = team.counter.workstation.release([code], desk.office.office_id, team.counter.clerk.person_id)
    await team.counter.workstation.send_all()
    desk.workstation.accept(offered, by=by)
    desk.workstation.record(events.AnswerFiling, person_id=by, code=code, refused="INCOMPLETE")
    await desk.workstation.send_all()
    return desk, code
