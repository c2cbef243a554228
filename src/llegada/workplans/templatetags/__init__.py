"""Template tags of work plans."""
