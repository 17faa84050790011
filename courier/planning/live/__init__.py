"""What the office sees of its day as it happens: the board and the map."""
