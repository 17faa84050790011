"""What a hand-over says beside custody: proofs, checklists, openings, who took it. What is amiss is
recorded, nothing is refused."""
