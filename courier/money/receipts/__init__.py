"""Receipts: numbers of slips reserved for each device, official numbers in books without a gap, copies to print."""
