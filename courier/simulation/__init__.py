"""Phones, counters and citizens that ride a day through the public API."""
