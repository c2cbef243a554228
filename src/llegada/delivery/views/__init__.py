"""The pages of sessions and commitments."""
