"""Damage, broken seals, losses: the written record, and for a loss the clocks of who must know by when."""
