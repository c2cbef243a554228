"""The `llegada` tag library."""
