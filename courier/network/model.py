"""The nouns of the network: units, offices, people, roles, agreements. Devices and sessions are described apart."""

from datetime import date
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec

from courier.errors import FieldError

UnitLevel = Literal["province", "district", "commune"]
BoundaryKind = Literal["official", "simplified", "sketch"]
SuccessionKind = Literal["whole", "part", "rename", "retype"]
OfficeKind = Literal["point", "hub", "linehaul", "desk", "agency"]
Role = Literal["carrier", "teller", "dispatcher", "desk_clerk", "supervisor", "administrator"]
Leg = Literal["SEND", "RETURN", "SUPPLEMENT"]
HandoverMode = Literal["sealed", "joint_recount"]


class Position(NamedTuple):
    """A point on the ground, degrees, WGS 84, longitude first."""

    lon: float
    lat: float


class UnitKey(NamedTuple):
    """What identifies a unit: most codes were used again for another unit on 1/7/2025."""

    code: str
    valid_from: date


class AdministrativeUnit(msgspec.Struct, frozen=True):
    """A province, district or commune as it stood from one day until another."""

    code: str
    valid_from: date
    valid_to: date | None
    """The first day it is no longer in force."""
    level: UnitLevel
    unit_type: str
    """As it is written: Xã, Phường, Thị trấn, Đặc khu …"""
    name: str
    """Without its type: Trâu Quỳ."""
    province_code: str
    district_code: str | None
    centre_lon: float | None
    centre_lat: float | None

    @property
    def key(self) -> UnitKey:
        return UnitKey(self.code, self.valid_from)

    @property
    def centre(self) -> Position | None:
        """A point inside it, where its boundary is known."""
        if self.centre_lon is None or self.centre_lat is None:
            return None
        return Position(self.centre_lon, self.centre_lat)

    @property
    def full_name(self) -> str:
        """Xã Gia Lâm."""
        return f"{self.unit_type} {self.name}"


class Succession(msgspec.Struct, frozen=True):
    """That a share of a former unit's area became part of a later one."""

    from_code: str
    from_valid_from: date
    to_code: str
    to_valid_from: date
    kind: SuccessionKind
    share: float
    """Of the former unit's area, above 0, at most 1."""
    is_derived: bool
    """By overlaying boundaries, not from a sourced table."""
    source: str


class UnitsImported(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a unit list."""

    created: int
    changed: int
    known: int
    """Rows that were here already, word for word."""
    rejected: list[FieldError]


class BoundariesImported(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a boundary file."""

    stored: int
    known: int
    rejected: list[FieldError]
    notes: list[FieldError]
    """Tolerated: overlaps with a neighbour, closed rings, turned rings."""


class SuccessionsImported(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a table of successions."""

    stored: int
    known: int
    rejected: list[FieldError]


class SuccessionDerived(msgspec.Struct, frozen=True, kw_only=True):
    """What overlaying former and present boundaries gave."""

    whole: int
    part: int
    known: int
    uncovered: dict[str, float]
    """Former unit's code → share of its area that no present unit covers, where above 1 %."""


class NewOffice(msgspec.Struct, frozen=True, kw_only=True):
    """An office to open: a post office (point), hub, linehaul, one-stop desk or agency."""

    kind: OfficeKind
    code: str
    """Post office code or agency code (QĐ 20/2020/QĐ-TTg): capitals, digits, dots, hyphens."""
    name: str
    address: str
    lon: float
    lat: float
    province_code: str
    phone: str | None = None
    unit: UnitKey | None = None
    superior_office_id: UUID | None = None
    served_by_office_id: UUID | None = None
    """The post office that collects from a desk."""
    opens_s: int = 27_000
    """Seconds after local midnight, as the two below."""
    closes_s: int = 61_200
    last_acceptance_s: int = 59_400
    is_demo: bool = False
    form: str | None = None
    """What people call it, of the forms its kind has: `branch` (chi nhánh), `reception` (điểm tiếp nhận) …"""


class Office(msgspec.Struct, frozen=True):
    """An office that stands."""

    office_id: UUID
    kind: OfficeKind
    code: str
    name: str
    address: str
    phone: str | None
    lon: float
    lat: float
    unit_code: str | None
    unit_valid_from: date | None
    province_code: str
    superior_office_id: UUID | None
    served_by_office_id: UUID | None
    opens_s: int
    closes_s: int
    last_acceptance_s: int
    is_demo: bool
    form: str | None

    @property
    def position(self) -> Position:
        return Position(self.lon, self.lat)


class NewPerson(msgspec.Struct, frozen=True, kw_only=True):
    """A member of staff, of the post or of a desk. Only `full_name` and `province_code` are needed."""

    full_name: str
    province_code: str
    phone: str | None = None
    username: str | None = None


class Person(msgspec.Struct, frozen=True):
    """A member of staff. `carrier_party_id` is the party as which a carrier holds dossiers."""

    person_id: UUID
    full_name: str
    phone: str | None
    username: str | None
    carrier_party_id: UUID | None
    province_code: str
    is_active: bool


class GrantScope(msgspec.Struct, frozen=True, kw_only=True):
    """One thing a hat is for; what is None is not limited."""

    agency_id: UUID | None = None
    leg: Leg | None = None
    field: str | None = None
    """Of procedures: civil_status, land …"""


class RoleGrant(msgspec.Struct, frozen=True, kw_only=True):
    """One hat of a person: a role at an office, from a day until another."""

    person_id: UUID
    role: Role
    office_id: UUID
    valid_from: date
    valid_to: date | None = None
    """The first day it is no longer held."""
    scopes: list[GrantScope] = []
    """What a teller or desk clerk is limited to; none is everything."""


class NewAgreement(msgspec.Struct, frozen=True, kw_only=True):
    """What a desk and a post office sign; without one in force no order is taken."""

    desk_id: UUID
    post_office_id: UUID
    legs: list[Leg]
    handover_mode: HandoverMode
    legal_basis: str
    valid_from: date
    valid_to: date | None = None
    may_deliver_on_claimed_transfer: bool = False
    number: str | None = None
    """As it is written on the paper: 12/TTHT-2022."""
    fields: list[str] | None = None
    """Fields of procedures it is for (civil_status, land …); None is all of them."""
    ending_alarm_days: int = 30
    """How long before its end it is an alarm, unless another follows."""
    idle_alarm_days: int = 30
    """After how many days in force without any job it is an alarm."""


class Agreement(msgspec.Struct, frozen=True):
    """An agreement that was signed."""

    agreement_id: UUID
    desk_id: UUID
    post_office_id: UUID
    legs: list[Leg]
    handover_mode: HandoverMode
    may_deliver_on_claimed_transfer: bool
    legal_basis: str
    valid_from: date
    valid_to: date | None
    number: str | None
    fields: list[str] | None
    inherited_from: UUID | None
    """Kế thừa: the former unit's agreement that passed to this desk."""
