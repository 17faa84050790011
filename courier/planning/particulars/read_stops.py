"""Who a carrier meets at each stop of a plan: in full for who runs the day, which is logged, else masked."""

from itertools import groupby
from uuid import UUID

from courier.database import Connection
from courier.errors import NotFound
from courier.intake.masking import mask_name
from courier.intake.papers.statements import LOG_PAPER_READ
from courier.planning.particulars.model import StopName, StopVisit
from courier.planning.particulars.statements import RUNS_DAY, STOP_NAMES, StopNameRow


async def read_stops(connection: Connection, plan_id: UUID, carrier_id: UUID, asked_by: UUID) -> list[StopName]:
    """In route order; none for a carrier without a route in it.

    A dispatcher or supervisor of the plan's office sees names and addresses, each logged as read; a teller sees
    masked names. Raises `NotFound` for who does not work there.
    """
    asker = await RUNS_DAY.one(connection, plan_id, asked_by)
    if asker is None:
        raise NotFound("Không tìm thấy kế hoạch này", "No such plan")
    rows = await STOP_NAMES.all(connection, plan_id, carrier_id, asked_by)
    if asker.runs:
        citizens = sorted({row.party_id for row in rows if row.is_citizen})
        await LOG_PAPER_READ.run(connection, asked_by, citizens, "office")
    groups = groupby(rows, key=lambda row: row.stop_id)
    return [_stop(list(visits), in_full=asker.runs) for _, visits in groups]


def _stop(rows: list[StopNameRow], *, in_full: bool) -> StopName:
    first = rows[0]
    is_shown = in_full or not first.is_citizen
    return StopName(
        stop_id=first.stop_id,
        name=first.name if is_shown else mask_name(first.name),
        address=first.address if is_shown else None,
        visits=[StopVisit(row.job_id, row.code, row.title) for row in rows],
    )
