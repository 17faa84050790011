"""The network: administrative units through time, the offices and people of the service, and what they agreed."""
