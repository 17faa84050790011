"""The day on paper: what a carrier's list and route sheet say, to whom, and the longest words in their columns."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from courier import clock
from courier.clock import VIETNAM
from courier.database import Connection, Pool, in_transaction
from courier.errors import Conflict, NotFound
from courier.network.offices.model import Spell as OpenSpell
from courier.planning.make_plan import make_plan
from courier.planning.model import Spell
from courier.planning.papers.bag_label import bag_label_pdf, read_bag_face
from courier.planning.papers.delivery_list import EDGES_MM, delivery_list_pdf
from courier.planning.papers.model import BagFace, DayPapers, Outline, PaperItem, PaperRoute, PaperStop
from courier.planning.papers.read_papers import read_papers
from courier.planning.papers.route_sheet import route_sheet_pdf
from courier.planning.plans.publish_plan import publish_plan
from mobile_contract.codes import make_sscc, new_code, parse_sscc, show_code
from mobile_contract.reasons import REASONS
from routing.plan import Limits
from tests.planning.day import PlanningDay, add_ordinary_jobs, build_day, open_shifts
from tests.planning.legs.offices import add_far_job, build_two_offices
from tests.planning.legs.test_bags import allot
from tests.printed import codes_of, collisions, ink_of, pages_of, strays, words_of

MORNING = datetime(2026, 11, 23, 1, tzinfo=UTC)
FULL_NAME = "Nguyễn Thị kết quả 3"


async def published(database: Pool, owner: Connection) -> tuple[PlanningDay, UUID]:
    day = await build_day(owner)
    await open_shifts(owner, day)
    await add_ordinary_jobs(owner, day)
    quick = Limits(iterations=200, seed=1)
    plan_id = await make_plan(database, day.world.post_office, day.on_date, day.world.dispatcher, quick)
    await in_transaction(database, lambda c: publish_plan(c, plan_id, day.world.dispatcher))
    return day, plan_id


async def test_the_list_names_people_in_full_and_each_reading_is_logged(
    database: Pool, owner_connection: Connection
) -> None:
    day, plan_id = await published(database, owner_connection)
    asker = day.world.dispatcher
    papers = await in_transaction(database, lambda c: read_papers(c, asker, plan_id, in_full=True))
    words = words_of(delivery_list_pdf(papers, [reason.vi for reason in REASONS]))
    assert FULL_NAME in words
    assert "0912 345 678" in words
    assert "50.000 đ" in words
    assert show_code(day.codes["kết quả 3"]).replace("-", " ") in words
    assert all(f"{number} {reason.vi}" in words for number, reason in enumerate(REASONS, 1))
    read = await database.fetch("SELECT person_id, party_id FROM personal_data_access WHERE purpose = 'delivery_list'")
    met = {stop.party_id for route in papers.routes for stop in route.stops if stop.is_citizen}
    assert {(row["person_id"], row["party_id"]) for row in read} == {(asker, citizen) for citizen in met}
    assert len(met) >= 10


async def test_one_carriers_list_holds_nobody_elses_stops(database: Pool, owner_connection: Connection) -> None:
    day, plan_id = await published(database, owner_connection)
    lists = [
        await in_transaction(
            database, lambda c, d=device: read_papers(c, day.world.dispatcher, plan_id, d.party_id, in_full=True)
        )
        for device in (day.world.lan, day.world.minh)
    ]
    met = [{stop.party_id for stop in papers.routes[0].stops if stop.is_citizen} for papers in lists]
    assert [len(papers.routes) for papers in lists] == [1, 1]
    assert met[0].isdisjoint(met[1])


async def test_the_route_sheet_masks_names_and_logs_nothing(database: Pool, owner_connection: Connection) -> None:
    day, plan_id = await published(database, owner_connection)
    asker = day.world.dispatcher
    papers = await in_transaction(database, lambda c: read_papers(c, asker, plan_id, in_full=False))
    words = words_of(route_sheet_pdf(papers))
    assert "N** T** K** Q** 3**" in words
    assert "Nguyễn" not in words
    assert "345 678" not in words
    assert "12:00–13:00" in words
    assert await database.fetchval("SELECT count(*) FROM personal_data_access") == 0


async def test_only_the_offices_own_people_print_and_only_a_plan_in_force(
    database: Pool, owner_connection: Connection
) -> None:
    day, plan_id = await published(database, owner_connection)
    for asker, plan, carrier in (
        (day.outsider, plan_id, None),
        (day.world.clerk, plan_id, None),
        (day.world.dispatcher, clock.new_id(), None),
        (day.world.dispatcher, plan_id, clock.new_id()),
    ):
        with pytest.raises(NotFound):
            await in_transaction(
                database,
                lambda c, a=asker, p=plan, k=carrier: read_papers(c, a, p, k, in_full=True),  # type: ignore[misc]
            )
    draft = await make_plan(
        database, day.world.post_office, day.on_date, day.world.dispatcher, Limits(iterations=50, seed=1)
    )
    with pytest.raises(Conflict, match="đang có hiệu lực"):
        await in_transaction(database, lambda c: read_papers(c, day.world.dispatcher, draft, in_full=True))
    assert await database.fetchval("SELECT count(*) FROM personal_data_access") == 0


def stop(number: int, items: int = 1, **changes: Any) -> PaperStop:
    fields: dict[str, Any] = {
        "act": "delivery",
        "party_id": UUID(int=number),
        "is_citizen": True,
        "name": "Đỗ Quỳnh Ưng",
        "phone": "+84912345678",
        "address": "Ngõ 12, TT Trâu Quỳ (cũ) – nay xã Gia Lâm",
        "landmark": "cổng xanh",
        "commune": "Xã Gia Lâm",
        "is_estimated_place": True,
        "lon": 105.93 + number % 7 * 0.004,
        "lat": 21.01 + number % 5 * 0.003,
        "arrive_at": MORNING + timedelta(minutes=9 * number),
        "leave_at": MORNING + timedelta(minutes=9 * number + 4),
        "items": [PaperItem(code=new_code(), due_vnd=26_000, papers_to_take_back=1, personal_only=True)] * items,
        "opens": None,
    }
    return PaperStop(**(fields | changes))


LONG: dict[str, Any] = {
    "name": ("Nguyễn Phạm Trần Thị Thanh Huyền Trang " * 6)[:200],
    "address": ("Số nhà 12 ngách 34 ngõ 56 tổ dân phố Nguyễn Huệ, " * 11)[:500],
    "landmark": "W" * 200,
}
DESK = {"is_citizen": False, "name": "Chi nhánh số 3", "opens": [OpenSpell(27_000, 39_600, 41_400)]}


def papers_of(*stops: PaperStop) -> DayPapers:
    square = [(105.92, 21.0), (105.97, 21.0), (105.97, 21.03), (105.92, 21.03), (105.92, 21.0)]
    route = PaperRoute(
        carrier_id=UUID(int=1),
        carrier_name=("Nguyễn Phạm Trần Thị Thanh Huyền Trang " * 6)[:200],
        carrier_phone="+84987654321",
        starts_at=MORNING,
        ends_at=MORNING + timedelta(hours=9),
        lunch_from=MORNING + timedelta(hours=4),
        lunch_to=MORNING + timedelta(hours=6),
        lunch_duration_s=3_600,
        spells=[Spell(starts_at=MORNING, ends_at=MORNING + timedelta(hours=1), reason="vòng phát thư báo " * 11)] * 4,
        distance_m=41_234,
        leaves_at=MORNING,
        returns_at=MORNING + timedelta(hours=8),
        stops=list(stops),
    )
    return DayPapers(
        plan_id=UUID(int=9),
        version=12,
        on_date=date(2026, 11, 23),
        office_name="Bưu điện – văn hoá xã Phù Đổng " * 6,
        office_phone="+842438276543",
        office_lon=105.94,
        office_lat=21.02,
        waves_s=[28_800 + 1_800 * wave for wave in range(12)],
        outlines=[Outline(name="Xã Gia Lâm", rings=[square])],
        routes=[route],
    )


def test_the_longest_words_stay_in_their_columns() -> None:
    day = papers_of(
        stop(1, **LONG),
        stop(2, 3),
        stop(3, 300, **DESK, act="pickup"),
        stop(4, 60, **LONG),
        *(stop(n) for n in range(5, 40)),
    )
    pages = pages_of(delivery_list_pdf(day, [reason.vi for reason in REASONS]))
    for number, page in enumerate(pages, 1):
        assert (strays(page, 5), collisions(page)) == (0, 0)
        assert f"Trang {number}/{len(pages)}" in page.get_textpage().get_text_bounded()
    name_and_address = ink_of(pages[0])
    table = name_and_address[(name_and_address[:, 1] > 32) & (name_and_address[:, 3] < 100)]
    for edge in EDGES_MM[3:6]:
        assert not ((table[:, 0] < edge - 0.1) & (table[:, 2] > edge + 0.1)).any()


def test_a_list_adds_up_what_is_carried_and_collected() -> None:
    day = papers_of(stop(1, 5, **DESK, act="pickup"), stop(2, 3), stop(3))
    words = words_of(delivery_list_pdf(day, [reason.vi for reason in REASONS]))
    for said in ("Bưu gửi phát, bàn giao 4", "Bưu gửi nhận 5", "Giấy tờ thu lại 9", "Tổng tiền phải thu 234.000 đ"):
        assert said in words, said


@pytest.mark.parametrize("stops", [1, 33, 90, 200, 450])
def test_a_route_sheet_keeps_its_words_apart(stops: int) -> None:
    day = papers_of(stop(1, 300, **DESK, act="pickup"), *(stop(n, **LONG) for n in range(2, stops + 1)))
    pages = pages_of(route_sheet_pdf(day))
    assert (len(pages) == 1) == (stops <= 33)
    words = words_of(route_sheet_pdf(day))
    assert "60 phút trong 12:00–14:00" in words
    assert "07:30–11:30 (nhận đến 11:00)" in words
    for page in pages:
        assert strays(page, 5) == 0
        if stops <= 33:
            assert collisions(page) == 0


async def test_a_bags_label_tells_its_ride_and_its_code_is_read_back(owner_connection: Connection) -> None:
    offices = await build_two_offices(owner_connection)
    await add_far_job(owner_connection, offices, "một")
    bag = await allot(owner_connection, offices, offices.first, offices.hub)
    face = await read_bag_face(owner_connection, offices.dispatcher, bag.bag_id)
    assert (face.sscc, face.route_code, face.seal, face.items) == (bag.sscc, "DT1", None, None)
    assert face.departs_at is not None
    assert face.departs_at.astimezone(VIETNAM).hour == 11
    with pytest.raises(NotFound):
        await read_bag_face(owner_connection, offices.second_dispatcher, bag.bag_id)
    [page] = pages_of(bag_label_pdf(face))
    [code] = codes_of(page)
    assert (code.format.name, parse_sscc(code.text)) == ("Code128", bag.sscc)
    assert "11:00 23/11/2026 · DT1" in words_of(bag_label_pdf(face))


def test_the_longest_office_names_stay_on_the_bags_label() -> None:
    face = BagFace(
        sscc=make_sscc("8930000", 1),
        from_office_name="Bưu điện – văn hoá xã Phù Đổng " * 6,
        to_office_name="Trung tâm khai thác vận chuyển " * 6,
        route_code="L" * 32,
        departs_at=MORNING,
        seal="N" * 40,
        items=1000,
    )
    [page] = pages_of(bag_label_pdf(face))
    assert (strays(page, 5), collisions(page)) == (0, 0)
