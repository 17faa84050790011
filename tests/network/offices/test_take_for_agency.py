"""A desk takes dossiers in for competent agencies, each from a day until another."""

from datetime import date
from uuid import uuid4

import pytest

from courier.database import Connection
from courier.errors import Conflict, InvalidInput
from courier.network.model import Office
from courier.network.offices.model import DeskAgency
from courier.network.offices.take_for_agency import LINK_REFUSALS, agencies_of_desk, take_for_agency
from courier.network.open_office import open_office
from tests.network.gia_lam import office

DAY = date(2026, 11, 23)


@pytest.fixture
async def ends(service_connection: Connection) -> tuple[Office, Office]:
    point = await open_office(service_connection, office("point", "131000", "Bưu điện Gia Lâm"))
    desk = await open_office(service_connection, office("desk", "H26.34", "Chi nhánh Gia Lâm", point.office_id))
    return desk, await open_office(service_connection, office("agency", "H26", "Sở Xây dựng"))


async def test_a_desk_takes_in_for_an_agency_while_that_is_said(
    service_connection: Connection, ends: tuple[Office, Office]
) -> None:
    desk, agency = (end.office_id for end in ends)
    link = DeskAgency(desk, agency, DAY, date(2027, 1, 1))
    assert await take_for_agency(service_connection, link) == link
    assert await take_for_agency(service_connection, link) == link
    assert await agencies_of_desk(service_connection, desk, DAY) == [link]
    assert await agencies_of_desk(service_connection, desk, date(2027, 1, 1)) == []
    with pytest.raises(Conflict):
        await take_for_agency(service_connection, DeskAgency(desk, agency, date(2026, 12, 1)))


@pytest.mark.parametrize("field", ["desk_id", "agency_id", "valid_to"])
async def test_a_wrong_end_is_named(service_connection: Connection, ends: tuple[Office, Office], field: str) -> None:
    desk, agency = (end.office_id for end in ends)
    wrong = {
        "desk_id": DeskAgency(agency, agency, DAY),
        "agency_id": DeskAgency(desk, uuid4(), DAY),
        "valid_to": DeskAgency(desk, agency, DAY, DAY),
    }
    with pytest.raises(InvalidInput) as refusal:
        await take_for_agency(service_connection, wrong[field])
    assert [error.field for error in refusal.value.fields] == [field]


async def test_every_constraint_a_caller_can_break_has_its_words(owner_connection: Connection) -> None:
    names = await owner_connection.fetch(
        "SELECT conname FROM pg_constraint WHERE conrelid = 'desk_agency'::regclass AND contype <> 'n'"
    )
    assert {row["conname"] for row in names} == set(LINK_REFUSALS)
