"""What about agreements needs a person: inherited, ending, lapsed, or in force and never used."""

from datetime import date
from uuid import UUID

from courier.database import Executor
from courier.network.agreements.model import AgreementAlarm
from courier.network.agreements.statements import ALARMS


async def list_alarms(executor: Executor, asker: UUID, on: date) -> list[AgreementAlarm]:
    """Those of the offices the asker runs or administers, as of a day; the gravest kind first."""
    return await ALARMS.all(executor, asker, on)
