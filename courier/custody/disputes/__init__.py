"""A dispute as two people see and decide it: both stories, a proposal, and another person's answer."""
