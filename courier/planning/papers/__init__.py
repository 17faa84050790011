"""The paper day: what carriers and bags take along where no screen does."""
