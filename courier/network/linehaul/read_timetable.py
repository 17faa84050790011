"""Read the linehaul timetable."""

from datetime import date, timedelta
from itertools import groupby

from courier.database import Executor
from courier.network.linehaul.model import SORTING_S, Timetable
from courier.network.linehaul.statements import TIMETABLE
from courier.settings import read_settings


async def read_timetable(connection: Executor, on_date: date) -> Timetable:
    """Every route that runs on `on_date` or later, and those whose last run may still be under way then."""
    stops = await TIMETABLE.all(connection, on_date - timedelta(days=2))
    told_s = read_settings().sorting_s
    return Timetable(
        routes=tuple(tuple(route) for _, route in groupby(stops, key=lambda stop: stop.route_id)),
        sorting_s=SORTING_S if told_s is None else told_s,
    )
