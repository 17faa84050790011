"""The search for good plans. Everything here is private to `routing.solve` and `routing.insert`."""
