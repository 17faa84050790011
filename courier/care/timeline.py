"""Track a dossier by any of its codes: the masked timeline, and with the second factor that dossier's particulars."""

from courier import clock
from courier.care.model import (
    DossierDetails,
    Tracking,
    follow,
    four_facts,
    leg_now,
    track_leg,
    track_registration,
)
from courier.care.statements import (
    DATES_BY_CODE,
    DOCUMENTS_OF_DOSSIER,
    DOSSIER_BY_CODE,
    TRACKED_JOBS,
    UNMATCHED_REGISTRATIONS,
)
from courier.database import Executor
from courier.errors import NotFound
from courier.money.reading import claimed_unseen, still_due


async def track(executor: Executor, code: str, second_factor: str = "") -> Tracking:
    """The timeline of the dossier whose item bears `code` (12 symbols, checked by the caller).

    A code never given out, one that lies unused on a roll and one of elsewhere are the same `NotFound`, after the
    same statements: a guesser learns nothing from words or time.
    """
    jobs = await TRACKED_JOBS.all(executor, code)
    registrations = await UNMATCHED_REGISTRATIONS.all(executor, code)
    dates = await DATES_BY_CODE.one(executor, code)
    details = await _details(executor, code, second_factor)
    if all(job.purpose != "dossier" for job in jobs) or dates is None:
        raise NotFound(
            "Không có hồ sơ nào mang mã này; hãy xem lại mã trên phiếu gửi hoặc trên nhãn",
            "No dossier has this code; look again at the slip or the label",
        )
    now = clock.now().astimezone(clock.VIETNAM)
    legs = follow([*(track_leg(job, now) for job in jobs), *map(track_registration, registrations)])
    return Tracking(code=code, now=leg_now(legs), facts=four_facts(dates, legs), legs=legs, details=details)


async def _details(executor: Executor, code: str, second_factor: str) -> DossierDetails | None:
    found = await DOSSIER_BY_CODE.one(executor, code, second_factor)
    due = await still_due(executor, found.job_ids if found else [])
    claimed = await claimed_unseen(executor, found.job_ids if found else [])
    documents = await DOCUMENTS_OF_DOSSIER.all(executor, found.dossier_id if found else None)
    if found is None:
        return None
    return DossierDetails(
        title=found.title,
        code=found.code,
        desk_name=found.desk_name,
        desk_phone=found.desk_phone,
        due_vnd=sum(due.values()),
        claimed_vnd=min(sum(claimed.values()), sum(due.values())),
        papers_to_take_back=found.papers_to_take_back,
        window_from=found.window_from,
        window_to=found.window_to,
        documents=documents,
        missing=found.missing,
        missing_because=found.missing_because,
    )
