"""Checks an export with no server and no database: only the file, and what its reader has seen before."""
