"""People, the organisations that give assistance, their units as a tree, roles with scope and dates, API tokens."""
