"""Targeting: external indices, the rules that read them, and the entities that a rule puts first."""
