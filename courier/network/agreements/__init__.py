"""Agreements beyond one desk: many signed at once, passed to successors, and what about them needs a person."""
