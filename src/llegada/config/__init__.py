"""Wiring of the product: settings, addresses and the WSGI entry. No domain code lives here."""
