"""Addresses: units and hamlets by name, what an address means, and where one was found to be."""
