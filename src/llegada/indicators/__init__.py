"""Indicator sheets: what is measured, from where, towards what, and the algebra of progress."""
