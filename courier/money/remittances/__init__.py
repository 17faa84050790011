"""Money from an office's safe to the accounts it belongs to: listed by booking, seen by the bank, taken back."""
