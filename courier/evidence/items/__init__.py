"""What belongs to each item, signed with each checkpoint: one item alone can be shown with nothing of it left out."""
