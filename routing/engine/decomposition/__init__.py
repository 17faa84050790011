"""Large days: cut into parts that are planned side by side, cut anew along other seams, and put together."""
