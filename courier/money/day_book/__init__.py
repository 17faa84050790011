"""What one office's holders signed of money on a day, act by act: takings, hand-ins with who signed on both sides."""
