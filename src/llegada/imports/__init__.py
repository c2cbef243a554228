"""Bringing the past in: files of anybody's own, matched once and imported whole, tried before and undone after."""
