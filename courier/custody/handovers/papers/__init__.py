"""Papers that go a way of their own: withdrawn at a door, compared and sent home, a dossier refused by form 03."""
