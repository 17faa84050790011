"""Lay down for an agreement, from a day on, how many visits are made, how long is held, how often is invited."""

from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from courier.care.holding.statements import ADD_RULE, RULE, RuleKept
from courier.database import Connection
from courier.errors import IdInUse, NotFound
from courier.network.refusals import Explanation, explained


class HoldingTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What an agreement says of attempts and holding; ranges as the table's checks have them."""

    valid_from: date
    attempts: int = 3
    hold_days_town: int = 15
    hold_days_country: int = 30
    invitations: int = 2
    apart_working_days: int = 2
    counts_working_days: bool = False
    source: str
    """The clause it stands in."""


async def set_rule(
    connection: Connection, *, rule_id: UUID, agreement_id: UUID, terms: HoldingTerms, asked_by: UUID
) -> RuleKept:
    """The rule as it stands; the same id again gives the same one.

    Raises `NotFound` unless `asked_by` runs the agreement's desk or post office, `Conflict` for a second rule of one
    day, `IdInUse` where the id stands for another rule.
    """
    with explained(RULE_REFUSALS):
        await ADD_RULE.run(connection, rule_id, agreement_id, *msgspec.structs.astuple(terms), asked_by)
    kept = await RULE.one(connection, rule_id, asked_by)
    if kept is None:
        raise NotFound("Không tìm thấy thỏa thuận này", "No such agreement")
    if msgspec.structs.astuple(kept)[1:] != (agreement_id, *msgspec.structs.astuple(terms)):
        raise IdInUse("rule_id")
    return kept


RULE_REFUSALS: Final[dict[str, Explanation]] = {
    "holding_rule_agreement_id_valid_from_key": (
        "Thỏa thuận này đã có quy định từ ngày đó; hãy chọn ngày khác",
        "The agreement has a rule from that day; choose another day",
    ),
}
"""Every constraint of a rule that a caller can break within the bounds of the route."""
