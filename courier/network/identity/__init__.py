"""Who is asking: people with log-ins, phones and workstations with keys, and the server's own key."""
