"""Files of an office's bank account: read line by line, each once, found to be a transfer or a remittance."""
