"""The SQL of intake's papers, each statement beside the Struct it fills."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement
from courier.intake.papers.model import IssuingPost, PadSlip, RollFace, SlipAmount, SlipLine
from courier.network.model import Leg

POST: Final = statement(
    """
    SELECT office_id, name, address, phone FROM office
    WHERE office_id = $2 AND kind = 'point'
      AND has_role($1, office_id, 'teller', 'dispatcher', 'supervisor', 'administrator')
    """,
    IssuingPost,
)


class PadRow(msgspec.Struct, frozen=True):
    """A pad of an office where the asker works."""

    pad_id: UUID
    office_id: UUID


PAD: Final = statement(
    """
    SELECT pad_id, office_id FROM pad
    WHERE pad_id = $2 AND has_role($1, office_id, 'teller', 'dispatcher', 'supervisor', 'administrator')
    """,
    PadRow,
)
ADD_PAD: Final = statement("INSERT INTO pad (pad_id, office_id, person_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
ADD_SLIPS: Final = statement(
    """
    INSERT INTO pad_slip (pad_id, number, code, view_code)
    SELECT $1::uuid, * FROM unnest($2::smallint[], $3::text[], $4::text[])
    """
)


PAD_SLIPS: Final = statement(
    """
    SELECT s.number, s.code, l.s10, s.view_code FROM pad_slip AS s JOIN label AS l USING (code)
    WHERE s.pad_id = $1 AND NOT EXISTS (SELECT FROM label_void AS v WHERE v.code = s.code)
      AND NOT EXISTS (SELECT FROM item_label AS b WHERE b.code = s.code)
    ORDER BY s.number
    """,
    PadSlip,
)
"""Those still blank: a slip in use is never printed for a second citizen."""


ROLL_LABELS: Final = statement(
    """
    SELECT l.code, l.s10 FROM label AS l
    WHERE l.office_id = $1 AND ($2::text IS NULL OR l.s10 >= $2)
      AND NOT EXISTS (SELECT FROM item_label AS b WHERE b.code = l.code)
      AND NOT EXISTS (SELECT FROM label_void AS v WHERE v.code = l.code)
      AND NOT EXISTS (SELECT FROM pad_slip AS s WHERE s.code = l.code)
    ORDER BY l.s10, l.code LIMIT $3
    """,
    RollFace,
)
"""What names nothing yet, from a number on; labels of pads are printed with their pad."""


class RollLabel(msgspec.Struct, frozen=True):
    """A label that names nothing yet."""

    code: str
    s10: str | None
    office_id: UUID


ROLL_LABEL: Final = statement(
    """
    SELECT l.code, l.s10, l.office_id FROM label AS l
    WHERE l.code = $2 AND has_role($1, l.office_id, 'teller', 'dispatcher', 'supervisor', 'administrator')
      AND NOT EXISTS (SELECT FROM item_label AS b WHERE b.code = l.code)
      AND NOT EXISTS (SELECT FROM label_void AS v WHERE v.code = l.code)
    """,
    RollLabel,
)


class OrderSlipRow(msgspec.Struct, frozen=True):
    """What the slip of an order says; no name where the citizen's data was erased."""

    office_id: UUID
    office_name: str
    office_address: str
    office_phone: str | None
    dossier_id: UUID
    sender_id: UUID
    leg: Leg
    code: str | None
    s10: str | None
    view_code: str
    full_name: str | None
    phone: str | None
    address: str | None
    landmark: str | None
    desk_name: str
    desk_phone: str | None
    procedure_name: str | None
    procedure_code: str | None
    title: str
    dossier_code: str | None
    weight_g: int
    at_counter: bool
    is_result_returned: bool
    window_from: datetime | None
    window_to: datetime | None


ORDER_SLIP: Final = statement(
    """
    SELECT o.office_id, o.name AS office_name, o.address AS office_address, o.phone AS office_phone, d.dossier_id,
           j.origin_id AS sender_id, j.leg, l.code, l.s10,
           coalesce((SELECT s.view_code FROM slip_view_code AS s WHERE s.code = l.code), d.view_code) AS view_code,
           c.full_name, c.phone, c.address, c.landmark, k.name AS desk_name, k.phone AS desk_phone,
           p.name AS procedure_name, d.procedure_code, d.title, d.code AS dossier_code, j.weight_g, j.at_counter,
           EXISTS (SELECT FROM registered_return AS r
                   WHERE r.dossier_id = d.dossier_id
                     AND NOT EXISTS (SELECT FROM registration_closing AS x WHERE x.registration_id = r.registration_id)
                  ) AS is_result_returned,
           j.window_from, j.window_to
    FROM job AS j
    JOIN dossier AS d USING (dossier_id)
    JOIN office AS o ON o.office_id = j.serving_office_id
    JOIN office AS k ON k.office_id = j.destination_id
    LEFT JOIN contact AS c ON c.party_id = j.origin_id
    LEFT JOIN procedure AS p ON p.procedure_code = d.procedure_code AND p.valid_from = d.procedure_valid_from
    LEFT JOIN current_label AS l ON l.job_id = j.job_id
    WHERE j.job_id = $2 AND j.leg IN ('SEND', 'SUPPLEMENT') AND j.cancelled_at IS NULL
      AND has_role($1, j.serving_office_id, 'teller', 'dispatcher', 'supervisor', 'administrator')
    """,
    OrderSlipRow,
)


SLIP_LINES: Final = statement(
    """
    SELECT name, originals, certified_copies, photocopies, is_shown_and_returned
    FROM dossier_document WHERE dossier_id = $1 ORDER BY line
    """,
    SlipLine,
)


SLIP_AMOUNTS: Final = statement(
    "SELECT kind, payer, amount_vnd FROM stated_amount WHERE job_id = $1 ORDER BY kind, payer", SlipAmount
)
LOG_PAPER_READ: Final = statement(
    """
    INSERT INTO personal_data_access (person_id, device_id, party_id, purpose)
    SELECT $1, NULL, party_id, $3 FROM unnest($2::uuid[]) AS party_id
    """
)
"""Purpose as the table knows them: office, delivery_list."""
