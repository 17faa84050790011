"""Who holds each dossier, from signed acts alone.

`append_batch` keeps what devices signed; `holder.resolve` says from the set of facts who holds an item;
the ledger's keys in PostgreSQL refuse what the promise forbids.
"""
