"""Former Gia Lâm as agreements knew it: 22 units with a desk each, the four communes they became, one post office."""

from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from courier.database import Connection
from courier.network.add_person import add_person
from courier.network.grant_role import grant_role
from courier.network.import_successions import import_successions
from courier.network.import_units import import_units
from courier.network.model import NewAgreement, NewOffice, NewPerson, Office, OfficeKind, Role, RoleGrant, UnitKey
from courier.network.open_office import open_office

FORMER, PRESENT = date(2008, 8, 1), date(2025, 7, 1)
FIRST_SIGNED, ALL_SIGNED = date(2022, 6, 1), date(2022, 11, 7)
"""The first is made up; the second is the day of the seed article on Gia Lâm (posted 09/11/2022)."""

UNITS: Final = {
    "Thị trấn Yên Viên": ("00526", "00541"),
    "Xã Yên Thường": ("00529", "00541"),
    "Xã Yên Viên": ("00532", "00541"),
    "Xã Ninh Hiệp": ("00535", "00541"),
    "Xã Đình Xuyên": ("00538", "00541"),
    "Xã Dương Hà": ("00541", "00541"),
    "Xã Phù Đổng": ("00544", "00541"),
    "Xã Trung Mầu": ("00547", "00541"),
    "Xã Lệ Chi": ("00550", "00562"),
    "Xã Cổ Bi": ("00553", "00565"),
    "Xã Đặng Xá": ("00556", "00562"),
    "Xã Phú Thị": ("00559", "00562"),
    "Xã Kim Sơn": ("00562", "00562"),
    "Thị trấn Trâu Quỳ": ("00565", "00565"),
    "Xã Dương Quang": ("00568", "00562"),
    "Xã Dương Xá": ("00571", "00565"),
    "Xã Đông Dư": ("00574", "00577"),
    "Xã Đa Tốn": ("00577", "00577"),
    "Xã Kiêu Kỵ": ("00580", "00565"),
    "Xã Bát Tràng": ("00583", "00577"),
    "Xã Kim Lan": ("00586", "00577"),
    "Xã Văn Đức": ("00589", "00577"),
}
"""Each former unit's code, and of the present commune that most of it went into."""
SIGNED_BEFORE: Final = ("Thị trấn Trâu Quỳ", "Xã Bát Tràng", "Xã Kiêu Kỵ", "Xã Đông Dư")
"""Had signed, with no dossier."""
COMMUNES: Final = {"00541": "Xã Phù Đổng", "00562": "Xã Thuận An", "00565": "Xã Gia Lâm", "00577": "Xã Bát Tràng"}


class Province(NamedTuple):
    """The post office, its head, and the former units' desks by name."""

    post_office: Office
    head: UUID
    desks: dict[str, Office]


async def former_gia_lam(connection: Connection) -> Province:
    """The units, their succession, and every former unit's desk; nobody has signed yet."""
    await _import_units(connection)
    post_office = await open_office(connection, office("point", "BC-TT5", "Bưu điện Trung tâm 5"))
    head = await someone(connection, "supervisor", post_office)
    desks = {}
    for name, (code, _) in UNITS.items():
        desks[name] = await open_office(connection, desk(f"CU.{code}", name, UnitKey(code, FORMER), post_office))
    return Province(post_office, head, desks)


async def open_present_desks(connection: Connection, post_office: Office) -> dict[str, Office]:
    """The desks of the four communes, by name."""
    opened = {}
    for code, name in COMMUNES.items():
        opened[name] = await open_office(connection, desk(f"NAY.{code}", name, UnitKey(code, PRESENT), post_office))
    return opened


def terms(post_office: Office, valid_from: date, valid_to: date | None = None) -> NewAgreement:
    """What is signed; the desk is filled in by who signs."""
    return NewAgreement(
        desk_id=post_office.office_id,
        post_office_id=post_office.office_id,
        legs=["SEND", "RETURN"],
        handover_mode="sealed",
        legal_basis="QĐ 45/2016/QĐ-TTg",
        number="TTHT-2022",
        valid_from=valid_from,
        valid_to=valid_to,
    )


def office(kind: OfficeKind, code: str, name: str, served_by: UUID | None = None) -> NewOffice:
    return NewOffice(
        kind=kind,
        code=code,
        name=name,
        address="Gia Lâm, Hà Nội",
        lon=105.94,
        lat=21.02,
        province_code="01",
        served_by_office_id=served_by,
    )


def desk(code: str, name: str, unit: UnitKey, post_office: Office) -> NewOffice:
    return NewOffice(
        kind="desk",
        code=code,
        name=f"Một cửa {name}",
        address=name,
        lon=105.94,
        lat=21.02,
        province_code="01",
        unit=unit,
        served_by_office_id=post_office.office_id,
    )


async def someone(connection: Connection, role: Role, at: Office, name: str = "Đỗ Thị Ai") -> UUID:
    """A person with that role there since long ago."""
    person = await add_person(connection, NewPerson(full_name=name, province_code="01"))
    grant = RoleGrant(person_id=person.person_id, role=role, office_id=at.office_id, valid_from=date(2020, 1, 1))
    return (await grant_role(connection, grant)).person_id


async def _import_units(connection: Connection) -> None:
    former = "Mã;Tên;Loại;Mã tỉnh\n" + "".join(f"{code};{_split(name)};01\n" for name, (code, _) in UNITS.items())
    present = "Mã;Tên;Loại;Mã tỉnh\n" + "".join(f"{code};{_split(name)};01\n" for code, name in COMMUNES.items())
    for text, day, until in ((former, FORMER, PRESENT), (present, PRESENT, None)):
        report = await import_units(connection, text.encode(), source="test", valid_from=day, valid_to=until)
        assert report.rejected == []
    table = "Mã cũ;Mã mới;Hình thức\n" + "".join(f"{code};{to};toàn bộ\n" for code, to in UNITS.values())
    followed = await import_successions(
        connection, table.encode(), former_valid_from=FORMER, present_valid_from=PRESENT, source="test"
    )
    assert (followed.stored, followed.rejected) == (22, [])


def _split(name: str) -> str:
    """Name and type apart, as a list of units has them."""
    kind = "Thị trấn" if name.startswith("Thị trấn") else "Xã"
    return f"{name.removeprefix(kind).strip()};{kind}"
