"""Tags of what goes out."""
