"""Money: what is due, what was taken, who holds it, and what does not add up. State, fares and handling stay apart."""
