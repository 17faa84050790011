"""When the demo's desks are open, and by which agreements: its own, a scoped one, one inherited and not yet renewed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from courier.database import Connection
from courier.network.agreements.sign_agreements import sign_agreements
from courier.network.model import NewAgreement, NewOffice
from courier.network.offices.model import NewWeek, Weekday, WeekSpell
from courier.network.offices.set_hours import set_week
from courier.simulation import setting
from courier.simulation.setting import GIA_LAM, PHU_DONG, PRESENT_FROM

SIGNED_BEFORE: Final = date(2022, 11, 7)
"""The day on which 18 communes of former Gia Lâm agreed to sign (the article of 9/11/2022)."""
LATE_LUNCH: Final = ((27_000, 40_500, 41_400), (48_600, 59_400, 61_200))
"""7:30–11:30, 13:30–17:00, taken in until a quarter past eleven and half past four: seconds after midnight."""
EARLY_LUNCH: Final = ((27_000, 40_500, 41_400), (46_800, 59_400, 61_200))
"""As above, but open again at 13:00."""
WORKING_DAYS: Final[tuple[Weekday, ...]] = (1, 2, 3, 4, 5, 6)
"""Saturday too: a locality's choice (DOMAIN 7.1), here so that every day of the post is a day of the demo."""


async def sign_terms(connection: Connection, offices: Mapping[str, UUID]) -> None:
    """By office code. The former desk's agreement first: it passes to the point that has none of its own."""
    await _sign(connection, offices, (setting.FORMER_DESK,), GIA_LAM, SIGNED_BEFORE, number="07/2022/TT-BCCI")
    for post_office in (GIA_LAM, PHU_DONG):
        desks = [desk.office for desk in setting.DESKS if desk.collected_by == post_office]
        await _sign(connection, offices, desks, post_office, PRESENT_FROM, number=f"01/2025/TT-{post_office}")
    scoped = NewAgreement(
        desk_id=offices[setting.SCOPED_DESK.code],
        post_office_id=offices[PHU_DONG],
        legs=["RETURN"],
        handover_mode="joint_recount",
        legal_basis=setting.LEGAL_BASIS,
        valid_from=PRESENT_FROM,
        number="02/2025/TT-BC-PHUDONG",
        fields=["civil_status"],
    )
    await sign_agreements(connection, scoped, [scoped.desk_id])


async def set_hours(connection: Connection, offices: Mapping[str, UUID], askers: Mapping[str, UUID]) -> None:
    """Every desk's week, said by the supervisor of the post office that serves it; `askers` by post office."""
    for desk in setting.DESKS:
        spells = EARLY_LUNCH if desk.office.code == "H26.GIALAM" else LATE_LUNCH
        week = [WeekSpell(day, *spell) for day in WORKING_DAYS for spell in spells]
        new = NewWeek(office_id=offices[desk.office.code], valid_from=PRESENT_FROM, spells=week)
        await set_week(connection, askers[desk.collected_by], new)


async def _sign(
    connection: Connection,
    offices: Mapping[str, UUID],
    desks: Sequence[NewOffice],
    post_office: str,
    valid_from: date,
    *,
    number: str,
) -> None:
    desk_ids = [offices[desk.code] for desk in desks]
    terms = NewAgreement(
        desk_id=desk_ids[0],
        post_office_id=offices[post_office],
        legs=["SEND", "RETURN", "SUPPLEMENT"],
        handover_mode="sealed",
        legal_basis=setting.LEGAL_BASIS,
        valid_from=valid_from,
        may_deliver_on_claimed_transfer=True,
        number=number,
    )
    await sign_agreements(connection, terms, desk_ids)
