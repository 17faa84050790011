"""Plans changed by a dispatcher's hand: one job put in or moved, many given to one carrier, a route given to others."""
