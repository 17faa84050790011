"""Shifts: who carries when, from one office and back, and what changed about it."""
