"""The nouns of addresses: hamlets, what an address is read as, points. Imports no database."""

from datetime import date
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec

from courier.errors import FieldError
from courier.network.model import AdministrativeUnit, Position, UnitKey

HamletKind = Literal["thôn", "xóm", "tổ dân phố", "khu"]
PointQuality = Literal["carrier", "office", "hamlet", "commune"]
"""Best first: confirmed by a carrier, pinned by an office, centre of the hamlet, centre of the commune."""
AddressStatus = Literal["plain", "ask", "unknown"]
"""One meaning; several, or one that is not enough; none."""
Generation = Literal["former", "present"]

QUALITIES: tuple[PointQuality, ...] = ("carrier", "office", "hamlet", "commune")


def is_as_good(quality: PointQuality, other: PointQuality) -> bool:
    """Whether a point of the first quality may take the place of one of the other."""
    return QUALITIES.index(quality) <= QUALITIES.index(other)


class Hamlet(msgspec.Struct, frozen=True):
    """A thôn, xóm, tổ dân phố or khu of a commune; without a position it still says in which commune an address is."""

    unit_code: str
    unit_valid_from: date
    kind: HamletKind
    name: str
    name_key: str
    lon: float | None
    lat: float | None

    @property
    def unit_key(self) -> UnitKey:
        return UnitKey(self.unit_code, self.unit_valid_from)

    @property
    def position(self) -> Position | None:
        return Position(self.lon, self.lat) if self.lon is not None and self.lat is not None else None

    @property
    def full_name(self) -> str:
        """tổ dân phố An Đào."""
        return f"{self.kind} {self.name}"


class PresentShare(NamedTuple):
    """A commune in force that a unit went into, with the share of its area, above 0, at most 1."""

    unit: AdministrativeUnit
    share: float


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """One thing an address may mean."""

    unit: AdministrativeUnit
    """The finest unit named, former or present; of level district where only a former district is named."""
    presents: list[PresentShare]
    """Where it lies now, the largest share first; empty where no succession is known."""
    hamlet: Hamlet | None
    score: float
    """0 to 1; those of one address add up to 1."""
    why_vi: str
    why_en: str


class AddressRead(msgspec.Struct, frozen=True, kw_only=True):
    """An address, read."""

    status: AddressStatus
    candidates: list[Candidate]
    """The likeliest first."""
    rest: str
    """House number, lane, street, hamlet: what names no larger unit, as it was written."""
    landmark: str | None
    """«gần chợ Vàng»: how to find it, as written in the address."""
    address_key: str
    """The rest folded, its abbreviations spelt out, without the landmark: equal for one address written in two ways."""
    is_exact: bool
    """Whether the rest names a house or flat, not only a street or hamlet."""
    question_vi: str | None
    """What to ask back where the status is `ask`."""
    question_en: str | None

    @property
    def best(self) -> Candidate | None:
        return self.candidates[0] if self.candidates else None


class AddressPoint(msgspec.Struct, frozen=True):
    """Where an address was found to be: the best there is."""

    unit_code: str
    unit_valid_from: date
    address_key: str
    landmark: str | None
    lon: float
    lat: float
    quality: PointQuality


class PointReport(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody says where a citizen's address is."""

    point_id: UUID
    """The reporter's own UUID: the same report again changes nothing."""
    party_id: UUID
    lon: float
    lat: float
    landmark: str | None = None
    """None leaves the landmark as it is."""


class PointCorrected(msgspec.Struct, frozen=True, kw_only=True):
    """Where the citizen is taken to be from now on."""

    party_id: UUID
    lon: float
    lat: float
    quality: PointQuality
    landmark: str | None
    is_taken: bool
    """False where a better position stood already and stays: the report is kept beside it."""


class HamletsImported(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a list of hamlets."""

    created: int
    changed: int
    known: int
    rejected: list[FieldError]
    notes: list[FieldError]
    """Kept, but a person should look: a position outside the commune's boundary."""
