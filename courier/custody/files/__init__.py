"""Proof files: photos and signatures, named by their SHA-256 in the acts they prove, sent apart and piece by piece."""
