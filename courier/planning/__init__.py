"""Planning: shifts, plans, their stops, what each carrier is told and what the office sees of the day."""
