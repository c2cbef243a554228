"""Template tags of focalisation."""
