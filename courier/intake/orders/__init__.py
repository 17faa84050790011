"""Orders by API and by file, results registered before they exist, and what changes before delivery."""
