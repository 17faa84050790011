"""The `courier` command: the composition root, with `courier.simulation` the only one that may import `api`."""
