"""Who may say where a citizen is: the carrier who is on the way there, the office that serves them."""
