"""Sessions in the field: attendance, commitments, evidence and minutes."""
