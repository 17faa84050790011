"""Which bag an item lies in: computed from the acts like its holder, held by keys like the ledger."""
