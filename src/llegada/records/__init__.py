"""Files kept once, by their SHA-256, with their type checked by content."""
