"""Lay down what an act must bring along at a desk's items, from a day on; or, without a desk, at everybody's."""

from datetime import date
from typing import Final, Literal
from uuid import UUID

import msgspec

from courier.custody.handovers.model import ProofField
from courier.custody.handovers.proof_rules.statements import ADD_RULE, RULE, RuleKept
from courier.database import Connection
from courier.errors import IdInUse, NotFound
from courier.network.refusals import Explanation, explained
from mobile_contract.fields import Leg, Requirement

RuledAct = Literal["receive", "deliver", "attempt", "accept"]


class ProofTerms(msgspec.Struct, frozen=True, kw_only=True):
    """One requirement: of which act on which leg, which proof, how much it is asked for, from which day."""

    act: RuledAct
    leg: Leg
    proof: ProofField
    requirement: Requirement
    valid_from: date


async def set_proof_rule(
    connection: Connection, *, rule_id: UUID, desk_id: UUID, terms: ProofTerms, asked_by: UUID
) -> RuleKept:
    """The rule as it stands; the same id again changes nothing.

    Raises `NotFound` unless `asked_by` runs the desk, `Conflict` for a second rule of one day or a scan left off,
    `IdInUse` where the id stands for another rule.
    """
    with explained(PROOF_REFUSALS):
        await ADD_RULE.run(connection, rule_id, desk_id, *msgspec.structs.astuple(terms), asked_by)
    kept = await RULE.one(connection, rule_id, asked_by)
    if kept is None:
        raise NotFound("Không tìm thấy một cửa này", "No such desk")
    said = (desk_id, *msgspec.structs.astuple(terms))
    if (kept.desk_id, kept.act, kept.leg, kept.proof, kept.requirement, kept.valid_from) != said:
        raise IdInUse("rule_id")
    return kept


PROOF_REFUSALS: Final[dict[str, Explanation]] = {
    "proof_rule_desk_id_act_leg_proof_valid_from_key": (
        "Một cửa này đã có quy định đó từ ngày đó; hãy chọn ngày khác",
        "The desk has that rule from that day; choose another day",
    ),
    "scan_is_never_off": (
        "Quét mã không thể bỏ: bưu gửi phải được nhận ra",
        "A scan cannot be left off: the item must be known",
    ),
}
"""Every constraint of a rule that a caller can break."""
