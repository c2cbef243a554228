"""What is done to the portfolio from the console."""
