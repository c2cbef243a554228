"""What changes in focalisation."""
