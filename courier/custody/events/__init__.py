"""Signed acts read, verified, kept once and for ever, and numbered in each device's gapless log."""
