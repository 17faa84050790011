"""What makes custody provable to others: signed checkpoints over the log, exports, and their check without a server."""
