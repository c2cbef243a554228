"""The public site: who does what and where, portfolio, territory, open data."""
