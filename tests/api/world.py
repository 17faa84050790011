"""A small post office and its desk as the API's tests need them, and devices and people that talk HTTP."""

import base64
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import httpx

from courier import signatures
from courier.database import Pool, in_transaction
from courier.network.add_person import add_person
from courier.network.grant_role import grant_role
from courier.network.identity.passwords import hash_password
from courier.network.model import NewOffice, NewPerson, Office, Person, Role, RoleGrant
from courier.network.open_office import open_office
from mobile_contract.canonical import encode
from mobile_contract.sync import Enrolment

PASSWORD = "mười hai con giáp"
PROVINCE = "01"
SINCE = date(2020, 1, 1)


@dataclass
class World:
    """The post office, the desk it serves, another post office, and the people of each."""

    office: Office
    desk: Office
    elsewhere: Office
    dispatcher: Person
    clerk: Person
    stranger: Person
    """Dispatcher of the other post office."""
    lan: Person
    """Carrier."""


async def build_world(pool: Pool) -> World:
    """Made through the rooms' own acts."""
    secret = await hash_password(PASSWORD)

    async def build(connection: Any) -> World:
        async def person(name: str, username: str | None, role: Role, office: Office) -> Person:
            new = NewPerson(full_name=name, province_code=PROVINCE, username=username)
            added = await add_person(connection, new, secret if username else None)
            grant = RoleGrant(person_id=added.person_id, role=role, office_id=office.office_id, valid_from=SINCE)
            return await grant_role(connection, grant)

        office = await open_office(connection, _office("point", "131000", "Bưu điện Gia Lâm"))
        elsewhere = await open_office(connection, _office("point", "131900", "Bưu điện Đông Anh"))
        desk = await open_office(connection, _office("desk", "H26.34", "Một cửa Gia Lâm", office.office_id))
        return World(
            office=office,
            desk=desk,
            elsewhere=elsewhere,
            dispatcher=await person("Trần Văn Điều", "dieu", "dispatcher", office),
            clerk=await person("Lê Thị Cửa", "cua", "desk_clerk", desk),
            stranger=await person("Phạm Xa", "xa", "dispatcher", elsewhere),
            lan=await person("Bùi Thị Lan", None, "carrier", office),
        )

    return await in_transaction(pool, build)


def _office(kind: Any, code: str, name: str, served_by: UUID | None = None) -> NewOffice:
    return NewOffice(
        kind=kind,
        code=code,
        name=name,
        address="Trâu Quỳ",
        lon=105.94,
        lat=21.02,
        province_code=PROVINCE,
        served_by_office_id=served_by,
    )


async def log_in(client: httpx.AsyncClient, username: str, face: str = "office") -> None:
    """The client's cookie is that person's from now on."""
    answer = await client.post(f"/api/v1/{face}/session", json={"username": username, "password": PASSWORD})
    assert answer.status_code == 201, answer.text


class Phone:
    """A device with a key of its own that talks to the carrier's routes."""

    def __init__(self, client: httpx.AsyncClient, face: str = "carrier") -> None:
        self.client = client
        self.face = face
        self.key = signatures.new_key()
        self.device_id = ""
        self.headers: dict[str, str] = {}

    def sign(self, body: bytes) -> dict[str, str]:
        """A `SignedBody` as JSON."""
        signature = base64.b64encode(signatures.sign(self.key, body)).decode()
        return {"body": body.decode(), "signature": signature}

    async def enrol(self, secret: str) -> httpx.Response:
        """Take up an enrolment."""
        public_key = base64.b64encode(signatures.public_bytes(self.key)).decode()
        body = encode(Enrolment(secret=secret, public_key=public_key, device_name="Máy của Lan"))
        answer = await self.client.post(f"/api/v1/{self.face}/enrol", json=self.sign(body))
        if answer.status_code == 201:
            self.device_id = answer.json()["device_id"]
        return answer

    async def renew(self) -> dict[str, Any]:
        """Prove the key; the bearer token goes into `headers`."""
        challenge = await self.client.post(f"/api/v1/{self.face}/challenge", json={"device_id": self.device_id})
        answer = await self.client.post(f"/api/v1/{self.face}/token", json=self.sign(challenge.content))
        assert answer.status_code == 200, answer.text
        self.headers = {"Authorization": f"Bearer {answer.json()['token']}"}
        token: dict[str, Any] = answer.json()
        return token


async def order_enrolment(
    client: httpx.AsyncClient, world: World, person: Person, kind: str = "phone"
) -> dict[str, Any]:
    """As the dispatcher who is logged in."""
    order = {"office_id": str(world.office.office_id), "person_id": str(person.person_id), "kind": kind}
    answer = await client.post("/api/v1/office/enrolments", json=order)
    assert answer.status_code == 201, answer.text
    link: dict[str, Any] = answer.json()
    return link


def token_of(link: dict[str, Any]) -> str:
    """The one-time token in an enrolment's address."""
    return str(link["url"]).rpartition("/")[2]


async def enrolled_phone(client: httpx.AsyncClient, world: World) -> Phone:
    """Lan's phone, with a token; the client stays logged in as the dispatcher."""
    await log_in(client, "dieu")
    phone = Phone(client)
    answer = await phone.enrol(token_of(await order_enrolment(client, world, world.lan)))
    assert answer.status_code == 201, answer.text
    await phone.renew()
    return phone
