"""Money between offices: one took it, another booked it or gave it back; who owes whom, and its payment."""
