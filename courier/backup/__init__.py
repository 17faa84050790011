"""Backups of all state in one folder, and the way back to any second that they cover."""
