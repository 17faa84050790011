"""The day plan of a district: read, put to the planner, verified, stored, for three sizes of day.

The demo's world and its seeded citizens (`courier.simulation`): results of three desks round one post office, carriers
with other rounds and lunch of their own. A database of its own for each round.
"""

import time
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from functools import partial
from typing import Final
from uuid import UUID

import msgspec

from bench.server import Bench, stored
from courier import clock
from courier.catalogue.calendars.shipped import shipped_calendar
from courier.catalogue.calendars.working_days import next_working_day
from courier.clock import VIETNAM
from courier.database import Connection, Pool, in_transaction, open_pool
from courier.intake.import_list import import_list
from courier.intake.list_files import write_list
from courier.intake.model import ListRow
from courier.planning.keep_plan import keep_plan
from courier.planning.make_plan import default_limits
from courier.planning.model import ShiftInput, Spell
from courier.planning.question import ask
from courier.planning.read_day import read_day
from courier.planning.shifts.open_shift import open_shift
from courier.planning.solve_apart import solve_apart
from courier.simulation.roster import CARRIERS
from courier.simulation.script import write_script
from courier.simulation.setting import GIA_LAM
from courier.simulation.size import LUNCH, LUNCH_S, ORDINARY, SHARE_OF_DAY_PERCENT, SHIFTS
from courier.simulation.world import World, build_world
from routing import verify

SIZES: Final = ((60, 3), (150, 7), (450, 17))
"""Jobs, carriers; each size adds to the one before."""
SHARES: Final = {"H26.GIALAM": 0.5, "H26.BATTRANG": 0.25, "H26.THUANAN": 0.25}


async def measure(_: Bench) -> dict[str, float]:
    """seconds from asking for a plan to the verified plan on disk, for 60, 150 and 450 jobs, beside what the planner
    alone may search (its limit is set by the size of the day)"""
    figures: dict[str, float] = {}
    async with stored() as bench, open_pool(bench.dsn, min_size=2, max_size=4) as pool:
        world = await build_world(pool, "bench")
        on_date = next_working_day(shipped_calendar("agency"), clock.today() + timedelta(days=1))
        jobs = carriers = 0
        for size, out in SIZES:
            await _add_results(pool, world, size - jobs, on_date + timedelta(days=jobs))
            for at in range(carriers, out):
                await _open_shift(pool, world, at, on_date)
            jobs, carriers = size, out
            figures |= await _plan(pool, world, on_date, f"{size} jobs, {out} carriers")
    return figures


async def _plan(pool: Pool, world: World, on_date: date, name: str) -> dict[str, float]:
    """What `make_plan` does, part by part."""
    office_id, asker = world.post_office.office_id, world.person("huy").person_id
    began = time.perf_counter()
    day = await in_transaction(pool, lambda connection: read_day(connection, office_id, on_date, asker))
    question = ask(day, clock.now())
    read_s = time.perf_counter() - began
    limits = default_limits(len(day.jobs))
    limit_s = limits.seconds or 0.0
    began = time.perf_counter()
    plan = await solve_apart(question.instance, limits)
    solve_s = time.perf_counter() - began
    began = time.perf_counter()
    wrong = verify(question.instance, plan)
    verify_s = time.perf_counter() - began
    began = time.perf_counter()
    plan_id = await in_transaction(pool, lambda connection: keep_plan(connection, day, question, plan, asker))
    keep_s = time.perf_counter() - began
    if wrong or plan_id is None:
        raise AssertionError(f"{name}: {wrong[:3]}")
    return {
        f"{name}: all, s": read_s + solve_s + keep_s,
        f"{name}: read and ask, s": read_s,
        f"{name}: solve in a process apart, s": solve_s,
        f"{name}: of it the planner's limit, CPU s": limit_s,
        f"{name}: verify alone, s": verify_s,
        f"{name}: verify again and store, s": keep_s,
        f"{name}: × of the planner's limit": (read_s + solve_s + keep_s) / limit_s,
        f"{name}: asked of the planner": len(question.instance.requests),
        f"{name}: not served": len(plan.unserved),
    }


async def _add_results(pool: Pool, world: World, count: int, day: date) -> None:
    """So many results, listed by the three desks."""
    size = msgspec.structs.replace(
        ORDINARY,
        results={code: round(count * share) for code, share in SHARES.items()},
        later={},
        requests={},
        drop_offs={},
    )
    script = write_script(size, day)
    for desk in world.desks:
        rows = [result.row for result in script.results_of(desk.code)]
        if rows:
            act = partial(_import, asker=world.person("huy").person_id, desk_id=desk.office_id, rows=rows)
            await in_transaction(pool, act)


async def _import(connection: Connection, asker: UUID, desk_id: UUID, rows: list[ListRow]) -> None:
    await import_list(connection, asker, desk_id, "bench", write_list(rows, "csv"))


async def _open_shift(pool: Pool, world: World, number: int, on_date: date) -> None:
    """A carrier's whole day, with rounds of his own, as the demo's."""
    hours = SHIFTS[number % len(SHIFTS)]
    carrier_id = world.person(CARRIERS[GIA_LAM][number][0]).party_id
    if carrier_id is None:
        raise AssertionError("a carrier of the demo has no party")

    def at(time_of_day: clock_time) -> datetime:
        return datetime.combine(on_date, time_of_day, VIETNAM)

    shift = ShiftInput(
        carrier_id=carrier_id,
        office_id=world.post_office.office_id,
        on_date=on_date,
        starts_at=at(hours.starts),
        ends_at=at(hours.ends),
        lunch_from=at(LUNCH[0]),
        lunch_to=at(LUNCH[1]),
        lunch_duration_s=LUNCH_S,
        spells=[Spell(starts_at=at(one.starts), ends_at=at(one.ends), reason=one.reason) for one in hours.rounds],
        share_of_day_percent=SHARE_OF_DAY_PERCENT,
        max_trips=4,
        capacity_items=60,
    )
    await in_transaction(pool, lambda connection: open_shift(connection, shift, world.person("huy").person_id))
