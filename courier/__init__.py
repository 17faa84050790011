"""Courier: the domain of the public postal service for administrative dossiers, and its storage.

One folder a room; `CONTRIBUTING.md` says which room may call which.
"""
