"""Carriers on their way: what each is told of his day, and what his signed acts mean for it."""
