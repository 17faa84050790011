"""A job given to another carrier while the first was offline: custody follows signatures, the plan's office is told."""

import httpx
import pytest

from courier.database import Connection, Pool, in_transaction
from courier.planning.make_plan import make_plan
from courier.planning.other_hands.statements import OTHER_HANDS
from courier.planning.plans.publish_plan import publish_plan
from routing.plan import Limits
from tests.planning.day import PlanningDay, add_ordinary_jobs, open_shifts
from tests.planning.legs.offices import hand_over

pytestmark = pytest.mark.anyio


async def test_what_another_carrier_took_by_signature_is_told_to_the_plans_office(
    database: Pool, owner_connection: Connection, day: PlanningDay, office: httpx.AsyncClient
) -> None:
    await open_shifts(owner_connection, day)
    await add_ordinary_jobs(owner_connection, day)
    plan_id = await make_plan(
        database, day.world.post_office, day.on_date, day.world.dispatcher, Limits(iterations=200, seed=1)
    )
    await in_transaction(database, lambda c: publish_plan(c, plan_id, day.world.dispatcher))
    rows = await database.fetch(
        "SELECT DISTINCT l.code, r.carrier_id FROM plan_route AS r JOIN planned_stop AS s USING (route_id) "
        "JOIN planned_visit AS v ON v.stop_id = s.stop_id JOIN item AS i USING (job_id) "
        "JOIN item_label AS l USING (item_id) WHERE v.act = 'delivery' ORDER BY l.code"
    )
    planned = {row["code"]: row["carrier_id"] for row in rows}
    carriers = {device.party_id: device for device in (day.world.lan, day.world.minh)}
    (first, his), (second, hers) = list(planned.items())[:2]
    [other] = [device for party, device in carriers.items() if party != his]
    asked = (day.world.post_office, day.world.dispatcher, day.on_date)
    assert await OTHER_HANDS.all(database, *asked) == []
    await hand_over(owner_connection, day.world.desk_device, other, [first])
    await hand_over(owner_connection, day.world.desk_device, carriers[hers], [second])
    found = await OTHER_HANDS.all(database, *asked)
    assert {(row.code, row.planned_carrier_id, row.carrier_id) for row in found} == {(first, his, other.party_id)}
    assert await OTHER_HANDS.all(database, day.world.post_office, day.world.clerk, day.on_date) == []
    query = f"office_id={day.world.post_office}&on_date={day.on_date}"
    shown = await office.get(f"/api/v1/office/other-hands?{query}")
    assert {row["code"] for row in shown.json()} == {first}
