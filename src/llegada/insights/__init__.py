"""Figures derived from facts, always rebuildable, and the first screen of each role."""
