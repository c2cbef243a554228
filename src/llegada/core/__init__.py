"""What every app stands on: errors, actors, policies, history and page helpers. No table of the domain."""
