"""The SQL of shifts, each statement beside the Struct it fills."""

from typing import Final

from courier.database import statement

ADD_SHIFT: Final = statement("""
    INSERT INTO shift (shift_id, carrier_id, office_id, on_date, starts_at, ends_at, lunch_from, lunch_to,
                       capacity_items, capacity_g, speed_kmh, territory)
    SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12
    WHERE has_role($13, $3, 'dispatcher', 'supervisor')
      AND EXISTS (SELECT FROM person AS p WHERE p.carrier_party_id = $2 AND has_role(p.person_id, $3, 'carrier'))""")
"""No row where the asker may not, or the carrier is none of the office's."""
