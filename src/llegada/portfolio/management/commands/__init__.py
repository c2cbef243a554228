"""The commands of the portfolio."""
