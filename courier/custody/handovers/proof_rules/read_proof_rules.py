"""What a device must be told of proofs for its day: the rules for everybody, and those of desks that want others."""

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

import msgspec

from courier.custody.handovers.check_doors import rules_for
from courier.custody.handovers.proof_rules.statements import RULES_TO_TELL, RuleRow
from courier.database import Connection
from mobile_contract.proof_rules import DEFAULT_PROOF_RULES
from mobile_contract.sync import ProofRule


async def read_proof_rules(connection: Connection, *, office_id: UUID, desk_ids: Collection[UUID]) -> list[ProofRule]:
    """One rule for each act and leg, then again for each desk that asks for something else.

    Desks are those named, the office itself, and those it serves.
    """
    overrides = await RULES_TO_TELL.all(connection, office_id, list(desk_ids))
    desks = sorted({rule.desk_id for rule in overrides if rule.desk_id is not None})
    general = [rule for rule in overrides if rule.desk_id is None]
    everybodys = [_replaced(rule, general) for rule in DEFAULT_PROOF_RULES]
    of_desks = [
        _replaced(rule, overrides, desk)
        for desk in desks
        for rule in DEFAULT_PROOF_RULES
        if any((each.desk_id, each.act, each.leg) == (desk, rule.act, rule.leg) for each in overrides)
    ]
    return everybodys + of_desks


def _replaced(rule: ProofRule, overrides: Sequence[RuleRow], desk_id: UUID | None = None) -> ProofRule:
    wanted = {str(name): asked for name, asked in rules_for(overrides, desk_id or _NO_DESK, rule.act, rule.leg).items()}
    return msgspec.structs.replace(rule, desk_id=desk_id, **wanted)


_NO_DESK: Final = UUID(int=0)
