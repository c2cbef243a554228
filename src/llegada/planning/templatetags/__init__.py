"""Marks and words of the annual plan."""
