"""Pages of the portfolio for those who design, approve and import services."""
