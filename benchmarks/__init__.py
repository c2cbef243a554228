"""Measures of speed and size, run by `./llegada bench`: one module each, see README.md."""
