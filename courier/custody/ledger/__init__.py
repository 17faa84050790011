"""From the facts of an item to its holder, and into the ledger whose keys check every step."""
