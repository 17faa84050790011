"""Custody as others may check it: one file with acts, ledger, checkpoints and proofs; and the same as EPCIS."""
