"""A fictitious demonstration year, made through the same services that the pages use."""
