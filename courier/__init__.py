"""The domain of the postal service for administrative dossiers and its storage: one folder a room."""
