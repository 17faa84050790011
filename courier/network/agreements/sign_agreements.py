"""Sign with many desks in one action: all of them, or none and every desk that stands against it named."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from courier.database import Connection
from courier.errors import FieldError, InvalidInput
from courier.network.agreements.inherit_agreements import inherit_agreements
from courier.network.agreements.statements import AGREEMENTS_OF_DESKS, LOCK_AGREEMENTS, OFFICE_NAMES
from courier.network.agreements.store_agreement import store_agreement, wrong_parties
from courier.network.model import Agreement, NewAgreement


async def sign_agreements(connection: Connection, terms: NewAgreement, desk_ids: Sequence[UUID]) -> list[Agreement]:
    """One agreement a desk in the order given, each by `terms`, whose own `desk_id` does not count.

    A desk that has just this agreement already keeps it: the same action twice changes nothing. What a desk had
    inherited ends; what a former unit's desk signs passes on.
    Raises `InvalidInput` with one field `desk_ids[n]` a desk that cannot sign, its name as the value.
    """
    if terms.valid_to is not None and terms.valid_to <= terms.valid_from:
        raise InvalidInput([_ENDS_BEFORE])
    await LOCK_AGREEMENTS.run(connection)
    agreements = [msgspec.structs.replace(terms, desk_id=desk_id) for desk_id in desk_ids]
    there: dict[UUID, list[Agreement]] = {}
    for known in await AGREEMENTS_OF_DESKS.all(connection, list(desk_ids), terms.valid_from, terms.valid_to):
        there.setdefault(known.desk_id, []).append(known)
    await _refuse(connection, agreements, there)
    signed = [
        there[agreement.desk_id][0] if agreement.desk_id in there else await store_agreement(connection, agreement)
        for agreement in agreements
    ]
    await inherit_agreements(connection)
    return signed


async def _refuse(connection: Connection, agreements: list[NewAgreement], there: dict[UUID, list[Agreement]]) -> None:
    """Raise `InvalidInput` with all that stands against it."""
    desk_ids = [agreement.desk_id for agreement in agreements]
    names = {row.office_id: row.name for row in await OFFICE_NAMES.all(connection, desk_ids)}
    wrong = []
    for place, parties in (await wrong_parties(connection, agreements)).items():
        wrong += [_at(place, error, names.get(desk_ids[place])) for error in parties if error.field == "desk_id"]
        wrong += [error for error in parties if error.field != "desk_id" and error not in wrong]
    for place, agreement in enumerate(agreements):
        if agreement.desk_id in desk_ids[:place]:
            wrong.append(_at(place, _TWICE, names.get(agreement.desk_id)))
        elif any(not _is_same(known, agreement) for known in there.get(agreement.desk_id, [])):
            wrong.append(_at(place, _OVERLAPS, names.get(agreement.desk_id)))
    if wrong:
        raise InvalidInput(wrong)


def _at(place: int, error: FieldError, name: str | None) -> FieldError:
    """The error at one desk of the list, its name in front so that people see which."""
    said = {"field": f"desk_ids[{place}]", "value": name}
    if name:
        said |= {"message_vi": f"{name}: {error.message_vi}", "message_en": f"{name}: {error.message_en}"}
    return msgspec.structs.replace(error, **said)


def _is_same(known: Agreement, asked: NewAgreement) -> bool:
    there, new = msgspec.structs.asdict(known), msgspec.structs.asdict(asked)
    return all(_plain(there[field]) == _plain(new[field]) for field in there.keys() & new.keys())


def _plain(value: object) -> object:
    """Legs and fields are the same in any order."""
    return frozenset(value) if isinstance(value, list) else value


_ENDS_BEFORE = FieldError(
    field="valid_to",
    problem="out-of-order",
    message_vi="Ngày hết hiệu lực phải sau ngày có hiệu lực",
    message_en="The end must come after the beginning",
    remedy_vi="Ghi ngày đầu tiên hết hiệu lực, hoặc bỏ trống",
    remedy_en="Give the first day it is no longer in force, or leave it empty",
)
_TWICE = FieldError(
    field="desk_ids",
    problem="twice",
    message_vi="Một cửa này có hai lần trong danh sách",
    message_en="This desk is in the list twice",
    remedy_vi="Bỏ bớt một lần",
    remedy_en="Leave one out",
)
_OVERLAPS = FieldError(
    field="desk_ids",
    problem="overlaps",
    message_vi="đã có thỏa thuận trong thời gian đó",
    message_en="has an agreement in that time already",
    remedy_vi="Kết thúc thỏa thuận trước, hoặc bỏ một cửa này khỏi danh sách",
    remedy_en="End that agreement first, or leave this desk out",
)
