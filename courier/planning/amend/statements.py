"""The SQL of changes by hand."""

from typing import Final

from courier.database import statement

ADD_PIN: Final = statement("""
    INSERT INTO job_pin (pin_id, job_id, on_date, carrier_id, office_id, person_id)
    SELECT $1, j.job_id, $3, $4, o.office_id, $6
    FROM job AS j JOIN office AS o ON o.office_id IN (j.serving_office_id, j.delivering_office_id)
    WHERE j.job_id = $2 AND o.office_id = $5 AND has_role($6, o.office_id, 'dispatcher', 'supervisor')
      AND ($4::uuid IS NULL OR EXISTS (
          SELECT FROM person AS p WHERE p.carrier_party_id = $4 AND has_role(p.person_id, $5, 'carrier')))""")
"""No row where the asker may not, or job or carrier are none of the office's."""

ANNOUNCE_PIN: Final = statement("""
    INSERT INTO change (topic, office_id, party_id, facts)
    VALUES ('plan', $2, NULL, jsonb_build_object('pinned', $1::uuid, 'carrier_id', $3::uuid))""")
