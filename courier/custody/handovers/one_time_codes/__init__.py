"""Codes told to citizens, judged when an act that brings one has come in."""
