"""What is done to the territory from the console."""
