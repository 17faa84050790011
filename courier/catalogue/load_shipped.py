"""Load what comes with the program: procedures, calendars and their days."""

from typing import Final

from courier.catalogue.calendars.import_calendars import import_calendar_days, import_calendars
from courier.catalogue.calendars.shipped import DAYS_FILE, WEEKS_FILE, shipped_file
from courier.catalogue.import_procedures import import_procedures
from courier.database import Connection

PROCEDURES_FILE: Final = "procedures.csv"


async def load_shipped(connection: Connection) -> None:
    """Everything of `catalogue/data`; what stands already is left as it is. For a new or a demo database."""
    await import_calendars(connection, shipped_file(WEEKS_FILE))
    await import_calendar_days(connection, shipped_file(DAYS_FILE))
    await import_procedures(connection, None, shipped_file(PROCEDURES_FILE))
