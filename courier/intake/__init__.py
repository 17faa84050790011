"""Intake: dossiers, the jobs asked for, the items that travel and the labels they carry."""
