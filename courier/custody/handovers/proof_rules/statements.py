"""The SQL of proof rules, each statement beside the Struct it fills."""

from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement


class RuleRow(msgspec.Struct, frozen=True):
    """A requirement in force that differs from the contract's own table."""

    desk_id: UUID | None
    act: str
    leg: str
    proof: str
    requirement: str


RULES_IN_FORCE: Final = statement(
    """
    SELECT DISTINCT ON (desk_id, act, leg, proof) desk_id, act, leg, proof, requirement FROM proof_rule
    WHERE valid_from <= (courier_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
    ORDER BY desk_id, act, leg, proof, valid_from DESC
    """,
    RuleRow,
)

RULES_TO_TELL: Final = statement(
    """
    SELECT DISTINCT ON (desk_id, act, leg, proof) desk_id, act, leg, proof, requirement FROM proof_rule
    WHERE valid_from <= (courier_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
      AND (desk_id IS NULL OR desk_id = $1 OR desk_id = ANY ($2::uuid[])
           OR desk_id IN (SELECT office_id FROM office WHERE served_by_office_id = $1))
    ORDER BY desk_id, act, leg, proof, valid_from DESC
    """,
    RuleRow,
)


ADD_RULE: Final = statement(
    """
    INSERT INTO proof_rule (rule_id, desk_id, act, leg, proof, requirement, valid_from, person_id)
    SELECT $1, o.office_id, $3, $4, $5, $6, $7, $8
    FROM office AS o WHERE o.office_id = $2 AND o.kind = 'desk' AND runs_office($8, o.office_id)
    ON CONFLICT (rule_id) DO NOTHING
    """
)


class RuleKept(msgspec.Struct, frozen=True):
    """A rule as it stands."""

    rule_id: UUID
    desk_id: UUID | None
    act: str
    leg: str
    proof: str
    requirement: str
    valid_from: date


RULE: Final = statement(
    """
    SELECT rule_id, desk_id, act, leg, proof, requirement, valid_from FROM proof_rule
    WHERE rule_id = $1 AND runs_office($2, desk_id)
    """,
    RuleKept,
)
