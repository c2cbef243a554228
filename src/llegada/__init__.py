"""Llegada: technical assistance to territories, from strategy to evaluation."""

__version__ = "0.1.0"
