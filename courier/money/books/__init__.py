"""The double entry itself: what is in force, and how the books are brought to what the facts come to."""
