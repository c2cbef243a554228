"""The pages of `insights`: «Mi trabajo», and what was loaded against what was planned."""
