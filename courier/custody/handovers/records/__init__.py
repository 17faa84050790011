"""What people read of hand-overs: envelopes to open, a dossier's originals not yet home, an item's record, findings."""
