"""Care for the citizen: what became of the dossier, in plain words and dates."""
